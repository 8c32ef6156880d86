import type { BuiltIn } from "./built-in.ts";

export const length: BuiltIn = {
  name: "length",
  parameters: [{ name: "source", type: "string" }],
  hasIgnoreCase: false,
  returns: "integer",
  evaluate: ([source = null]) => (typeof source === "string" ? BigInt(source.length) : null),
  examples: [
    { args: ["cmd"], gives: 3n },
    { args: [""], gives: 0n },
    { args: ["\u{1f600}"], gives: 2n },
    { args: [null], gives: null },
  ],
};
