import { isJsonObject, type JsonObject, parseJson } from "@eqlite/core/events";
import { ruleFileLimits } from "../../rules/rule-file-limits.ts";

/** An object of an imported file. */
export interface ImportedLine {
  /** From 1. */
  readonly line: number;
  readonly value: JsonObject;
}

export interface BrokenLine {
  readonly line: number;
  readonly message: string;
}

/** Reads a file of one object a line; empty lines are passed over, broken ones are told of and their neighbours live. */
export function readNdjsonLines(text: string): {
  readonly lines: readonly ImportedLine[];
  readonly broken: readonly BrokenLine[];
} {
  const lines: ImportedLine[] = [];
  const broken: BrokenLine[] = [];
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const to = newline === -1 ? text.length : newline;
    line += 1;
    const written = text.slice(from, to);
    from = to + 1;
    if (written.trim() === "") continue;
    const parsed = parseJson(written, ruleFileLimits.maxDepth);
    if (parsed.ok && isJsonObject(parsed.value)) lines.push({ line, value: parsed.value });
    else broken.push({ line, message: parsed.ok ? "This is no object." : problemOf(parsed) });
  }
  return { lines, broken };
}

function problemOf(parsed: Exclude<ReturnType<typeof parseJson>, { ok: true }>): string {
  if (parsed.kind === "too-deep") return `The JSON nests deeper than ${ruleFileLimits.maxDepth} levels.`;
  return `This is no JSON: ${parsed.reason}, at column ${parsed.offset + 1}.`;
}
