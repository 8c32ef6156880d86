import { valueText } from "../value-text.ts";
import type { BuiltIn } from "./built-in.ts";

export const string: BuiltIn = {
  name: "string",
  parameters: [{ name: "value", type: "any" }],
  hasIgnoreCase: false,
  returns: "string",
  evaluate: ([value = null]) => valueText(value),
  examples: [
    { args: [100n], gives: "100" },
    { args: [2.5], gives: "2.5" },
    { args: [3], gives: "3.0" },
    { args: [true], gives: "true" },
    { args: ["a"], gives: "a" },
    { args: [{ kind: "date", ms: 0, nanos: 0 }], gives: "1970-01-01T00:00:00.000Z" },
    { args: [null], gives: null },
  ],
};
