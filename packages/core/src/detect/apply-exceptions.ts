import type { JsonObject } from "../events/index.ts";
import { canFail, leafTests, mentionsOf } from "../kernel/index.ts";
import type { CheckedQuery, CheckedStage, Condition } from "../lang/index.ts";
import { compilePredicate, createDocumentFields } from "../match/index.ts";

/** A compiled exception item. */
export interface Exception {
  readonly condition: Condition;
  /** The stage of a sequence for which it holds, as written and counted from zero; all of the query where it is left out. */
  readonly stage?: number | undefined;
}

/**
 * How many stages exceptions can be held to: those of a sequence as written, where `runs` counts once and `until` does not;
 * the filters of a sample; 1 for an event query.
 */
export function countStages(query: CheckedQuery): number {
  return writtenStages(query).length;
}

/**
 * A query for which excepted events are not there: to the condition of each stage, also of those that must be missing and of
 * `until`, it is added that no item holds (specification 6.3, 6.5). As with the original, an excepted event can thereby also
 * make a match: one that `until` no longer ends, or from which an event is now missing. Items of one stage are added to that
 * one; those of a stage that the query does not have do nothing, see `countStages`.
 *
 * Leave expired items out. Give queries the same objects for the same items: conditions that are one object are computed
 * once for an event, however many rules have them.
 */
export function applyExceptions(query: CheckedQuery, exceptions: readonly Exception[]): CheckedQuery {
  if (exceptions.length === 0) return query;
  const fieldNames = new Set(query.fieldNames);
  const general = exceptions.filter(({ stage }) => stage === undefined);
  const ofStage = (at: number | undefined): readonly Exception[] => {
    const own = at === undefined ? [] : exceptions.filter(({ stage }) => stage === at);
    return [...general, ...own];
  };
  const except = (condition: Condition, applied: readonly Exception[]): Condition => {
    if (applied.length === 0) return condition;
    for (const { condition: excepted } of applied) {
      for (const test of leafTests(excepted)) for (const { name } of mentionsOf(test)) fieldNames.add(name);
    }
    const [only] = applied;
    const any: Condition =
      applied.length === 1 && only !== undefined
        ? only.condition
        : { kind: "Or", operands: applied.map(({ condition: excepted }) => excepted) };
    const none: Condition = { kind: "Not", operand: any };
    // Few events meet the condition of a rule, so that is asked first; but no excepted event may fail the query.
    return { kind: "And", operands: canFail(condition) ? [none, condition] : [condition, none] };
  };
  if (query.kind === "event") {
    return { ...query, condition: except(query.condition, ofStage(0)), fieldNames: [...fieldNames] };
  }
  const changed = new Map<CheckedStage, CheckedStage>(
    writtenStages(query).map((stage, at) => [
      stage,
      { ...stage, condition: except(stage.condition, ofStage(at)) },
    ]),
  );
  const withChanges = (stages: readonly CheckedStage[]): readonly CheckedStage[] =>
    stages.map((stage) => changed.get(stage) ?? stage);
  if (query.kind === "sample") {
    return { ...query, filters: withChanges(query.filters), fieldNames: [...fieldNames] };
  }
  const { until } = query;
  return {
    ...query,
    stages: withChanges(query.stages),
    until: until && { ...until, condition: except(until.condition, ofStage(undefined)) },
    fieldNames: [...fieldNames],
  };
}

/** The stages of a query, one that `runs` repeats once. */
function writtenStages(query: Exclude<CheckedQuery, { kind: "event" }>): readonly CheckedStage[];
function writtenStages(query: CheckedQuery): readonly unknown[];
function writtenStages(query: CheckedQuery): readonly unknown[] {
  switch (query.kind) {
    case "event":
      return [query.condition];
    case "sequence":
      return [...new Set(query.stages)];
    case "sample":
      return [...new Set(query.filters)];
  }
}

/**
 * Compiles the question whether an exception would have kept a match from being found: whether one of its events is
 * excepted. What would have been found in its place is not looked for.
 *
 * @returns takes the source events of the match by stage, as the match has them, undefined for a missing event
 */
export function compileSilences(
  query: CheckedQuery,
  { condition, stage }: Exception,
): (documents: readonly (JsonObject | undefined)[]) => boolean {
  const isExcepted = compilePredicate(condition, createDocumentFields());
  const written = writtenStages(query);
  const stages: readonly unknown[] =
    query.kind === "event" ? written : query.kind === "sequence" ? query.stages : query.filters;
  const applies = stages.map((one) => stage === undefined || written[stage] === one);
  return (documents) =>
    documents.some((document, at) => document !== undefined && applies[at] === true && isExcepted(document));
}
