import { textTest } from "./text-test.ts";

export const endsWith = textTest({
  name: "endsWith",
  test: (text, part) => text.endsWith(part),
  examples: [
    { args: ["a.EXE", ".EXE"], gives: true },
    { args: ["a.EXE", ".exe"], gives: false },
    { args: ["a.EXE", ".exe"], fold: "ascii", gives: true },
    { args: ["abc", ""], gives: true },
    { args: ["abc", "*c"], gives: false },
    { args: [null, "a"], gives: null },
  ],
});
