import type { JsonObject } from "../events/index.ts";
import type {
  CheckedEventQuery,
  CheckedQuery,
  CheckedSample,
  CheckedSequence,
  CheckedStage,
  SearchOptions,
} from "../lang/index.ts";
import { QueryFailure } from "../lang/index.ts";
import { compilePredicate, type Predicate } from "./compile-predicate.ts";
import { compareOrder, compileReadOrder, type EventOrder, type ReadOrder } from "./event-order.ts";
import { createDocumentFields, type FieldSource } from "./field-source.ts";
import { compileKeys, type KeyTuple, type ReadKeys } from "./join-key.ts";
import { applyPipes } from "./pipes.ts";
import { findSamples } from "./sample.ts";
import { createSequenceMatcher } from "./sequence/sequence-matcher.ts";
import type { StageHit } from "./sequence/stage-hit.ts";

/** One event or set of events that a query yields. */
export interface Match<E> {
  /** Undefined for an event query, and for a sequence without keys an empty tuple. */
  readonly key: KeyTuple | undefined;
  /** One entry for each stage; undefined where an event is missing as it must. One entry for an event query. */
  readonly events: readonly (E | undefined)[];
}

export interface RunOptions {
  readonly search: SearchOptions;
  readonly timestampType: Parameters<typeof compileReadOrder>[0]["timestampType"];
  readonly tiebreakerType: Parameters<typeof compileReadOrder>[0]["tiebreakerType"];
  readonly fractionBeforeArrival: boolean;
  /**
   * What to do when an event fails the query, as an integer divided by zero does. The original fails the query:
   * throw. To go on, return; the event then counts as not matching.
   */
  readonly onFailure: (failure: QueryFailure) => void;
}

/**
 * A query being run over events that come in any order. Of an event that fits, only its place, its keys and the
 * caller's `event` are kept; of others nothing.
 */
export interface QueryRun<E, D = JsonObject> {
  /** Judges one event; whether it was kept. `event` is what the caller knows it by. */
  add(document: D, arrival: number, event: E): boolean;
  /**
   * The matches in ascending order, cut by size and pipes. Throws QueryFailure where a sequence needs more partials
   * than the limit, whatever `onFailure` does: there is no event to leave out.
   */
  finish(): readonly Match<E>[];
}

export function createQueryRun<E>(query: CheckedQuery, options: RunOptions): QueryRun<E> {
  return createQueryRunOver(query, options, createDocumentFields());
}

/** The same over events in any form. Queries over the same events share one source of fields. */
export function createQueryRunOver<E, D>(
  query: CheckedQuery,
  options: RunOptions,
  fields: FieldSource<D>,
): QueryRun<E, D> {
  const readOrder = compileReadOrder({ ...options.search, ...options }, fields);
  const reading = { readOrder, fields };
  switch (query.kind) {
    case "event":
      return createEventRun(query, reading, options);
    case "sequence":
      return createSequenceRun(query, reading, options);
    case "sample":
      return createSampleRun(query, reading, options);
  }
}

interface Reading<D> {
  readonly readOrder: ReadOrder<D>;
  readonly fields: FieldSource<D>;
}

/** Takes a failure of the query on one event to the caller; anything else thrown is a bug and goes on. */
function handleFailure(error: unknown, options: RunOptions): void {
  if (!(error instanceof QueryFailure)) throw error;
  options.onFailure(error);
}

function createEventRun<E, D>(
  query: CheckedEventQuery,
  { readOrder, fields }: Reading<D>,
  options: RunOptions,
): QueryRun<E, D> {
  const holds = compilePredicate(query.condition, fields);
  const kept: { readonly order: EventOrder; readonly event: E }[] = [];
  return {
    add(document, arrival, event) {
      try {
        if (!holds(document)) return false;
        kept.push({ order: readOrder(document, arrival), event });
        return true;
      } catch (error) {
        handleFailure(error, options);
        return false;
      }
    },
    finish() {
      kept.sort((a, b) => compareOrder(a.order, b.order));
      return applyPipes(kept, query.pipes, options.search).map(({ event }) => ({
        key: undefined,
        events: [event],
      }));
    },
  };
}

/** What one stage asks of an event. A stage that `runs` repeats is asked once. */
interface StageTest<D> {
  readonly holds: Predicate<D>;
  readonly readKeys: ReadKeys<D>;
}

const noTuples: readonly KeyTuple[] = [];

/** The key tuples of an event at each stage; undefined where it fits none. */
type ReadStages<D> = (document: D) => readonly (readonly KeyTuple[])[] | undefined;

function compileStages<D>(stages: readonly CheckedStage[], fields: FieldSource<D>): ReadStages<D> {
  const distinct = [...new Set(stages)];
  const tests: readonly StageTest<D>[] = distinct.map((stage) => ({
    holds: compilePredicate(stage.condition, fields),
    readKeys: compileKeys(stage.keys, fields),
  }));
  const places = stages.map((stage) => distinct.indexOf(stage));
  return (document) => {
    let answers: (readonly KeyTuple[])[] | undefined;
    for (let at = 0; at < tests.length; at += 1) {
      const test = tests[at];
      if (test === undefined || !test.holds(document)) continue;
      const keys = test.readKeys(document);
      if (keys.length === 0) continue;
      answers ??= tests.map(() => noTuples);
      answers[at] = keys;
    }
    if (answers === undefined) return undefined;
    const found = answers;
    return places.map((place) => found[place] ?? noTuples);
  };
}

function createHitCollector<E, D>(
  stages: readonly CheckedStage[],
  until: CheckedStage | undefined,
  { readOrder, fields }: Reading<D>,
  options: RunOptions,
  needsTimestamp: boolean,
): { add: QueryRun<E, D>["add"]; sorted: () => readonly StageHit<E>[] } {
  const keysAtStages = compileStages(stages, fields);
  const keysAtUntil = until === undefined ? undefined : compileStages([until], fields);
  const noStage = stages.map(() => noTuples);
  const hits: StageHit<E>[] = [];
  return {
    add(document, arrival, event) {
      try {
        const keysAt = keysAtStages(document);
        const untilKeys = keysAtUntil?.(document)?.[0] ?? noTuples;
        if (keysAt === undefined && untilKeys.length === 0) return false;
        const order = readOrder(document, arrival);
        // An event without a timestamp fails a sequence (specification 6.2).
        if (needsTimestamp && order.ms === Number.NEGATIVE_INFINITY) {
          throw new QueryFailure(
            `an event of a sequence has no timestamp in \`${options.search.timestampField}\``,
          );
        }
        hits.push({ order, keysAt: keysAt ?? noStage, untilKeys, event });
        return true;
      } catch (error) {
        handleFailure(error, options);
        return false;
      }
    },
    sorted: () => hits.sort((a, b) => compareOrder(a.order, b.order)),
  };
}

function createSequenceRun<E, D>(
  query: CheckedSequence,
  reading: Reading<D>,
  options: RunOptions,
): QueryRun<E, D> {
  const { add, sorted } = createHitCollector<E, D>(query.stages, query.until, reading, options, true);
  return {
    add,
    finish() {
      const matcher = createSequenceMatcher<E>({
        missing: query.stages.map((stage) => stage.missing),
        maxspanMs: query.maxspanMs,
      });
      for (const hit of sorted()) matcher.feed(hit);
      return applyPipes(matcher.finish(), query.pipes, options.search).map(({ key, hits }) => ({
        key,
        events: hits.map((hit) => hit?.event),
      }));
    },
  };
}

function createSampleRun<E, D>(
  query: CheckedSample,
  reading: Reading<D>,
  options: RunOptions,
): QueryRun<E, D> {
  const { add, sorted } = createHitCollector<E, D>(query.filters, undefined, reading, options, false);
  return {
    add,
    finish() {
      const samples = findSamples(sorted(), {
        filterCount: query.filters.length,
        maxSamplesPerKey: options.search.maxSamplesPerKey,
        size: options.search.size,
      });
      return samples.map(({ key, hits }) => ({ key, events: hits.map((hit) => hit.event) }));
    },
  };
}
