import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "@eqlite/core/events";
import { OperationalError } from "./operational-error.ts";

/** Deeper than any document that is accepted: what was stored is read again, whatever the bound was then. */
const maxStoredDepth = 10_000;

/** JSON that we have written ourselves. Throws `store-damaged` where it is none any more. */
export function storedJson(text: string): JsonValue {
  const parsed = parseJson(text, maxStoredDepth);
  if (parsed.ok) return parsed.value;
  throw damaged();
}

export function storedObject(text: string): JsonObject {
  const value = storedJson(text);
  if (isJsonObject(value)) return value;
  throw damaged();
}

/** The texts of a list that we have stored as JSON. */
export function storedTexts(text: string): readonly string[] {
  const value = storedJson(text);
  if (!Array.isArray(value)) throw damaged();
  return value.filter((item) => typeof item === "string");
}

function damaged(): OperationalError {
  return new OperationalError(
    "store-damaged",
    "JSON in the server's state is damaged: put back a copy of the file",
  );
}
