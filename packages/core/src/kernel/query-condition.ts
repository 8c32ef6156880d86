import type { CheckedQuery, Condition } from "../lang/index.ts";

/** What an event must fulfil to matter to a query at all: any of its stages, or its `until`. */
export function queryCondition(query: CheckedQuery): Condition {
  switch (query.kind) {
    case "event":
      return query.condition;
    case "sequence": {
      const stages = query.until === undefined ? query.stages : [...query.stages, query.until];
      return anyOf(stages.map((stage) => stage.condition));
    }
    case "sample":
      return anyOf(query.filters.map((filter) => filter.condition));
  }
}

/** A stage that `runs` repeats is asked once. */
function anyOf(conditions: readonly Condition[]): Condition {
  return { kind: "Or", operands: [...new Set(conditions)] };
}
