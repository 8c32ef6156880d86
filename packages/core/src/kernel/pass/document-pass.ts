import type { JsonObject } from "../../events/index.ts";
import { QueryFailure } from "../../lang/index.ts";
import { createDocumentFields, createQueryRunOver, type QueryRun } from "../../match/index.ts";
import { queryCondition } from "../query-condition.ts";
import { createRuleIndex } from "../rule-index.ts";
import type { PassMatch, PassQuery } from "./pass-query.ts";
import type { KeptLine, PassOptions, QueryPass } from "./query-pass.ts";
import { createRangeFilter } from "./time-range.ts";

interface RunningQuery {
  readonly run: QueryRun<number>;
  readonly coversIndex: PassQuery["coversIndex"];
  failures: number;
  firstFailure: QueryFailure | undefined;
  error: Error | undefined;
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
      let isKept = false;
      for (const number of ruleIndex?.candidates(document) ?? every) {
        const query = running[number];
        if (query === undefined || query.error !== undefined) continue;
        if (query.coversIndex !== undefined && (index === undefined || !query.coversIndex(index))) continue;
        try {
          if (query.run.add(document, position, position)) isKept = true;
        } catch (error) {
          if (error instanceof QueryFailure) throw error;
          stop(query, error);
        }
      }
      if (isKept) onKept?.(position, noLine);
    },
    finish: () =>
      running.map((query) => {
        const matches = query.error === undefined ? finishQuery(query, onFailure) : [];
        const { failures, firstFailure, error } = query;
        return { matches, failures, firstFailure, error };
      }),
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
  { query, options, coversIndex }: PassQuery,
  fields: ReturnType<typeof createDocumentFields>,
  onFailure: PassOptions["onFailure"],
): RunningQuery {
  const started: RunningQuery = {
    coversIndex,
    failures: 0,
    firstFailure: undefined,
    error: undefined,
    run: createQueryRunOver<number, JsonObject>(
      query,
      {
        ...options,
        onFailure(failure) {
          started.failures += 1;
          started.firstFailure ??= failure;
          onFailure?.(failure);
        },
      },
      fields,
    ),
  };
  return started;
}

/** A fault in one query never stops another. */
function stop(query: RunningQuery, error: unknown): void {
  query.error = error instanceof Error ? error : new Error(String(error));
}

function finishQuery(query: RunningQuery, onFailure: PassOptions["onFailure"]): readonly PassMatch[] {
  try {
    return query.run.finish().map(({ key, events }) => ({ key, positions: events }));
  } catch (error) {
    if (error instanceof QueryFailure) onFailure?.(error);
    stop(query, error);
    return [];
  }
}
