import { parseJson } from "@eqlite/core/events";

/** An id for a value of a list, by which it is found again: values have none of their own. */
export function valueId(listId: string, value: string): string {
  return Buffer.from(JSON.stringify([listId, value])).toString("base64url");
}

export function valueOfId(id: string): { readonly listId: string; readonly value: string } | undefined {
  const parsed = parseJson(Buffer.from(id, "base64url").toString("utf8"));
  if (!parsed.ok || !Array.isArray(parsed.value)) return undefined;
  const [listId, value] = parsed.value;
  return typeof listId === "string" && typeof value === "string" ? { listId, value } : undefined;
}
