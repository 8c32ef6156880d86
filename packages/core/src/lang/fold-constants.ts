import { compileTerm } from "./compile-term.ts";
import { type Condition, isConstant, type Term } from "./condition.ts";
import type { Value } from "./values.ts";

// Layer 1 of specification 4.3: everything made of constants is computed before there is an event.

const noMentions = (): number => {
  throw new Error("a constant mentions no field");
};

const constant = (value: Value): Term => ({ kind: "Constant", value });

/** A term whose operands are already folded, folded itself. Throws QueryFailure where a constant cannot be computed. */
export function foldTerm(term: Term): Term {
  switch (term.kind) {
    case "Constant":
    case "FieldValue":
      return term;
    case "Compare":
      return foldCompare(term);
    case "IsNull":
      return isConstant(term.operand) ? evaluateConstant(term) : term;
    case "AllOf":
      return foldAllOf(term.operands);
    case "AnyOf":
      return foldAnyOf(term.operands);
    default:
      return isConstant(term) ? evaluateConstant(term) : term;
  }
}

function evaluateConstant(term: Term): Term {
  return constant(compileTerm(term, noMentions)([]));
}

/**
 * `x == null` tests for absence, also where a constant only works out to null (specification 3.2); and a comparison
 * of a condition with `true` or `false` is the condition or its opposite.
 */
function foldCompare(term: Extract<Term, { kind: "Compare" }>): Term {
  const { operator, left, right } = term;
  if (operator === "==" || operator === "!=") {
    const nullSide = isNullConstant(right) ? left : isNullConstant(left) ? right : undefined;
    if (nullSide !== undefined) {
      const test = foldTerm({ kind: "IsNull", operand: nullSide });
      return operator === "==" ? test : foldTerm({ kind: "Negation", operand: test });
    }
    if (right.kind === "Constant" && typeof right.value === "boolean" && isCondition(left)) {
      return right.value === (operator === "==") ? left : foldTerm({ kind: "Negation", operand: left });
    }
  }
  return isConstant(term) ? evaluateConstant(term) : term;
}

function isNullConstant(term: Term): boolean {
  return term.kind === "Constant" && term.value === null;
}

/** Whether a term is a condition of its own and not the value of a boolean field. */
function isCondition(term: Term): boolean {
  switch (term.kind) {
    case "Compare":
    case "CompareBound":
    case "IsNull":
    case "OneOf":
    case "Wildcard":
    case "Regex":
    case "AllOf":
    case "AnyOf":
    case "Negation":
      return true;
    case "FunctionCall":
      return term.builtIn.returns === "boolean";
    default:
      return false;
  }
}

/** `false and X` is false; `true and X` is X; `null and X` is null. */
function foldAllOf(operands: readonly Term[]): Term {
  const rest: Term[] = [];
  let sawNull = false;
  for (const operand of operands) {
    if (operand.kind !== "Constant") rest.push(operand);
    else if (operand.value === false) return constant(false);
    else if (operand.value === null) sawNull = true;
  }
  if (sawNull) return constant(null);
  const [only] = rest;
  if (only === undefined) return constant(true);
  return rest.length === 1 ? only : { kind: "AllOf", operands: rest };
}

/** `true or X` is true; `false or X` and `null or X` are X. */
function foldAnyOf(operands: readonly Term[]): Term {
  const rest: Term[] = [];
  let sawNull = false;
  for (const operand of operands) {
    if (operand.kind !== "Constant") rest.push(operand);
    else if (operand.value === true) return constant(true);
    else if (operand.value === null) sawNull = true;
  }
  const [only] = rest;
  if (only === undefined) return constant(sawNull ? null : false);
  return rest.length === 1 ? only : { kind: "AnyOf", operands: rest };
}

/** Layer 2: a folded term as a condition, in which every leaf is true or false and `not` is a plain complement. */
export function toCondition(term: Term): Condition {
  switch (term.kind) {
    case "Constant":
      // A condition that ends as null matches nothing.
      return { kind: "Always", value: term.value === true };
    case "AllOf":
      return { kind: "And", operands: term.operands.map(toCondition) };
    case "AnyOf":
      return { kind: "Or", operands: term.operands.map(toCondition) };
    case "Negation":
      return { kind: "Not", operand: toCondition(term.operand) };
    case "Compare":
    case "CompareBound":
      return term.operator === "!="
        ? { kind: "Not", operand: { kind: "Leaf", test: { ...term, operator: "==" } } }
        : { kind: "Leaf", test: term };
    case "FieldValue":
      return { kind: "Leaf", test: { kind: "Compare", operator: "==", left: term, right: constant(true) } };
    case "FunctionCall":
    case "Arithmetic":
    case "Negative":
    case "IsNull":
    case "OneOf":
    case "Wildcard":
    case "Regex":
      return { kind: "Leaf", test: term };
  }
}
