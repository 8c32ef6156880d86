import {
  compileFieldReader,
  type EventRecord,
  isJsonObject,
  type JsonObject,
  parseJson,
} from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import { OperationalError } from "../platform/operational-error.ts";
import type { BlockLines, DataStreamStatus, EventBlock, EventSelection, EventStore } from "./event-store.ts";
import { lineEnd } from "./line-pieces.ts";
import { storedEvent } from "./stored-event.ts";

const readTime = compileFieldReader("@timestamp");

/**
 * The whole port in memory, for tests. It keeps no filters of values, so that selections by them leave nothing out; each
 * entry is a segment to retention.
 */
export interface MemoryEventStore extends EventStore {
  /** What appending throws instead, until it is set to undefined. */
  failure: OperationalError | undefined;
  readonly blocks: readonly BlockLines[];
}

export function createMemoryEventStore(): MemoryEventStore {
  let failure: OperationalError | undefined;
  let blocks: BlockLines[] = [];
  let end = 0;
  let settled = 0;
  let lastIngestedMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  const listeners = new Set<(lines: BlockLines) => void>();

  const selects = (block: EventBlock, selection: EventSelection): boolean => {
    const { dataStream, positions, ingested, times } = selection;
    if (dataStream !== undefined && !dataStream(block.dataStream)) return false;
    if (positions !== undefined) {
      if (block.position >= positions.to || block.position + block.sizeBytes <= positions.from) return false;
    }
    if (ingested !== undefined && !(block.ingestedMs >= ingested.fromMs && block.ingestedMs < ingested.toMs))
      return false;
    if (times === undefined || block.times === undefined) return true;
    const full = blocks.find(({ position }) => position === block.position);
    if (full !== undefined && hasEventWithoutTime(full)) return true;
    return block.times.lastMs >= times.fromMs && block.times.firstMs < times.toMs;
  };

  return {
    get failure() {
      return failure;
    },
    set failure(next) {
      failure = next;
    },
    get blocks() {
      return blocks;
    },
    async append(events, ingestedMs) {
      if (isClosed) throw new OperationalError("store-closed", "the store is closed");
      lastIngestedMs = Math.max(lastIngestedMs, ingestedMs);
      const appended = events.map(({ dataStream, lines, count, ids }): BlockLines => {
        const position = end;
        end += lines.length;
        return {
          dataStream,
          position,
          sizeBytes: lines.length,
          count,
          ingestedMs: lastIngestedMs,
          times: timesOf(lines),
          // `slice` of a Buffer is no copy.
          lines: new Uint8Array(lines),
          ids: new Map(ids),
        };
      });
      // As on a disk, nothing is there at once.
      await Promise.resolve();
      if (failure !== undefined) throw failure;
      blocks.push(...appended);
      for (const block of appended) {
        for (const listener of listeners) listener(block);
        settled = block.position + block.sizeBytes;
      }
      return appended.map(withoutLines);
    },
    get endPosition() {
      return end;
    },
    get settledPosition() {
      return settled;
    },
    positionAt(ingestedMs) {
      return blocks.find((block) => block.ingestedMs >= ingestedMs)?.position ?? end;
    },
    select(selection) {
      const found = blocks.filter((block) => selects(block, selection)).map(withoutLines);
      return selection.order === "newest-first" ? found.reverse() : found;
    },
    async read({ position }) {
      return blocks.find((block) => block.position === position);
    },
    async load(positions) {
      const found = new Map<number, EventRecord>();
      for (const position of positions) {
        const block = blocks.find(
          (held) => held.position <= position && position < held.position + held.sizeBytes,
        );
        if (block === undefined) continue;
        const record = eventIn(block, position);
        if (record !== undefined) found.set(position, record);
      }
      return found;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dataStreams() {
      const byName = new Map<string, DataStreamStatus>();
      for (const { dataStream: name, count, sizeBytes, ingestedMs } of blocks) {
        const known = byName.get(name);
        byName.set(name, {
          name,
          events: (known?.events ?? 0) + count,
          sizeBytes: (known?.sizeBytes ?? 0) + sizeBytes,
          storedBytes: (known?.storedBytes ?? 0) + sizeBytes,
          firstIngestedMs: known?.firstIngestedMs ?? ingestedMs,
          lastIngestedMs: ingestedMs,
        });
      }
      return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async retain({ ingestedBeforeMs = Number.NEGATIVE_INFINITY, maxStoredBytes = Number.POSITIVE_INFINITY }) {
      let stored = blocks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const gone = blocks.filter(({ ingestedMs, sizeBytes }) => {
        const goes = ingestedMs < ingestedBeforeMs || stored > maxStoredBytes;
        if (goes) stored -= sizeBytes;
        return goes;
      });
      blocks = blocks.filter((block) => !gone.includes(block));
      return {
        segments: gone.length,
        events: gone.reduce((sum, { count }) => sum + count, 0),
        storedBytes: gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      };
    },
    async close() {
      isClosed = true;
    },
  };
}

function withoutLines({ lines: _, ids: __, ...block }: BlockLines): EventBlock {
  return block;
}

function documentsOf(lines: Uint8Array): readonly JsonObject[] {
  return new TextDecoder()
    .decode(lines)
    .split("\n")
    .flatMap((line) => {
      const parsed = parseJson(line);
      return parsed.ok && isJsonObject(parsed.value) ? [parsed.value] : [];
    });
}

function timeOf(document: JsonObject): number | undefined {
  const [raw] = readTime(document);
  return raw === undefined ? undefined : convertToDate(raw)?.ms;
}

function timesOf(lines: Uint8Array): EventBlock["times"] {
  const times = documentsOf(lines).flatMap((document) => timeOf(document) ?? []);
  return times.length === 0 ? undefined : { firstMs: Math.min(...times), lastMs: Math.max(...times) };
}

function hasEventWithoutTime({ lines }: BlockLines): boolean {
  return documentsOf(lines).some((document) => timeOf(document) === undefined);
}

function eventIn(
  { lines, ids, dataStream, position: first }: BlockLines,
  position: number,
): EventRecord | undefined {
  const from = position - first;
  const number = lines.subarray(0, from).filter((byte) => byte === 0x0a).length;
  const line = lines.subarray(from, lineEnd(lines, from));
  return storedEvent(line, { dataStream, position, id: ids.get(number) });
}
