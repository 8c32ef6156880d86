import type { JsonObject } from "@eqlite/core/events";
import type { ExceptionItem, ExceptionList, NamespaceType } from "../../../exceptions/exception.ts";
import type { ExceptionStore, ItemKey, ListKey, ListReference } from "../../../exceptions/exception-store.ts";
import { OperationalError } from "../../../platform/operational-error.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import { badRequest, bodyText, queryOneOf, queryText } from "../kibana-request.ts";
import type { KibanaContext } from "../kibana-router.ts";

const namespaces = ["single", "agnostic"] as const;

export function queryNamespace(context: KibanaContext): NamespaceType {
  return queryOneOf(context, "namespace_type", namespaces) ?? "single";
}

/** The list that an address names by `id`, or by `list_id` and `namespace_type`. */
export function queryListKey(context: KibanaContext): ListKey {
  const id = queryText(context, "id");
  if (id !== undefined) return { id };
  const listId = queryText(context, "list_id");
  if (listId === undefined) throw badRequest('Name the list: "id" or "list_id".');
  return { listId, namespaceType: queryNamespace(context) };
}

/** The lists that an address names one by one: `list_id=a,b&namespace_type=single,agnostic`. */
export function queryListReferences(context: KibanaContext): readonly ListReference[] {
  const split = (name: string): readonly string[] =>
    (context.req.queries(name) ?? []).flatMap((text) => text.split(",")).filter((text) => text !== "");
  const listIds = split("list_id");
  const types = split("namespace_type");
  if (listIds.length === 0) throw badRequest('Name the lists: "list_id".');
  if (listIds.length > kibanaLimits.maxAddedItems) throw badRequest('"list_id" names too many lists.');
  return listIds.map((listId, at) => {
    const text = types[at] ?? (types.length <= 1 ? types[0] : undefined) ?? "single";
    const namespaceType = namespaces.find((known) => known === text);
    if (namespaceType === undefined) throw badRequest('"namespace_type" is single or agnostic.');
    return { listId, namespaceType };
  });
}

export function queryItemKey(context: KibanaContext): ItemKey {
  return itemKey(queryText(context, "id"), queryText(context, "item_id"), queryNamespace(context));
}

export function bodyItemKey(body: JsonObject): ItemKey {
  return itemKey(bodyText(body, "id"), bodyText(body, "item_id"), bodyNamespace(body));
}

function itemKey(id: string | undefined, itemId: string | undefined, namespaceType: NamespaceType): ItemKey {
  if (id !== undefined) return { id };
  if (itemId === undefined) throw badRequest('Name the item: "id" or "item_id".');
  return { itemId, namespaceType };
}

export function bodyNamespace(body: JsonObject): NamespaceType {
  const text = bodyText(body, "namespace_type") ?? "single";
  const found = namespaces.find((known) => known === text);
  if (found === undefined) throw badRequest('"namespace_type" is single or agnostic.');
  return found;
}

/** The version that a client has seen and wants to change; undefined where it does not say. */
export function bodyVersion(body: JsonObject): number | undefined {
  const text = bodyText(body, "_version");
  if (text === undefined) return undefined;
  // The original's is opaque, and so is one of another server: it is never the present one.
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}

export function getList(exceptions: ExceptionStore, key: ListKey): ExceptionList {
  const list = exceptions.getList(key);
  if (list !== undefined) return list;
  throw new OperationalError(
    "not-found",
    "id" in key
      ? `There is no exception list with id "${key.id}".`
      : `There is no exception list "${key.listId}" (${key.namespaceType}).`,
  );
}

export function getItem(exceptions: ExceptionStore, key: ItemKey): ExceptionItem {
  const item = exceptions.getItem(key);
  if (item !== undefined) return item;
  throw new OperationalError(
    "not-found",
    "id" in key
      ? `There is no exception item with id "${key.id}".`
      : `There is no exception item "${key.itemId}" (${key.namespaceType}).`,
  );
}
