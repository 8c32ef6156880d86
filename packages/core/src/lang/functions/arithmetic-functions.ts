import { type ArithmeticOperator, calculate } from "../arithmetic.ts";
import type { BuiltIn, Example } from "./built-in.ts";

/** `add(a, b)` and its kin are the operators by name (specification 3.7). */
function arithmeticFunction(
  name: string,
  operator: ArithmeticOperator,
  examples: readonly Example[],
): BuiltIn {
  return {
    name,
    parameters: [
      { name: "left", type: "number" },
      { name: "right", type: "number" },
    ],
    hasIgnoreCase: false,
    returns: "widest",
    canFail: true,
    evaluate: ([left = null, right = null]) => calculate(operator, left, right),
    examples,
  };
}

export const add = arithmeticFunction("add", "+", [
  { args: [1n, 2n], gives: 3n },
  { args: [1n, 0.5], gives: 1.5 },
  { args: [null, 1n], gives: null },
]);

export const subtract = arithmeticFunction("subtract", "-", [{ args: [10n, 3n], gives: 7n }]);

export const multiply = arithmeticFunction("multiply", "*", [{ args: [4n, 3n], gives: 12n }]);

export const divide = arithmeticFunction("divide", "/", [
  { args: [3n, 2n], gives: 1n },
  { args: [-1n, 2n], gives: 0n },
  { args: [3n, 2], gives: 1.5 },
]);

export const modulo = arithmeticFunction("modulo", "%", [
  { args: [-1n, 2n], gives: -1n },
  { args: [5.5, 2n], gives: 1.5 },
]);
