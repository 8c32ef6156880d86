import { textTest } from "./text-test.ts";

export const startsWith = textTest({
  name: "startsWith",
  test: (text, part) => text.startsWith(part),
  examples: [
    { args: ["cmd.exe", "cmd"], gives: true },
    { args: ["cmd.exe", "CMD"], gives: false },
    { args: ["cmd.exe", "CMD"], fold: "ascii", gives: true },
    { args: ["abc", ""], gives: true },
    { args: ["abc", "abcd"], gives: false },
    { args: ["a*c", "a?"], gives: false },
    { args: ["\u00c9t\u00e9", "\u00e9"], fold: "ascii", gives: false },
    { args: ["\u00c9t\u00e9", "\u00e9"], fold: "unicode", gives: true },
    { args: [null, "a"], gives: null },
    { args: ["a", null], gives: null },
  ],
});
