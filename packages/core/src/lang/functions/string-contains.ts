import { textTest } from "./text-test.ts";

export const stringContains = textTest({
  name: "stringContains",
  // The empty text is contained in none: the manual is followed, not the original's wildcard search (section 5).
  test: (text, part) => part !== "" && text.includes(part),
  examples: [
    { args: ["net user bob", "user"], gives: true },
    { args: ["net user bob", "USER"], gives: false },
    { args: ["net user bob", "USER"], fold: "ascii", gives: true },
    { args: ["net user bob", ""], gives: false },
    { args: ["a*b", "*"], gives: true },
    { args: ["ab", "a*"], gives: false },
    { args: ["a", null], gives: null },
  ],
});
