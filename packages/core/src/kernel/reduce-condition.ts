import type { Condition, Term } from "../lang/index.ts";
import { canFail } from "./condition-terms.ts";

/** The truth of a leaf where it is already known, undefined where the event decides. */
export type KnownTruth = (test: Term) => boolean | undefined;

/** What is left of a condition when some of its leaves are known: the same condition, smaller, or a constant. */
export function reduceCondition(condition: Condition, known: KnownTruth): Condition {
  switch (condition.kind) {
    case "Always":
      return condition;
    case "Leaf": {
      const value = known(condition.test);
      return value === undefined ? condition : { kind: "Always", value };
    }
    case "Not": {
      const operand = reduceCondition(condition.operand, known);
      return operand.kind === "Always" ? { kind: "Always", value: !operand.value } : { kind: "Not", operand };
    }
    case "And":
      return reduceOperands(condition, false, known);
    case "Or":
      return reduceOperands(condition, true, known);
  }
}

/** `decisive` is the value of one operand that decides the whole: false for `and`, true for `or`. */
function reduceOperands(
  condition: Extract<Condition, { kind: "And" | "Or" }>,
  decisive: boolean,
  known: KnownTruth,
): Condition {
  const rest: Condition[] = [];
  for (const operand of condition.operands) {
    const reduced = reduceCondition(operand, known);
    if (reduced.kind !== "Always") {
      rest.push(reduced);
      continue;
    }
    if (reduced.value !== decisive) continue;
    // Operands are evaluated in their order: one before this may fail the query, which must still happen.
    return rest.some(canFail) ? { kind: condition.kind, operands: [...rest, reduced] } : reduced;
  }
  const [only] = rest;
  if (only === undefined) return { kind: "Always", value: !decisive };
  return rest.length === 1 ? only : { kind: condition.kind, operands: rest };
}
