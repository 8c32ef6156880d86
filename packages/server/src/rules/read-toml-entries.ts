import type { JsonValue } from "@eqlite/core/events";
import { parse, TomlError } from "smol-toml";
import { type FileEntries, fileError } from "./file-entries.ts";
import { toJsonValue } from "./json-value.ts";
import { createPositions } from "./positions.ts";
import { readPlainToml } from "./read-plain-toml.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";
import { scanTomlPositions, tomlTextMapper } from "./toml-positions.ts";

/** The one document of a TOML file. */
export function readTomlEntries(text: string): FileEntries {
  const plain = readPlainToml(text);
  if (plain !== undefined) return documentEntry(text, plain);
  const parsed = parseToml(text);
  if (!parsed.ok) {
    const at = Math.min(parsed.at, text.length);
    return {
      entries: [],
      diagnostics: [fileError("RULE101", parsed.message, { from: at, to: Math.min(at + 1, text.length) })],
    };
  }
  const document = toJsonValue(parsed.value);
  if (document === undefined) {
    const message = `The TOML nests deeper than ${ruleFileLimits.maxDepth} levels.`;
    return { entries: [], diagnostics: [fileError("RULE101", message, { from: 0, to: 0 })] };
  }
  return documentEntry(text, document);
}

function documentEntry(text: string, document: JsonValue): FileEntries {
  const positions = createPositions(text, () => scanTomlPositions(text), document, tomlTextMapper(text));
  return { entries: [{ value: document, path: [], positions }], diagnostics: [] };
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly at: number };

function parseToml(text: string): Parsed {
  try {
    return {
      ok: true,
      value: parse(text, { maxDepth: ruleFileLimits.maxDepth, integersAsBigInt: "asNeeded" }),
    };
  } catch (error) {
    if (!(error instanceof TomlError)) return { ok: false, message: "The TOML cannot be read.", at: 0 };
    // The library's message goes on with an excerpt of the file, which we show ourselves.
    const reason = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
    return {
      ok: false,
      message: `This is not valid TOML: ${reason}.`,
      at: offsetOf(text, error.line, error.column),
    };
  }
}

function offsetOf(text: string, line: number, column: number): number {
  let lineStart = 0;
  for (let current = 1; current < line; current += 1) lineStart = text.indexOf("\n", lineStart) + 1;
  return lineStart + column - 1;
}
