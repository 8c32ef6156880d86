import { QueryFailure } from "./query-failure.ts";
import type { Value } from "./values.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

/**
 * Arithmetic of specification 3.7: null with null, a double with any double, else 64-bit integers.
 * Throws QueryFailure on integer overflow and on an integer divided by zero. What is no number counts as null.
 */
export function calculate(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (typeof left === "bigint" && typeof right === "bigint") return calculateIntegers(operator, left, right);
  const a = typeof left === "bigint" ? Number(left) : left;
  const b = typeof right === "bigint" ? Number(right) : right;
  if (typeof a !== "number" || typeof b !== "number") return null;
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}

function calculateIntegers(operator: ArithmeticOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "+":
      return inRange(a + b);
    case "-":
      return inRange(a - b);
    case "*":
      return inRange(a * b);
    case "/":
      if (b === 0n) throw new QueryFailure("an integer is divided by zero");
      return inRange(a / b);
    case "%":
      if (b === 0n) throw new QueryFailure("the remainder of a division by zero is asked for");
      return a % b;
  }
}

function inRange(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new QueryFailure("an integer grows beyond 64 bits");
  return value;
}

/** A number with its sign changed; null for what is no number. */
export function negate(value: Value): Value {
  if (typeof value === "bigint") return inRange(-value);
  return typeof value === "number" ? -value : null;
}
