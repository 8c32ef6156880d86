import { QueryFailure } from "../query-failure.ts";
import type { Value } from "../values.ts";
import type { BuiltIn } from "./built-in.ts";

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

export const number: BuiltIn = {
  name: "number",
  parameters: [
    { name: "text", type: "string" },
    { name: "base", type: "integer", optional: true },
  ],
  hasIgnoreCase: false,
  returns: "number",
  canFail: true,
  evaluate: ([text = null, base = null]) => {
    if (typeof text !== "string") return null;
    const value = base === null ? parseNumber(text) : parseInBase(text, Number(base));
    if (value === undefined)
      throw new QueryFailure(`\`number()\` cannot read ${JSON.stringify(text.slice(0, 100))} as a number`);
    return value;
  },
  examples: [
    { args: ["101"], gives: 101n },
    { args: ["-1"], gives: -1n },
    { args: ["+7"], gives: 7n },
    { args: ["4.5"], gives: 4.5 },
    { args: ["1e3"], gives: 1000 },
    { args: [" 42 "], gives: 42 },
    { args: ["99999999999999999999"], gives: 1e20 },
    { args: ["0x65"], gives: 101n },
    { args: ["0xff", 16n], gives: 255n },
    { args: ["65", 16n], gives: 101n },
    { args: ["-11", 2n], gives: -3n },
    { args: ["12", null], gives: 12n },
    { args: [null], gives: null },
  ],
};

function parseNumber(text: string): Value | undefined {
  if (/^0x/i.test(text)) return parseInBase(text, 16);
  if (/^[+-]?\d+$/.test(text)) {
    const whole = text.length > 25 ? undefined : BigInt(text.replace("+", ""));
    if (whole !== undefined && whole >= int64Min && whole <= int64Max) return whole;
  }
  // White space is trimmed on the path of doubles only, as in the original.
  const trimmed = text.trim();
  return decimal.test(trimmed) ? Number(trimmed) : undefined;
}

function parseInBase(text: string, base: number): bigint | undefined {
  if (!Number.isInteger(base) || base < 2 || base > 36) return undefined;
  const found = /^([+-]?)([0-9a-z]{1,64})$/i.exec(base === 16 ? text.replace(/^0x/i, "") : text);
  if (found === null) return undefined;
  let value = 0n;
  for (const char of found[2] ?? "") {
    const digit = Number.parseInt(char, 36);
    if (digit >= base) return undefined;
    value = value * BigInt(base) + BigInt(digit);
  }
  const signed = found[1] === "-" ? -value : value;
  return signed < int64Min || signed > int64Max ? undefined : signed;
}
