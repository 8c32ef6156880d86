import { isJsonObject, parseJson } from "@eqlite/core/events";
import type { OperationalError } from "../platform/operational-error.ts";
import type { BlockLines, EventBlock, EventStore } from "./event-store.ts";

/** A store in memory: what the port says but that it is kept. */
export interface MemoryEventStore extends EventStore {
  /** What appending throws instead, until it is set to undefined. */
  failure: OperationalError | undefined;
  readonly blocks: readonly BlockLines[];
}

export function createMemoryEventStore(): MemoryEventStore {
  const blocks: BlockLines[] = [];
  const listeners = new Set<(lines: BlockLines) => void>();
  let endPosition = 0;
  let failure: OperationalError | undefined;

  const linesAt = (position: number): BlockLines | undefined =>
    blocks.find((block) => position >= block.position && position < block.position + block.sizeBytes);

  return {
    get failure() {
      return failure;
    },
    set failure(next) {
      failure = next;
    },
    blocks,
    async append(events, ingestedMs) {
      // As on a disk, nothing is there at once.
      await Promise.resolve();
      if (failure !== undefined) throw failure;
      return events.map(({ dataStream, lines, count, ids }): EventBlock => {
        const copy = Uint8Array.from(lines);
        const block: BlockLines = {
          dataStream,
          position: endPosition,
          sizeBytes: copy.length,
          count,
          ingestedMs,
          times: undefined,
          lines: copy,
          ids: new Map(ids),
        };
        endPosition += copy.length;
        blocks.push(block);
        for (const listener of listeners) listener(block);
        return block;
      });
    },
    get endPosition() {
      return endPosition;
    },
    positionAt: (ingestedMs) =>
      blocks.find((block) => block.ingestedMs >= ingestedMs)?.position ?? endPosition,
    select: ({ dataStream = () => true, positions, order }) => {
      const found = blocks.filter(
        (block) =>
          dataStream(block.dataStream) &&
          (positions === undefined ||
            (block.position < positions.to && block.position + block.sizeBytes > positions.from)),
      );
      return order === "newest-first" ? found.reverse() : found;
    },
    read: async ({ position }) => linesAt(position),
    async load(positions) {
      const found = new Map();
      for (const position of positions) {
        const block = linesAt(position);
        if (block === undefined) continue;
        const from = position - block.position;
        const line = Buffer.from(block.lines.subarray(from, block.lines.indexOf(0x0a, from)));
        const parsed = parseJson(line.toString());
        if (parsed.ok && isJsonObject(parsed.value)) {
          const source = { path: block.dataStream, record: 1 };
          found.set(position, { document: parsed.value, source, arrival: position });
        }
      }
      return found;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dataStreams: () =>
      [...new Set(blocks.map(({ dataStream }) => dataStream))].sort().map((name) => {
        const own = blocks.filter(({ dataStream }) => dataStream === name);
        const sizeBytes = own.reduce((sum, block) => sum + block.sizeBytes, 0);
        return {
          name,
          events: own.reduce((sum, { count }) => sum + count, 0),
          sizeBytes,
          storedBytes: sizeBytes,
          firstIngestedMs: own[0]?.ingestedMs,
          lastIngestedMs: own.at(-1)?.ingestedMs,
        };
      }),
    retain: async () => ({ segments: 0, events: 0, storedBytes: 0 }),
    close: async () => {},
  };
}
