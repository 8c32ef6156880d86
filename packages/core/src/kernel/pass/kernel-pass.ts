import { QueryFailure } from "../../lang/index.ts";
import { createKernelFields } from "../event-view.ts";
import { createHitLog } from "../hits/hit-log.ts";
import type { JudgedEvent } from "../judged-event.ts";
import { createKernel } from "../kernel.ts";
import { type Collector, createCollector, type SeveralKeys } from "./collector.ts";
import { IndexVerdicts } from "./index-verdicts.ts";
import { plainSeed } from "./key-hash.ts";
import type { PassQuery } from "./pass-query.ts";
import type { PassOptions, PassShare, QueryPass } from "./query-pass.ts";
import { QueryState } from "./query-state.ts";
import { type CoversEvent, compileWindow } from "./query-window.ts";
import { createStageKeyReaders } from "./stage-keys.ts";

interface RunningQuery {
  readonly collector: Collector;
  readonly state: QueryState;
  readonly firstPredicate: number;
  readonly covers: CoversEvent | undefined;
}

/** Creates a pass that judges blocks; undefined where there can be no kernel, see `createKernel`. */
export function createKernelPass(queries: readonly PassQuery[], options: PassOptions): QueryPass | undefined {
  const { seed = plainSeed, onKept, onFailure, compileIndex } = options;
  const fields = createKernelFields();
  const readIndex = compileIndex?.(fields);
  const verdicts = new IndexVerdicts(queries);
  const log = createHitLog(options);
  const severalKeys: SeveralKeys = new Map();
  const readKeys = createStageKeyReaders(fields, seed);
  const running: RunningQuery[] = [];
  /** For each predicate of the kernel the query it belongs to. */
  const owners: number[] = [];
  for (const [number, query] of queries.entries()) {
    const collector = createCollector(query, number, { fields, log, readKeys, severalKeys });
    running.push({
      collector,
      state: new QueryState(onFailure),
      firstPredicate: owners.length,
      covers: compileWindow(query.window),
    });
    for (const _ of collector.conditions) owners.push(number);
  }
  const kernel = createKernel({
    ...options,
    fields,
    predicates: running.flatMap(({ collector }) => collector.conditions),
    joinKeys: running.flatMap(({ collector }) =>
      collector.conditions.map((_, condition) => collector.joinKeys[condition]),
    ),
    seed,
  });
  if (kernel === undefined) return undefined;

  /** Counts that went out with shares, and those that came in with them. */
  const taken = { events: 0, outside: 0, withoutTime: 0 };
  const added = { events: 0, outside: 0, withoutTime: 0 };
  let blockPosition = 0;
  /** Where the input says the document is stored, or all lines of the block are. */
  let givenIndex: string | undefined;
  let isGivenForBlock = false;
  /** Where the current event is stored, and what queries have said about that. */
  let index: string | undefined;
  let answers = verdicts.of(undefined);

  const event = (judged: JudgedEvent): void => {
    const { predicates, count } = judged;
    const position = blockPosition + judged.lineFrom;
    if (!isGivenForBlock) {
      index = readIndex?.(judged.view, givenIndex);
      answers = verdicts.of(index);
    }
    let isKept = false;
    for (let from = 0; from < count; ) {
      const owner = owners[predicates[from] ?? 0] ?? 0;
      let to = from + 1;
      while (to < count && owners[predicates[to] ?? 0] === owner) to += 1;
      const query = running[owner];
      if (query !== undefined && sees(query, owner, judged.ms, position)) {
        if (logDirectly(query, owner, judged, from, to, position)) isKept = true;
        else if (show(query, judged, from, to, position)) isKept = true;
      }
      from = to;
    }
    if (isKept) onKept?.(position, judged);
  };

  const sees = ({ covers, state }: RunningQuery, number: number, ms: number, position: number): boolean => {
    if (state.error !== undefined) return false;
    return (covers === undefined || covers(ms, position)) && verdicts.covers(number, index, answers);
  };

  /** Logs hits in which nothing is left to decide; false where there is, and none was logged. */
  const logDirectly = (
    query: RunningQuery,
    number: number,
    judged: JudgedEvent,
    from: number,
    to: number,
    position: number,
  ): boolean => {
    const { direct } = query.collector;
    if (direct === undefined || judged.hasSeveralTimes) return false;
    const { isSequence, loggedAs } = direct;
    if (isSequence && judged.ms === Number.NEGATIVE_INFINITY) return false;
    for (let at = from; at < to; at += 1) {
      if (judged.isCertain[at] === 0 || (isSequence && judged.hasKey[at] === 0)) return false;
    }
    const nanos = direct.ordersByNanos ? judged.nanos : 0;
    for (let at = from; at < to; at += 1) {
      const stage = loggedAs[(judged.predicates[at] ?? 0) - query.firstPredicate] ?? 0;
      const low = isSequence ? (judged.keyLow[at] ?? 0) : 0;
      const high = isSequence ? (judged.keyHigh[at] ?? 0) : 0;
      log.add(number, stage, low, high, judged.ms, nanos, position);
    }
    return true;
  };

  const show = (
    query: RunningQuery,
    judged: JudgedEvent,
    from: number,
    to: number,
    position: number,
  ): boolean => {
    try {
      return query.collector.add(judged, from, to, query.firstPredicate, position);
    } catch (error) {
      if (error instanceof QueryFailure) query.state.fail(error);
      else query.state.stop(error);
      return false;
    }
  };

  return {
    judgeBlock(block, position, leaveLine, blockIndex) {
      const blockAnswers = verdicts.of(blockIndex);
      return kernel.judgeBlock(block, {
        event(judged) {
          // A line that was left has moved them.
          blockPosition = position;
          givenIndex = blockIndex;
          isGivenForBlock = blockIndex !== undefined;
          index = blockIndex;
          answers = blockAnswers;
          event(judged);
        },
        line: leaveLine,
      });
    },
    judgeDocument(document, position, inputIndex) {
      blockPosition = position;
      givenIndex = inputIndex;
      isGivenForBlock = false;
      kernel.judgeDocument(document, { event });
    },
    fields: fields.names,
    finish() {
      try {
        return running.map(({ state, collector }) => state.outcome(collector.finish));
      } finally {
        log.close();
      }
    },
    canShare: running.every(({ collector }) => collector.canShare),
    takeShare() {
      const failures = running.flatMap(({ state: { failures: count, firstFailure } }, query) =>
        firstFailure === undefined ? [] : [{ query, count, first: firstFailure.message }],
      );
      const errors = running.flatMap(({ state: { error } }, query) =>
        error === undefined ? [] : [{ query, message: error.message }],
      );
      const share: PassShare = {
        hits: log.take(),
        severalKeys: [...severalKeys],
        failures,
        errors,
        eventCount: kernel.eventCount - taken.events,
        outsideCount: kernel.outsideCount - taken.outside,
        withoutTimeCount: kernel.withoutTimeCount - taken.withoutTime,
      };
      severalKeys.clear();
      for (const { state } of running) {
        state.failures = 0;
        state.firstFailure = undefined;
      }
      taken.events = kernel.eventCount;
      taken.outside = kernel.outsideCount;
      taken.withoutTime = kernel.withoutTimeCount;
      return share;
    },
    addShare(share) {
      log.addBatch(share.hits, 0);
      for (const [id, keys] of share.severalKeys) severalKeys.set(id, keys);
      for (const { query, count, first } of share.failures) {
        running[query]?.state.fail(new QueryFailure(first), count);
      }
      for (const { query, message } of share.errors) {
        running[query]?.state.stop(new Error(message));
      }
      added.events += share.eventCount;
      added.outside += share.outsideCount;
      added.withoutTime += share.withoutTimeCount;
    },
    get eventCount() {
      return kernel.eventCount + added.events;
    },
    get outsideCount() {
      return kernel.outsideCount + added.outside;
    },
    get withoutTimeCount() {
      return kernel.withoutTimeCount + added.withoutTime;
    },
  };
}
