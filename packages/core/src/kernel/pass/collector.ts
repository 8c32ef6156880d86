import {
  type CheckedQuery,
  type CheckedStage,
  type Condition,
  type JoinKey,
  QueryFailure,
} from "../../lang/index.ts";
import {
  applyPipes,
  compareKeys,
  createQueryRunOver,
  type KeyTuple,
  type Predicate,
} from "../../match/index.ts";
import { canFail } from "../condition-terms.ts";
import { type EventView, type KernelFields, lazyPredicate } from "../event-view.ts";
import { hitLimits } from "../hits/hit-limits.ts";
import type { HitLog } from "../hits/hit-log.ts";
import type { JudgedEvent } from "../judged-event.ts";
import { kernelTimeField } from "../kernel-options.ts";
import { planSequence } from "../sequence/plan-sequence.ts";
import { runSequence } from "../sequence/run-sequence.ts";
import type { KeyHash } from "./key-hash.ts";
import type { PassMatch, PassQuery } from "./pass-query.ts";
import { compileReadTime } from "./read-time.ts";
import type { ReadStageKeys, StageKeys } from "./stage-keys.ts";

/** What one query makes of the events for which one of its conditions was found. */
export interface Collector {
  /** The conditions of the query, each once. */
  readonly conditions: readonly Condition[];
  /** The fields of the join key of each condition; undefined where hits have no key. */
  readonly joinKeys: readonly (readonly JoinKey[] | undefined)[];
  /** How hits may be logged without `add`, where nothing is left to be decided; undefined where they may not. */
  readonly direct: DirectLogging | undefined;
  /**
   * Takes an event for which conditions were found, from `from` to before `to` in the lists of the event; whether it was
   * kept. Throws QueryFailure where the event fails the query.
   *
   * @param firstPredicate number that the kernel has given to the first condition
   */
  add(event: JudgedEvent, from: number, to: number, firstPredicate: number, position: number): boolean;
  /** Whether all that is kept stands in the hit log. */
  readonly canShare: boolean;
  /** What was found, in order, cut by size and pipes. Throws QueryFailure where the query fails as a whole. */
  finish(): readonly PassMatch[];
}

/**
 * Nearly all hits are plain: conditions that hold and cannot fail, one time, one key. They are logged as they are found.
 */
export interface DirectLogging {
  /** A hit must have a key and a time. */
  readonly isSequence: boolean;
  readonly ordersByNanos: boolean;
  /** For each condition the stage as the log has it. */
  readonly loggedAs: readonly number[];
}

export interface CollectorContext {
  readonly fields: KernelFields;
  readonly log: HitLog;
  readonly readKeys: (stage: CheckedStage) => ReadStageKeys;
  readonly severalKeys: SeveralKeys;
}

/**
 * The keys of events that have several at the last stage of a query, by query and position: their order decides between
 * matches.
 */
export type SeveralKeys = Map<string, StageKeys>;

/** The conditions of a query that the kernel looks for, each once, in the order in which they are asked. */
export function conditionsOf(query: CheckedQuery): readonly Condition[] {
  return query.kind === "event" ? [query.condition] : stagesOf(query).map(({ condition }) => condition);
}

/** A stage that `runs` repeats stands once. */
function stagesOf(query: Exclude<CheckedQuery, { kind: "event" }>): readonly CheckedStage[] {
  if (query.kind === "sample") return [...new Set(query.filters)];
  const stages = [...new Set(query.stages)];
  return query.until === undefined ? stages : [...stages, query.until];
}

/** @param number of the query in the pass */
export function createCollector(passQuery: PassQuery, number: number, context: CollectorContext): Collector {
  const { query, options } = passQuery;
  const conditions = conditionsOf(query);
  // A tiebreaker can be any value, and samples look at all of their events: both are left to the reference path.
  const fitsLog = options.search.tiebreakerField === undefined && conditions.length <= hitLimits.maxStage;
  switch (query.kind) {
    case "event":
      return fitsLog
        ? createEventCollector(query, passQuery, number, context)
        : createRunCollector(passQuery, context);
    case "sequence":
      return fitsLog
        ? createSequenceCollector(query, passQuery, number, context)
        : createRunCollector(passQuery, context);
    case "sample":
      return createRunCollector(passQuery, context);
  }
}

/** Runs the query as the reference does, over the events that may matter to it. */
function createRunCollector({ query, options }: PassQuery, { fields }: CollectorContext): Collector {
  const onFailure = (failure: QueryFailure): void => {
    throw failure;
  };
  const run = createQueryRunOver<number, EventView>(query, { ...options, onFailure }, fields);
  return {
    conditions: conditionsOf(query),
    joinKeys: [],
    direct: undefined,
    canShare: false,
    add: (event, _from, _to, _firstPredicate, position) => run.add(event.view, position, position),
    finish: () => run.finish().map(({ key, events }) => ({ key, positions: events })),
  };
}

function createEventCollector(
  query: Extract<CheckedQuery, { kind: "event" }>,
  { options }: PassQuery,
  number: number,
  { fields, log }: CollectorContext,
): Collector {
  const holds = lazyPredicate(query.condition, fields);
  const readTime = compileReadTime(options, fields);
  return {
    conditions: [query.condition],
    joinKeys: [],
    direct: directLogging(options, [query.condition], false, [0]),
    canShare: true,
    add(event, from, _to, _firstPredicate, position) {
      if (event.isCertain[from] === 0 && !holds(event.view)) return false;
      const { ms, nanos } = readTime(event);
      log.add(number, 0, 0, 0, ms, nanos, position);
      return true;
    },
    finish() {
      const positions: number[] = [];
      const cursor = log.cursor(number);
      while (cursor.next()) positions.push(cursor.position);
      return applyPipes(positions, query.pipes, options.search).map((position) => ({
        key: undefined,
        positions: [position],
      }));
    },
  };
}

function directLogging(
  { search, timestampType, fractionBeforeArrival }: PassQuery["options"],
  conditions: readonly Condition[],
  isSequence: boolean,
  loggedAs: readonly number[],
): DirectLogging | undefined {
  if (search.timestampField !== kernelTimeField || conditions.some(canFail)) return undefined;
  return { isSequence, loggedAs, ordersByNanos: timestampType === "date_nanos" || fractionBeforeArrival };
}

/** What one condition of a sequence asks of an event. */
interface StageTest {
  readonly holds: Predicate<EventView>;
  readonly readKeys: ReadStageKeys;
  /** The stage as the log has it. */
  readonly loggedAs: number;
}

function createSequenceCollector(
  query: Extract<CheckedQuery, { kind: "sequence" }>,
  { options }: PassQuery,
  number: number,
  { fields, log, readKeys, severalKeys }: CollectorContext,
): Collector {
  const stages = stagesOf(query);
  const distinct = query.until === undefined ? stages : stages.slice(0, -1);
  const tests = stages.map(
    (stage, at): StageTest => ({
      holds: lazyPredicate(stage.condition, fields),
      readKeys: readKeys(stage),
      loggedAs: at < distinct.length ? at : hitLimits.untilStage,
    }),
  );
  // Sequences end in events of this stage: by what other stages and `until` join them plays no part in their order.
  const lastOrdinary = distinct.findLastIndex(({ missing }) => !missing);
  const readTime = compileReadTime(options, fields);
  const fitting: number[] = [];

  const conditions = conditionsOf(query);
  return {
    conditions,
    joinKeys: stages.map(({ keys }) => keys),
    direct: directLogging(
      options,
      conditions,
      true,
      tests.map(({ loggedAs }) => loggedAs),
    ),
    canShare: true,
    add(event, from, to, firstPredicate, position) {
      fitting.length = 0;
      for (let at = from; at < to; at += 1) {
        const stage = (event.predicates[at] ?? 0) - firstPredicate;
        const test = tests[stage];
        if (test === undefined) continue;
        if (event.isCertain[at] === 0 && !test.holds(event.view)) continue;
        if (test.readKeys(event.view).tuples.length > 0) fitting.push(stage);
      }
      if (fitting.length === 0) return false;
      const { ms, nanos } = readTime(event);
      // An event without a timestamp fails a sequence (specification 6.2).
      if (ms === Number.NEGATIVE_INFINITY) {
        throw new QueryFailure(
          `an event of a sequence has no timestamp in \`${options.search.timestampField}\``,
        );
      }
      for (const stage of fitting) {
        const test = tests[stage];
        if (test === undefined) continue;
        const keys = test.readKeys(event.view);
        for (const { low, high } of keys.hashes) {
          log.add(number, test.loggedAs, low, high, ms, nanos, position);
        }
        if (stage === lastOrdinary && keys.hashes.length > 1)
          severalKeys.set(severalKeysId(number, position), keys);
      }
      return true;
    },
    finish: () => finishSequence(query, options, number, log, severalKeys),
  };
}

function severalKeysId(query: number, position: number): string {
  return `${query} ${position}`;
}

interface FoundSequence {
  readonly match: PassMatch & { readonly key: KeyHash };
  readonly lastPosition: number;
}

function finishSequence(
  query: Extract<CheckedQuery, { kind: "sequence" }>,
  { search, timestampType }: PassQuery["options"],
  number: number,
  log: HitLog,
  severalKeys: SeveralKeys,
): readonly PassMatch[] {
  const found: FoundSequence[] = [];
  const { plan, distinct, byStage } = planSequence(query, timestampType);
  const needs = {
    stages: distinct.flatMap((stage, at) => (stage.missing ? [] : [at])),
    isKeyed: distinct.every((stage) => stage.keys.length > 0),
  };
  runSequence(log.cursor(number, needs), plan, {
    onCompleted({ positions, keyLow, keyHigh }) {
      found.push({
        match: { positions: byStage(positions), key: { low: keyLow, high: keyHigh } },
        lastPosition: positions.at(-1) ?? 0,
      });
    },
  });
  orderByKeys(found, number, severalKeys);
  return applyPipes(found, query.pipes, search).map(({ match }) => match);
}

/** Sequences come in the order of their last events; those that end in one event are ordered by their keys (6.7). */
function orderByKeys(found: FoundSequence[], number: number, severalKeys: SeveralKeys): void {
  for (let from = 0; from < found.length; ) {
    const position = found[from]?.lastPosition;
    let to = from + 1;
    while (to < found.length && found[to]?.lastPosition === position) to += 1;
    if (to > from + 1) {
      const keys = severalKeys.get(severalKeysId(number, position ?? 0));
      const ordered = found.slice(from, to).sort((a, b) => {
        const [left, right] = [tupleOf(keys, a.match.key), tupleOf(keys, b.match.key)];
        return left === undefined || right === undefined ? 0 : compareKeys(left, right);
      });
      found.splice(from, ordered.length, ...ordered);
    }
    from = to;
  }
}

function tupleOf(keys: StageKeys | undefined, { low, high }: KeyHash): KeyTuple | undefined {
  const at = keys?.hashes.findIndex((hash) => hash.low === low && hash.high === high) ?? -1;
  return keys?.tuples[at];
}
