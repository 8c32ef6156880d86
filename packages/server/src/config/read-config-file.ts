import type { JsonValue } from "@eqlite/core/events";
import { yamlLibrary } from "../rules/yaml-library.ts";
import { configLimits } from "./config-limits.ts";

export interface ConfigFile {
  readonly missing: boolean;
  readonly entries: readonly ConfigEntry[];
  readonly problems: readonly { readonly line: number | undefined; readonly message: string }[];
}

export interface ConfigEntry {
  readonly name: string;
  readonly value: JsonValue;
  /** One-based. */
  readonly line: number;
}

/** Reads a file of settings: one mapping in YAML 1.2, which JSON is too. */
export function readConfigFile(path: string, readFile: (path: string) => string | undefined): ConfigFile {
  const failed = (message: string, line?: number): ConfigFile => ({
    missing: false,
    entries: [],
    problems: [{ line, message }],
  });
  let text: string | undefined;
  try {
    text = readFile(path);
  } catch (error) {
    return failed(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text === undefined) return { missing: true, entries: [], problems: [] };
  if (text.length > configLimits.maxFileBytes) {
    return failed(`is larger than ${configLimits.maxFileBytes} bytes, which no file of settings is`);
  }
  const { parseDocument, isMap, isScalar, LineCounter } = yamlLibrary();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const lineAt = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ line: lineAt(error.pos[0]), message: error.message }));
    return { missing: false, entries: [], problems };
  }
  const { contents } = document;
  if (contents === null) return { missing: false, entries: [], problems: [] };
  if (!isMap(contents)) return failed("must have settings as `name: value`", 1);

  let values: Readonly<Record<string, JsonValue>>;
  try {
    values = document.toJS({ maxAliasCount: configLimits.maxAliases }) as Readonly<Record<string, JsonValue>>;
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  const entries: ConfigEntry[] = [];
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const line = lineAt(isScalar(key) ? key.range?.[0] : contents.range?.[0]);
    // A name without a value says nothing: the setting keeps what it has.
    if (value !== null && Object.hasOwn(values, name) && values[name] !== null) {
      entries.push({ name, value: values[name] ?? null, line });
    }
  }
  return { missing: false, entries, problems: [] };
}
