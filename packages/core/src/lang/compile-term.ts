import { calculate, negate } from "./arithmetic.ts";
import type { Bound, CaseFold, Term, TermOperator } from "./condition.ts";
import { foldText } from "./functions/fold-text.ts";
import { type Cidr, cidrContains } from "./ip-address.ts";
import { compileWildcard, hasWildcard } from "./pattern/wildcard.ts";
import { compareDates, compareValues, type Value } from "./values.ts";

/** One value for each mention of a field in a term, null where the field is absent. */
export type Choice = readonly Value[];

/** Computes a term for one choice of field values, with three-valued logic. Throws QueryFailure. */
export type Evaluate = (choice: Choice) => Value;

/** Gives a mention of a field its place in the choice. */
export type PlaceMention = (mention: Extract<Term, { kind: "FieldValue" }>) => number;

/** Compiles a term to closures, so that nothing is decided again for each event. */
export function compileTerm(term: Term, placeMention: PlaceMention): Evaluate {
  const compile = (part: Term): Evaluate => compileTerm(part, placeMention);
  switch (term.kind) {
    case "Constant":
      return () => term.value;
    case "FieldValue": {
      const place = placeMention(term);
      return (choice) => choice[place] ?? null;
    }
    case "FunctionCall": {
      const operands = term.operands.map(compile);
      return (choice) =>
        term.builtIn.evaluate(
          operands.map((operand) => operand(choice)),
          term.fold,
        );
    }
    case "Arithmetic": {
      const left = compile(term.left);
      const right = compile(term.right);
      return (choice) => calculate(term.operator, left(choice), right(choice));
    }
    case "Negative": {
      const operand = compile(term.operand);
      return (choice) => negate(operand(choice));
    }
    case "Compare": {
      const left = compile(term.left);
      if (term.operator === "==" && term.right.kind === "Constant" && typeof term.right.value === "string") {
        return compileEqualsText(left, term.right.value);
      }
      const right = compile(term.right);
      const holds = compileOperator(term.operator);
      return (choice) => compareForOperator(left(choice), right(choice), term.operator, holds);
    }
    case "CompareBound": {
      const left = compile(term.left);
      const holds = compileOperator(term.operator);
      return (choice) => {
        const order = compareWithBound(left(choice), term.bound);
        return order === undefined ? null : holds(order);
      };
    }
    case "IsNull": {
      const operand = compile(term.operand);
      return (choice) => operand(choice) === null;
    }
    case "OneOf":
      return compileOneOf(compile(term.operand), term.values, term.fold);
    case "Wildcard":
      return compileText(compile(term.operand), compileWildcards(term.patterns, term.fold));
    case "Regex":
      return compileText(compile(term.operand), term.matches);
    case "AllOf":
      return compileAllOf(term.operands.map(compile));
    case "AnyOf":
      return compileAnyOf(term.operands.map(compile));
    case "Negation": {
      const operand = compile(term.operand);
      return (choice) => {
        const value = operand(choice);
        return typeof value === "boolean" ? !value : null;
      };
    }
  }
}

/** The commonest test of all, without the detour over an order. */
function compileEqualsText(left: Evaluate, text: string): Evaluate {
  return (choice) => {
    const value = left(choice);
    return value === null ? null : value === text;
  };
}

function compileOperator(operator: TermOperator): (order: number) => boolean {
  switch (operator) {
    case "==":
      return (order) => order === 0;
    case "!=":
      return (order) => order !== 0;
    case "<":
      return (order) => order < 0;
    case "<=":
      return (order) => order <= 0;
    case ">":
      return (order) => order > 0;
    case ">=":
      return (order) => order >= 0;
  }
}

/** Null with null; values of different kinds are unequal and have no order (specification 4.5). */
function compareForOperator(
  left: Value,
  right: Value,
  operator: TermOperator,
  holds: (order: number) => boolean,
): Value {
  if (left === null || right === null) return null;
  const order = compareValues(left, right);
  if (order !== undefined) return holds(order);
  if (operator === "==") return false;
  return operator === "!=" ? true : null;
}

/** Negative before the span, zero inside, positive after it. */
function compareWithBound(value: Value, bound: Bound): number | undefined {
  if (value === null || typeof value !== "object") return undefined;
  switch (bound.kind) {
    case "DateSpan":
      if (value.kind !== "date") return undefined;
      if (compareDates(value, bound.span.from) < 0) return -1;
      return compareDates(value, bound.span.to) > 0 ? 1 : 0;
    case "IpBlock":
      if (value.kind !== "ip") return undefined;
      // Only `==` and `!=` take a block.
      return cidrContains(bound.block, value.address) ? 0 : 1;
    case "IpRanges":
      if (value.kind !== "ip") return undefined;
      return isInRanges(bound.ranges, value.address.bits) ? 0 : 1;
  }
}

/** Whether some range contains an address; there may be tens of thousands. */
function isInRanges(ranges: readonly Cidr[], bits: bigint): boolean {
  let from = 0;
  let to = ranges.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const range = ranges[middle];
    if (range === undefined || bits < range.first) to = middle;
    else if (bits > range.last) from = middle + 1;
    else return true;
  }
  return false;
}

function compileOneOf(operand: Evaluate, values: readonly Value[], fold: CaseFold): Evaluate {
  let members: Members | undefined;
  return (choice) => {
    const value = operand(choice);
    if (value === null) return null;
    members ??= membersOf(values, fold);
    if (typeof value === "string") return members.texts.has(foldText(value, fold));
    const number = numberKey(value);
    if (number !== undefined) return members.numbers.has(number);
    return members.others.some((other) => compareValues(value, other) === 0);
  };
}

interface Members {
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<bigint | number>;
  readonly others: readonly Value[];
}

/**
 * A list of an exception may have tens of thousands of values and stand in the conditions of a thousand rules, which are
 * compiled each by itself, and more than once: its values are sorted out when they are first asked for, and only then.
 */
const knownMembers = new WeakMap<readonly Value[], Map<CaseFold, Members>>();

function membersOf(values: readonly Value[], fold: CaseFold): Members {
  let byFold = knownMembers.get(values);
  if (byFold === undefined) {
    byFold = new Map();
    knownMembers.set(values, byFold);
  }
  let members = byFold.get(fold);
  if (members === undefined) {
    members = {
      texts: new Set(
        values.filter((value) => typeof value === "string").map((value) => foldText(value, fold)),
      ),
      numbers: new Set(values.map(numberKey).filter((key) => key !== undefined)),
      others: values.filter((value) => typeof value === "boolean" || typeof value === "object"),
    };
    byFold.set(fold, members);
  }
  return members;
}

/** The same for whole numbers and doubles that are equal; undefined for what is no number, or equal to none. */
function numberKey(value: Value): bigint | number | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  return Number.isInteger(value) ? BigInt(value) : value;
}

function compileText(operand: Evaluate, matches: (text: string) => boolean): Evaluate {
  return (choice) => {
    const value = operand(choice);
    return typeof value === "string" ? matches(value) : null;
  };
}

/** A pattern with wildcards folds ASCII letters only, also on computed values (specification 3.6). */
function compileWildcards(patterns: readonly string[], fold: CaseFold): (text: string) => boolean {
  const plain = new Set(
    patterns.filter((pattern) => !hasWildcard(pattern)).map((pattern) => foldText(pattern, fold)),
  );
  const wild = patterns
    .filter(hasWildcard)
    .map((pattern) => compileWildcard(pattern, { foldCase: fold !== "none" }));
  return (text) => plain.has(foldText(text, fold)) || wild.some((matches) => matches(text));
}

function compileAllOf(operands: readonly Evaluate[]): Evaluate {
  return (choice) => {
    let result: Value = true;
    for (const operand of operands) {
      const value = operand(choice);
      if (value === false) return false;
      if (value !== true) result = null;
    }
    return result;
  };
}

function compileAnyOf(operands: readonly Evaluate[]): Evaluate {
  return (choice) => {
    let result: Value = false;
    for (const operand of operands) {
      const value = operand(choice);
      if (value === true) return true;
      if (value !== false) result = null;
    }
    return result;
  };
}
