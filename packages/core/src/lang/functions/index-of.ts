import type { BuiltIn } from "./built-in.ts";
import { foldText } from "./fold-text.ts";

export const indexOf: BuiltIn = {
  name: "indexOf",
  parameters: [
    { name: "source", type: "string" },
    { name: "part", type: "string" },
    { name: "start", type: "integer", optional: true },
  ],
  hasIgnoreCase: true,
  returns: "integer",
  evaluate: ([source = null, part = null, start = null], fold) => {
    if (typeof source !== "string" || typeof part !== "string") return null;
    const from = Math.max(0, Number(start ?? 0));
    // JavaScript pulls a start beyond the end back in and would find the empty text there.
    if (from > source.length) return null;
    const at = foldText(source, fold).indexOf(foldText(part, fold), from);
    return at === -1 ? null : BigInt(at);
  },
  examples: [
    { args: ["cmd.exe", ".exe"], gives: 3n },
    { args: ["cmd.exe", "zzz"], gives: null },
    { args: ["cmd.exe", "e", 5n], gives: 6n },
    { args: ["cmd.exe", "cmd", -5n], gives: 0n },
    { args: ["cmd.exe", "", 4n], gives: 4n },
    { args: ["cmd", "", 3n], gives: 3n },
    { args: ["cmd", "", 4n], gives: null },
    { args: ["cmd", "m", null], gives: 1n },
    { args: ["PowerShell", "SHELL"], fold: "unicode", gives: 5n },
    { args: [null, "a"], gives: null },
    { args: ["a", null], gives: null },
  ],
};
