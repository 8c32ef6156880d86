import type { JsonObject, JsonValue } from "../events/index.ts";
import { type Clause, QueryFailure } from "../lang/index.ts";
import { compilePredicate } from "./compile-predicate.ts";
import { createDocumentFields, type FieldSource } from "./field-source.ts";

/** What became of a clause. What stands behind the clause that has decided is not looked at. */
export type Verdict = "true" | "false" | "not-evaluated";

/** A clause of a query and what an event makes of it. */
export interface JudgedClause {
  readonly clause: Clause;
  readonly verdict: Verdict;
  /** The values that the event holds for the fields of a test, whether it was evaluated or not. */
  readonly values: readonly { readonly name: string; readonly values: readonly JsonValue[] }[];
  readonly operands: readonly JudgedClause[];
}

/** Judges a clause and all that it is made of by one event, left to right as it is run. */
export function judgeClause(clause: Clause, document: JsonObject): JudgedClause {
  return judge(clause, document, createDocumentFields(), true);
}

function judge(
  clause: Clause,
  document: JsonObject,
  fields: FieldSource<JsonObject>,
  isEvaluated: boolean,
): JudgedClause {
  const holds = clause.condition === undefined ? undefined : test(clause, document, fields);
  const verdict: Verdict = !isEvaluated || holds === undefined ? "not-evaluated" : holds ? "true" : "false";
  const operands: JudgedClause[] = [];
  let goesOn = isEvaluated;
  for (const operand of clause.operands) {
    const judged = judge(operand, document, fields, goesOn);
    operands.push(judged);
    if (clause.kind === "and" && judged.verdict === "false") goesOn = false;
    if (clause.kind === "or" && judged.verdict === "true") goesOn = false;
  }
  const values =
    clause.kind === "test"
      ? clause.fieldNames.map((name) => ({ name, values: fields.raw(name)(document) }))
      : [];
  return { clause, verdict, values, operands };
}

/** Undefined where the event fails the query, such as by too many values. */
function test(
  { condition }: Clause,
  document: JsonObject,
  fields: FieldSource<JsonObject>,
): boolean | undefined {
  try {
    return condition === undefined ? undefined : compilePredicate(condition, fields)(document);
  } catch (error) {
    if (error instanceof QueryFailure) return undefined;
    throw error;
  }
}
