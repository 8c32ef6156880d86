import { compareOrder, type EventOrder } from "../../match/index.ts";
import {
  parseShape,
  parseStream,
  type SequenceShape,
  toHits,
} from "../../match/sequence/event-shorthand.test-support.ts";
import { createSequenceMatcher } from "../../match/sequence/sequence-matcher.ts";
import type { StageHit } from "../../match/sequence/stage-hit.ts";
import { createSequenceTable, type SequenceTable } from "./sequence-table.ts";

/** A shape and a stream in shorthand, with what the shorthand cannot say. */
export interface Setting {
  readonly shape: SequenceShape;
  /** In order. */
  readonly hits: readonly StageHit<string>[];
  readonly countsNanos: boolean;
}

/** @param nanos nanoseconds of the events, by arrival; where they do not count as time they only order events. */
export function createSetting(
  shapeText: string,
  streamText: string,
  nanos: readonly number[] = [],
  countsNanos = false,
): Setting {
  const shape = parseShape(shapeText);
  const hits = toHits(parseStream(streamText), shape)
    .map((hit) => ({ ...hit, order: withNanos(hit.order, nanos[hit.order.arrival] ?? 0, countsNanos) }))
    .sort((a, b) => compareOrder(a.order, b.order));
  return { shape, hits, countsNanos };
}

function withNanos(order: EventOrder, nanos: number, countsNanos: boolean): EventOrder {
  return countsNanos ? { ...order, nanos } : { ...order, fraction: nanos };
}

/** What both machines find: key and positions of each sequence in the order of results, and how many partials wait. */
export interface Found {
  readonly sequences: readonly string[];
  readonly waiting: number;
}

export function runReference({ shape, hits }: Setting, maxPartials?: number): Found {
  const missing = shape.stages.map((stage) => stage.missing);
  const matcher = createSequenceMatcher<string>({ missing, maxspanMs: shape.maxspanMs }, maxPartials);
  for (const hit of hits) matcher.feed(hit);
  const sequences = matcher.finish().map(({ key, hits }) => {
    const arrivals = hits.flatMap((hit) => (hit === undefined ? [] : [hit.order.arrival]));
    return `${key.id}: ${arrivals.join(" ")}`;
  });
  return { sequences, waiting: matcher.partialCount };
}

/** Hashes that look like hashes, one for each key id of the shorthand, and back again. */
export const keyHashes = ["", "null", "s1:1", "s1:2", "s1:3"].map((id, at) => ({
  id,
  low: Math.imul(at + 1, 0x9e3779b1) >>> 0,
  high: Math.imul(at + 7, 0x85ebca6b) >>> 0,
}));

export function hashOf(id: string): { readonly low: number; readonly high: number } {
  const found = keyHashes.find((hash) => hash.id === id);
  if (found === undefined) throw new Error(`no hash for ${id}`);
  return found;
}

export function idOf(low: number, high: number): string {
  return keyHashes.find((hash) => hash.low === low && hash.high === high)?.id ?? `${low}/${high}`;
}

/** Collects sequences as text, those that end in one event by key, as the reference does. */
export function createCollector(): {
  readonly onCompleted: Parameters<typeof createSequenceTable>[1]["onCompleted"];
  readonly sequences: () => readonly string[];
} {
  const found: { readonly last: number; readonly text: string }[] = [];
  return {
    onCompleted: ({ keyLow, keyHigh, positions }) => {
      found.push({ last: positions.at(-1) ?? -1, text: `${idOf(keyLow, keyHigh)}: ${positions.join(" ")}` });
    },
    sequences: () => {
      const sorted: string[] = [];
      for (let from = 0; from < found.length; ) {
        let to = from;
        while (to < found.length && found[to]?.last === found[from]?.last) to += 1;
        // The ids of the shorthand sort like its keys, null first.
        sorted.push(
          ...found
            .slice(from, to)
            .map(({ text }) => text)
            .sort(),
        );
        from = to;
      }
      return sorted;
    },
  };
}

/** Feeds one event as the table wants it: stages descending, then `until`. */
export function feedHit(table: SequenceTable, { order, keysAt, untilKeys }: StageHit<string>): void {
  const nanos = order.nanos + order.fraction;
  for (let stage = keysAt.length - 1; stage >= 0; stage -= 1) {
    for (const { id } of keysAt[stage] ?? []) {
      const { low, high } = hashOf(id);
      table.feed(stage, low, high, order.ms, nanos, order.arrival);
    }
  }
  for (const { id } of untilKeys) {
    const { low, high } = hashOf(id);
    table.feedUntil(low, high, order.ms, nanos, order.arrival);
  }
}

/** Runs the table; `between` is called in front of each event with its time. */
export function runTable(
  { shape, hits, countsNanos }: Setting,
  between: (table: SequenceTable, ms: number) => void = () => {},
): Found & { readonly table: SequenceTable } {
  const { onCompleted, sequences } = createCollector();
  const missing = shape.stages.map((stage) => stage.missing);
  const table = createSequenceTable({ missing, maxspanMs: shape.maxspanMs, countsNanos }, { onCompleted });
  for (const hit of hits) {
    between(table, hit.order.ms);
    feedHit(table, hit);
  }
  const waiting = table.partialCount;
  table.finish();
  return { sequences: sequences(), waiting, table };
}
