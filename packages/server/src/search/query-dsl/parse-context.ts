import type { JsonValue } from "@eqlite/core/events";
import { readScalar } from "../read-arguments.ts";
import { refuse, tooCostly } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";

/** What a query is read with: `expandFields` writes `process.*` out, and gives the fields to search where none is named. */
export interface QueryFields {
  expandFields(patterns: readonly string[] | undefined, path: string): readonly string[];
}

/** Counts the clauses of a query. */
export interface ParseContext extends QueryFields {
  clauses: number;
}

export function countClause(context: ParseContext): void {
  context.clauses += 1;
  if (context.clauses > searchLimits.maxClauses) {
    tooCostly(`a query may have ${searchLimits.maxClauses} clauses; this has more`, "too_many_clauses");
  }
}

/** `2`, `-1`, `75%` and `-25%` of so many clauses. */
export function readLeast(value: JsonValue, count: number, path: string): number {
  const found = /^\s*(-?\d{1,6})(%?)\s*$/.exec(String(readScalar(value, path)));
  if (found === null)
    return refuse(path, `[${String(value)}] is not supported; give a number or a percentage`);
  const number = Number(found[1]);
  const wanted = found[2] === "%" ? Math.trunc((number * count) / 100) : number;
  return Math.max(0, wanted < 0 ? count + wanted : wanted);
}
