import { valueText } from "../value-text.ts";
import type { BuiltIn } from "./built-in.ts";

export const concat: BuiltIn = {
  name: "concat",
  parameters: [{ name: "value", type: "any", variadic: true }],
  hasIgnoreCase: false,
  returns: "string",
  evaluate: (args) => {
    let text = "";
    for (const arg of args) {
      const part = valueText(arg);
      if (part === null) return null;
      text += part;
    }
    return text;
  },
  examples: [
    { args: ["a", ":", 100n], gives: "a:100" },
    { args: [true, "!"], gives: "true!" },
    { args: [2.5], gives: "2.5" },
    { args: ["a", null], gives: null },
  ],
};
