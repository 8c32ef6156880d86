import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { isJsonObject, stringifyJson } from "@eqlite/core/events";
import type { AnsweredItem, BulkAnswer } from "../../ingest/ingest.ts";
import type { FilterPath } from "../filter-path.ts";

/**
 * The answer of a `_bulk` request as JSON. A path filters by names alone, so that what it leaves of one stored item it leaves
 * of all: it is asked once, and the items are then written without being made into objects first.
 */
export function bulkAnswerJson(answer: BulkAnswer, filter: FilterPath = (value) => value): string {
  const parts: string[] = [];
  const kept = filter({ took: answer.tookMs, errors: answer.hasErrors });
  if (isJsonObject(kept)) {
    for (const [name, value] of Object.entries(kept)) parts.push(`"${name}":${stringifyJson(value)}`);
  }
  const writers = new Map<string, WriteStored | undefined>();
  const items: string[] = [];
  for (const item of answer.items) {
    const { operation, index, error } = item;
    if (error !== undefined) {
      const written = filterItem(failedItem(item), filter);
      if (written !== undefined) items.push(stringifyJson(written));
      continue;
    }
    const key = `${operation} ${index}`;
    let write = writers.get(key);
    if (write === undefined && !writers.has(key)) {
      write = compileStored(item, filter);
      writers.set(key, write);
    }
    if (write !== undefined) items.push(write(item));
  }
  // A list of which nothing remains is left out; one that is empty by itself cannot be.
  if (items.length > 0) parts.push(`"items":[${items.join(",")}]`);
  return `{${parts.join(",")}}`;
}

/** A stored document as Elasticsearch tells of it. */
export function storedItem({ index, id, sequenceNumber }: AnsweredItem): JsonObject {
  return {
    _index: index,
    _id: id ?? "",
    _version: 1,
    result: "created",
    _shards: { total: 1, successful: 1, failed: 0 },
    _seq_no: sequenceNumber ?? 0,
    _primary_term: 1,
    status: 201,
  };
}

function failedItem({ operation, index, id, error }: AnsweredItem): JsonObject {
  return {
    [operation]: {
      _index: index,
      _id: id ?? null,
      status: error?.status ?? 500,
      error: { type: error?.type ?? "exception", reason: error?.reason ?? "" },
    },
  };
}

type WriteStored = (item: AnsweredItem) => string;

/** Members that differ between the items of one operation and data stream, each with a value that no other member has. */
const varying = { _id: "\u0000id", _seq_no: -1 } as const;

function compileStored(item: AnsweredItem, filter: FilterPath): WriteStored | undefined {
  const sample = { [item.operation]: { ...storedItem(item), ...varying } };
  const filtered = filterItem(sample, filter);
  if (filtered === undefined) return undefined;
  const text = stringifyJson(filtered);
  const idText = JSON.stringify(varying._id);
  const [beforeId = "", afterId] = splitOnce(text, idText);
  if (afterId === undefined) return compileSequence(text);
  const writeAfter = compileSequence(afterId);
  return (stored) => `${beforeId}${JSON.stringify(stored.id ?? "")}${writeAfter(stored)}`;
}

function compileSequence(text: string): WriteStored {
  const [before = "", after] = splitOnce(text, `"_seq_no":${varying._seq_no}`);
  if (after === undefined) return () => before;
  return ({ sequenceNumber }) => `${before}"_seq_no":${sequenceNumber ?? 0}${after}`;
}

/** The member stands behind the index, which is the only text from outside. */
function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.lastIndexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function filterItem(item: JsonObject, filter: FilterPath): JsonValue | undefined {
  const kept = filter({ items: [item] });
  const items = isJsonObject(kept) ? kept["items"] : undefined;
  return Array.isArray(items) ? items[0] : undefined;
}
