import { ingestedField } from "../ingest/ingested-time.ts";
import type { BlockLines, EventSelection, EventStore } from "./event-store.ts";
import { lineEnd } from "./line-pieces.ts";

/**
 * - `documents`: what clients have sent, a line for each event
 * - `hits`: the same as `_source`, beside its `_index` and, where the client gave one, its `_id`
 */
export type ExportForm = "documents" | "hits";

/**
 * The events of the blocks that may hold what is selected, oldest first unless the selection says otherwise: more than was
 * asked for, where a block holds others, except that positions are kept to. The time of arrival that the server has added is
 * taken out, so that the events have the identity they had when they were sent. Each piece is some whole lines; pieces come
 * as fast as they are taken.
 */
export async function* exportEvents(
  store: EventStore,
  selection: EventSelection,
  form: ExportForm = "hits",
): AsyncGenerator<Uint8Array, void, undefined> {
  const { from = 0, to = Number.POSITIVE_INFINITY } = selection.positions ?? {};
  for (const block of store.select(selection)) {
    const lines = await store.read(block);
    if (lines === undefined) continue;
    const parts = exportedParts(lines, from, to, form);
    if (parts.length > 0) yield Buffer.concat(parts);
  }
}

function exportedParts(
  { lines, position, dataStream, ids }: BlockLines,
  fromPosition: number,
  toPosition: number,
  form: ExportForm,
): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const hitStart = Buffer.from(`{"_index":${JSON.stringify(dataStream)},"_source":`);
  for (let from = 0, number = 0; from < lines.length; number += 1) {
    const to = lineEnd(lines, from);
    if (position + from >= fromPosition && position + from < toPosition) {
      const id = ids.get(number);
      const start =
        id === undefined
          ? hitStart
          : Buffer.from(`{"_index":${JSON.stringify(dataStream)},"_id":${JSON.stringify(id)},"_source":`);
      const document = documentParts(lines.subarray(from, to));
      if (form === "documents") parts.push(...document, lineFeed);
      else parts.push(start, ...document, hitEnd);
    }
    from = to;
  }
  return parts;
}

const openBrace = Buffer.from("{");
const lineFeed = Buffer.from("\n");
const hitEnd = Buffer.from("}\n");
const storedStart = Buffer.from(`{"${ingestedField}":"`);
const quote = 0x22;
const comma = 0x2c;

/** A stored line without its line feed and without the member that the server has put in front. */
function documentParts(line: Uint8Array): readonly Uint8Array[] {
  const end = line[line.length - 1] === 0x0a ? line.length - 1 : line.length;
  const isStamped = storedStart.every((byte, at) => line[at] === byte);
  const valueEnd = isStamped ? line.indexOf(quote, storedStart.length) : -1;
  if (valueEnd === -1) return [line.subarray(0, end)];
  const next = line[valueEnd + 1] === comma ? valueEnd + 2 : valueEnd + 1;
  return [openBrace, line.subarray(next, end)];
}
