import { type Condition, type Term, termOperands } from "../lang/index.ts";

type Mention = Extract<Term, { kind: "FieldValue" }>;

/** The tests of all leaves of a condition. */
export function leafTests(condition: Condition): readonly Term[] {
  switch (condition.kind) {
    case "Always":
      return [];
    case "Leaf":
      return [condition.test];
    case "Not":
      return leafTests(condition.operand);
    case "And":
    case "Or":
      return condition.operands.flatMap(leafTests);
  }
}

/** All mentions of fields in a term. */
export function mentionsOf(term: Term): readonly Mention[] {
  return term.kind === "FieldValue" ? [term] : termOperands(term).flatMap(mentionsOf);
}

/**
 * Whether the evaluation of a condition can fail the query. Such a condition is always evaluated: that an event fails
 * it must not depend on what an index knows.
 */
export function canFail(condition: Condition): boolean {
  // Several mentions in one leaf can have more combinations of values than are tried.
  return leafTests(condition).some((test) => mentionsOf(test).length > 1 || termCanFail(test));
}

export function termCanFail(term: Term): boolean {
  if (term.kind === "Arithmetic" || term.kind === "Negative") return true;
  if (term.kind === "FunctionCall" && term.builtIn.canFail === true) return true;
  return termOperands(term).some(termCanFail);
}
