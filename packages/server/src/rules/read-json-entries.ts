import type { JsonValue } from "@eqlite/core/events";
import type { Diagnostic, Span } from "@eqlite/core/lang";
import { documentEntries, type FileEntries, type FileEntry, fileError } from "./file-entries.ts";
import { jsonTextMapper, scanJsonPositions } from "./json-positions.ts";
import { createPositions } from "./positions.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";

/** The entries of a JSON file: one object, a list, or an answer `{"data": […]}`. */
export function readJsonEntries(text: string): FileEntries {
  return readJson(text, { from: 0, to: text.length });
}

/** The entries of an NDJSON file, one a line. A broken line is reported and its neighbours live. */
export function readNdjsonEntries(text: string): FileEntries {
  const entries: FileEntry[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let from = 0; from < text.length && entries.length <= ruleFileLimits.maxEntriesPerFile; ) {
    const newline = text.indexOf("\n", from);
    const to = newline === -1 ? text.length : newline;
    if (text.slice(from, to).trim() !== "" && diagnostics.length < ruleFileLimits.maxSyntaxErrors) {
      const line = readJson(text, { from, to });
      entries.push(...line.entries.slice(0, ruleFileLimits.maxEntriesPerFile + 1));
      diagnostics.push(...line.diagnostics);
    }
    from = to + 1;
  }
  return { entries, diagnostics };
}

function readJson(text: string, range: Span): FileEntries {
  const failed = (at: number, message: string): FileEntries => ({
    entries: [],
    diagnostics: [fileError("RULE101", message, { from: at, to: Math.min(at + 1, range.to) })],
  });
  const document = parseJson(text.slice(range.from, range.to));
  if (document === undefined) {
    const at = Math.min(scanJsonPositions(text, range).brokenAt ?? range.from, range.to);
    return failed(at, at === range.to ? "The JSON ends too early." : "This is not valid JSON.");
  }
  if (nestsDeeperThan(document, ruleFileLimits.maxDepth)) {
    return failed(range.from, `The JSON nests deeper than ${ruleFileLimits.maxDepth} levels.`);
  }
  const scan = () => scanJsonPositions(text, range).root;
  const positions = createPositions(text, scan, document, jsonTextMapper(text));
  return { entries: documentEntries(document, positions), diagnostics: [] };
}

function parseJson(json: string): JsonValue | undefined {
  try {
    return JSON.parse(json) as JsonValue;
  } catch {
    return undefined;
  }
}

function nestsDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((item: JsonValue) => nestsDeeperThan(item, levels - 1));
}
