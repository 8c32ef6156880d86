import type { BuiltIn } from "./built-in.ts";

export const substring: BuiltIn = {
  name: "substring",
  parameters: [
    { name: "source", type: "string" },
    { name: "start", type: "integer" },
    { name: "end", type: "integer", optional: true },
  ],
  hasIgnoreCase: false,
  returns: "string",
  // `slice` has the rules of Python slices, which are the rules here (section 5).
  evaluate: ([source = null, start = null, end = null]) =>
    typeof source === "string"
      ? source.slice(Number(start ?? 0), end === null ? undefined : Number(end))
      : null,
  examples: [
    { args: ["report.docx", 0n, -5n], gives: "report" },
    { args: ["cmd.exe", 0n, 3n], gives: "cmd" },
    { args: ["cmd.exe", -4n], gives: ".exe" },
    { args: ["cmd.exe", 100n], gives: "" },
    { args: ["cmd.exe", 3n, 1n], gives: "" },
    { args: ["cmd.exe", -100n, 3n], gives: "cmd" },
    { args: ["cmd.exe", null, 3n], gives: "cmd" },
    { args: ["cmd.exe", 4n, null], gives: "exe" },
    { args: [null, 0n], gives: null },
  ],
};
