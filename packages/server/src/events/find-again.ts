import {
  type BlockRecords,
  type EventRecord,
  handOverLine,
  type LineBlock,
  stringifyJson,
} from "@eqlite/core/events";
import { inputLimits } from "../inputs/input-limits.ts";
import type { BlockTally } from "../inputs/read-inputs.ts";
import { lineStartsOf } from "./block-table.ts";
import type { KeptEvents } from "./kept-events.ts";
import { lastAtMost } from "./last-at-most.ts";
import { type FileReading, fileName, type ReadEventsOptions, readEvents } from "./read-events.ts";

/**
 * Reads files again from start to end, for the events in them that are wanted. Those that are found go to `found`; they
 * are as many as there are matches, whatever the size of the files.
 *
 * @param readingOf the reading that an arrival belongs to, as it was the first time
 */
export async function findAgain(
  paths: readonly string[],
  options: ReadEventsOptions,
  arrivals: readonly number[],
  readingOf: (arrival: number) => FileReading,
  found: KeptEvents,
): Promise<void> {
  const wanted = [...new Set(arrivals)].sort((a, b) => a - b);
  const before = new Map<string, FileReading>();
  const files = new Set<string>();
  for (const arrival of wanted) {
    const reading = readingOf(arrival);
    before.set(readingName(reading), reading);
    files.add(reading.path);
  }
  const isWanted = (arrival: number): boolean => wanted[lastAtMost(wanted, arrival)] === arrival;

  function take(event: EventRecord, reading: FileReading): void {
    // Files that are left out now were counted then: what stays the same is the position in the content.
    const first = before.get(readingName(reading));
    if (first === undefined) return;
    const arrival = first.basePosition + event.arrival - reading.basePosition;
    if (!isWanted(arrival)) return;
    const { document, id, index, source } = event;
    const bytes = Buffer.from(stringifyJson(document));
    found.add({ arrival, kind: "document", bytes, record: source.record, id, index });
  }

  /** Makes events of the wanted lines only. */
  function takeLines(block: LineBlock, reading: FileReading, records: BlockRecords): BlockTally {
    const starts = lineStartsOf(block.bytes);
    const first = before.get(readingName(reading));
    if (first !== undefined) {
      const base = first.basePosition + block.byteOffset;
      for (let i = lastAtMost(wanted, base - 1) + 1; i < wanted.length; i++) {
        const at = (wanted[i] ?? 0) - base;
        if (at >= block.bytes.length) break;
        const line = lastAtMost(starts, at);
        if (starts[line] !== at) continue;
        handOverLine(block, at, block.firstLine + line, records, options.limits ?? inputLimits);
      }
    }
    return { lines: starts.length, records: 0 };
  }

  await readEvents(
    paths,
    {
      event: take,
      block: takeLines,
      problem() {
        // Reported when the file was read for the first time.
      },
    },
    { ...options, only: (file) => files.has(file.path) },
  );
  options.signal?.throwIfAborted();
}

function readingName(reading: FileReading): string {
  return `${reading.occurrence} ${fileName(reading)}`;
}
