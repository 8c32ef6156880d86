import type { JsonObject } from "@eqlite/core/events";
import type { ExceptionEntry, ExceptionItem, ExceptionList, Stored } from "./exception.ts";

const timeText = (ms: number): string => new Date(ms).toISOString();

/** A list as the API answers. */
export function exceptionListJson(list: ExceptionList): JsonObject {
  return {
    ...storedJson(list),
    list_id: list.listId,
    namespace_type: list.namespaceType,
    type: list.type,
    name: list.name,
    description: list.description,
    tags: list.tags,
    os_types: list.osTypes,
    version: list.version,
    ...(list.meta === undefined ? {} : { meta: list.meta }),
  };
}

/** An item as the API answers. */
export function exceptionItemJson(item: ExceptionItem): JsonObject {
  return {
    ...storedJson(item),
    item_id: item.itemId,
    list_id: item.listId,
    namespace_type: item.namespaceType,
    type: "simple",
    name: item.name,
    description: item.description,
    entries: item.entries.map(entryJson),
    os_types: item.osTypes,
    tags: item.tags,
    comments: item.comments.map(({ comment, createdMs, createdBy }) => ({
      comment,
      created_at: timeText(createdMs),
      created_by: createdBy,
    })),
    ...(item.expireMs === undefined ? {} : { expire_time: timeText(item.expireMs) }),
    ...(item.meta === undefined ? {} : { meta: item.meta }),
    ...(item.stage === undefined ? {} : { eqlite_stage: item.stage }),
  };
}

/** An entry as the API writes it, which is how it is stored as well. */
export function entryJson(entry: ExceptionEntry): JsonObject {
  return entry.type === "nested"
    ? { ...entry, entries: entry.entries.map((inner) => ({ ...inner })) }
    : { ...entry };
}

function storedJson(stored: Stored): JsonObject {
  return {
    id: stored.id,
    _version: String(stored.version),
    created_at: timeText(stored.createdMs),
    created_by: stored.createdBy,
    updated_at: timeText(stored.updatedMs),
    updated_by: stored.updatedBy,
  };
}
