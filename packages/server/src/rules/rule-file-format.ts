import { extname } from "node:path";

export type RuleFileFormat = "toml" | "json" | "ndjson" | "yaml";

const formatOfExtension: ReadonlyMap<string, RuleFileFormat> = new Map([
  [".toml", "toml"],
  [".json", "json"],
  [".ndjson", "ndjson"],
  [".jsonl", "ndjson"],
  [".yaml", "yaml"],
  [".yml", "yaml"],
]);

/** What the name of a file says about its format. */
export function formatOfName(path: string): RuleFileFormat | undefined {
  return formatOfExtension.get(extname(path).toLowerCase());
}

/** The format of a file: its first line with content decides, its name where that says nothing. */
export function detectFormat(text: string, path: string): RuleFileFormat | undefined {
  const hint = formatOfName(path);
  const start = firstContent(text);
  if (start === undefined) return hint;
  const line = text.slice(start, lineEndOf(text, start)).trimEnd();
  if (line.startsWith("{")) return jsonOrNdjson(text, start, line, hint);
  // `[rule]` and `[[rule.threat]]` open TOML tables; a JSON list of rules goes on with an object.
  if (line.startsWith("[")) return /^\[\s*(?:[{\]]|$)/.test(line) ? "json" : "toml";
  if (/^[\w.'"-]+[ \t]*=/.test(line)) return "toml";
  if (/^(?:---|%YAML|- |[\w'"-]+[ \t]*:(?:[ \t]|$))/.test(line)) return "yaml";
  return hint;
}

/** Whether a file that cannot be parsed was meant as a rule file. */
export function looksLikeRule(text: string, format: RuleFileFormat): boolean {
  switch (format) {
    case "toml":
      return /^[ \t]*\[rule\]/m.test(text);
    case "json":
    case "ndjson":
      return /"(?:rule_id|risk_score)"\s{0,10}:/.test(text);
    case "yaml":
      return /^(?:- )?[ \t]*(?:rule_id|risk_score)[ \t]{0,10}:/m.test(text);
  }
}

function jsonOrNdjson(
  text: string,
  start: number,
  line: string,
  hint: RuleFileFormat | undefined,
): RuleFileFormat {
  if (hint === "ndjson") return "ndjson";
  if (!line.endsWith("}")) return "json";
  const hasMore = firstContent(text, start + line.length) !== undefined;
  return hasMore && isJson(line) ? "ndjson" : "json";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Offset of the first line that is neither empty nor a comment, after its indentation. */
function firstContent(text: string, from = 0): number | undefined {
  const blank = /[ \t\r\n]*/y;
  let at = from;
  while (at < text.length) {
    blank.lastIndex = at;
    at += blank.exec(text)?.[0].length ?? 0;
    if (at >= text.length) return undefined;
    if (text[at] !== "#") return at;
    at = lineEndOf(text, at);
  }
  return undefined;
}

function lineEndOf(text: string, from: number): number {
  const lineEnd = text.indexOf("\n", from);
  return lineEnd === -1 ? text.length : lineEnd;
}
