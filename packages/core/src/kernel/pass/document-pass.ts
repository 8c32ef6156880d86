import type { JsonObject } from "../../events/index.ts";
import { QueryFailure } from "../../lang/index.ts";
import { createDocumentFields, createQueryRunOver, type QueryRun } from "../../match/index.ts";
import { queryCondition } from "../query-condition.ts";
import { createRuleIndex } from "../rule-index.ts";
import { IndexVerdicts } from "./index-verdicts.ts";
import type { PassQuery } from "./pass-query.ts";
import type { KeptLine, PassOptions, QueryPass } from "./query-pass.ts";
import { QueryState } from "./query-state.ts";
import { type CoversEvent, compileWindow } from "./query-window.ts";
import { createRangeFilter } from "./time-range.ts";

interface RunningQuery {
  readonly run: QueryRun<number>;
  readonly state: QueryState;
  readonly covers: CoversEvent | undefined;
}

const noLine: KeptLine = { lineFrom: 0, lineTo: 0, linesBefore: 0 };

/**
 * A pass over documents in plain TypeScript, for platforms without WebAssembly, and as what the kernel is held to.
 *
 * @param tryAll try every query on every event, without an index that leaves out those which cannot match
 */
export function createDocumentPass(
  queries: readonly PassQuery[],
  { range, compileIndex, onFailure, onKept }: PassOptions,
  tryAll: boolean,
): QueryPass {
  const fields = createDocumentFields();
  const readIndex = compileIndex?.(fields);
  const verdicts = new IndexVerdicts(queries);
  const filter = createRangeFilter(range, fields);
  const running = queries.map((query) => startQuery(query, fields, onFailure));
  const every = running.map((_, number) => number);
  const ruleIndex = tryAll
    ? undefined
    : createRuleIndex(
        queries.map(({ query }) => queryCondition(query)),
        fields,
      );
  let eventCount = 0;
  const cannotShare = (): never => {
    throw new Error("a pass over documents keeps more than numbers and is not shared between threads");
  };
  return {
    judgeDocument(document, position, given) {
      eventCount += 1;
      if (!filter.covers(document)) return;
      const index = readIndex?.(document, given);
      const answers = verdicts.of(index);
      let isKept = false;
      for (const number of ruleIndex?.candidates(document) ?? every) {
        const query = running[number];
        if (query === undefined || query.state.error !== undefined) continue;
        if (query.covers?.(filter.ms, position) === false) continue;
        if (!verdicts.covers(number, index, answers)) continue;
        try {
          if (query.run.add(document, position, position)) isKept = true;
        } catch (error) {
          if (error instanceof QueryFailure) throw error;
          query.state.stop(error);
        }
      }
      if (isKept) onKept?.(position, noLine);
    },
    finish: () =>
      running.map(({ state, run }) =>
        state.outcome(() => run.finish().map(({ key, events }) => ({ key, positions: events }))),
      ),
    canShare: false,
    takeShare: cannotShare,
    addShare: cannotShare,
    get eventCount() {
      return eventCount;
    },
    get outsideCount() {
      return filter.outside;
    },
    get withoutTimeCount() {
      return filter.withoutTime;
    },
  };
}

function startQuery(
  passQuery: PassQuery,
  fields: ReturnType<typeof createDocumentFields>,
  onFailure: PassOptions["onFailure"],
): RunningQuery {
  const state = new QueryState(onFailure);
  const options = { ...passQuery.options, onFailure: (failure: QueryFailure) => state.fail(failure) };
  const covers = compileWindow(passQuery.window);
  return { state, covers, run: createQueryRunOver<number, JsonObject>(passQuery.query, options, fields) };
}
