import { createHash } from "node:crypto";
import {
  type FieldPath,
  type LocateField,
  parseRule,
  type Rule,
  type RuleType,
  ruleTypes,
  tomlRuleFields,
} from "@eqlite/core/detect";
import type { JsonObject, JsonValue } from "@eqlite/core/events";
import { type Diagnostic, hasErrors, type OffsetMap, type SourceText } from "@eqlite/core/lang";
import { classifyEntry } from "./classify-entry.ts";
import { type FileEntries, type FileEntry, fileError } from "./file-entries.ts";
import { readJsonEntries, readNdjsonEntries } from "./read-json-entries.ts";
import { readTomlEntries } from "./read-toml-entries.ts";
import { readYamlEntries } from "./read-yaml-entries.ts";
import { detectFormat, looksLikeRule, type RuleFileFormat } from "./rule-file-format.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";

/** A rule as it was read from a file. */
export interface LoadedRule {
  readonly rule: Rule;
  readonly path: string;
  readonly source: SourceText;
  /** From offsets in `rule.query` to offsets in `source.text`. */
  readonly queryMap: OffsetMap;
  /** The place of a field of the rule, under the API's names. */
  readonly locate: LocateField;
  /** The `[metadata]` of a TOML rule. */
  readonly metadata?: JsonObject;
  /** Warnings and hints about this rule. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Something in a file that gave no rule, and why. */
export interface RuleFileProblem {
  readonly path: string;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  /** The query of an EQL rule whose other fields are wrong: its errors are worth telling in the same breath. */
  readonly query?: BrokenRuleQuery;
  /** Set where this is a rule, broken as it is. */
  readonly ruleType?: RuleType;
}

export interface BrokenRuleQuery {
  readonly text: string;
  readonly map: OffsetMap;
  readonly eventCategoryField?: string;
}

/** What one rule file holds. Exceptions and connectors are as they were written. */
export interface RuleFileContent {
  readonly rules: readonly LoadedRule[];
  readonly problems: readonly RuleFileProblem[];
  readonly exceptionLists: readonly JsonObject[];
  readonly exceptionItems: readonly JsonObject[];
  readonly connectors: readonly JsonObject[];
}

/**
 * Reads the rules of one file, whatever its format. Undefined when the file has nothing to do with rules.
 * Never throws; one broken rule does not stop its neighbours.
 */
export function parseRuleFile(source: SourceText): RuleFileContent | undefined {
  const format = detectFormat(source.text, source.name);
  if (format === undefined) return undefined;
  const { entries, diagnostics } = readEntries(source.text, format);
  const kinds = entries.slice(0, ruleFileLimits.maxEntriesPerFile).map((entry) => classifyEntry(entry.value));
  const isRuleFile = kinds.some((kind) => kind !== "unknown" && kind !== "summary" && kind !== "connector");
  if (!isRuleFile && !(diagnostics.length > 0 && looksLikeRule(source.text, format))) return undefined;

  const rules: LoadedRule[] = [];
  const problems: RuleFileProblem[] = [];
  const kept = {
    exceptionLists: [] as JsonObject[],
    exceptionItems: [] as JsonObject[],
    connectors: [] as JsonObject[],
  };
  let unknownEntries = 0;
  const fail = (broken: BrokenRule) => problems.push({ path: source.name, source, ...broken });

  if (diagnostics.length > 0) fail({ diagnostics });
  for (const [index, kind] of kinds.entries()) {
    const entry = entries[index];
    if (entry === undefined) continue;
    const value = entry.value as JsonObject;
    switch (kind) {
      case "rule":
      case "repository-rule": {
        const read =
          kind === "rule" ? readApiRule(source, entry, value) : readRepositoryRule(source, entry, value);
        if ("rule" in read) rules.push(read);
        else fail(read);
        break;
      }
      case "exception-list":
        kept.exceptionLists.push(value);
        break;
      case "exception-item":
        kept.exceptionItems.push(value);
        break;
      case "connector":
        kept.connectors.push(value);
        break;
      case "summary":
        break;
      case "unknown": {
        unknownEntries += 1;
        if (unknownEntries > ruleFileLimits.maxSyntaxErrors) break;
        const message = "This is neither a rule nor anything else that an export of rules holds.";
        fail({ diagnostics: [{ ...fileError("RULE100", message, headOf(entry)), severity: "warning" }] });
      }
    }
  }
  if (entries.length > ruleFileLimits.maxEntriesPerFile) {
    const message = `The file holds more than ${ruleFileLimits.maxEntriesPerFile} entries; the rest is left out.`;
    fail({ diagnostics: [fileError("RULE110", message, { from: 0, to: 0 })] });
  }
  return { rules, problems, ...kept };
}

function readEntries(text: string, format: RuleFileFormat): FileEntries {
  const limit = ruleFileLimits.maxTomlOrYamlCharacters;
  if ((format === "toml" || format === "yaml") && text.length > limit) {
    const message = `The file is longer than ${limit / 1024 / 1024} Mi characters.`;
    return { entries: [], diagnostics: [fileError("RULE110", message, { from: 0, to: 0 })] };
  }
  switch (format) {
    case "toml":
      return readTomlEntries(text);
    case "json":
      return readJsonEntries(text);
    case "ndjson":
      return readNdjsonEntries(text);
    case "yaml":
      return readYamlEntries(text);
  }
}

function headOf({ positions, path }: FileEntry) {
  return positions.locate(path, "key");
}

function readApiRule(source: SourceText, entry: FileEntry, fields: JsonObject): LoadedRule | BrokenRule {
  const pathInFile = (path: FieldPath): FieldPath => [...entry.path, ...path];
  const locate: LocateField = (path, part) => entry.positions.locate(pathInFile(path), part);
  return buildRule(source, entry, fields, pathInFile, locate, []);
}

function readRepositoryRule(
  source: SourceText,
  entry: FileEntry,
  value: JsonObject,
): LoadedRule | BrokenRule {
  const inDocument: LocateField = (path, part) => entry.positions.locate([...entry.path, ...path], part);
  const { fields, metadata, pathInFile, diagnostics } = tomlRuleFields(value, inDocument);
  const inFile = (path: FieldPath): FieldPath => [...entry.path, ...pathInFile(path)];
  // The fields' texts were tidied and rendered: a range within one of them is not a range of the file's text.
  const locate: LocateField = (path, part) =>
    entry.positions.locate(inFile(path), part === "key" ? part : undefined);
  const read = buildRule(source, entry, fields, inFile, locate, diagnostics);
  return "rule" in read ? { ...read, metadata } : read;
}

function buildRule(
  source: SourceText,
  entry: FileEntry,
  fields: JsonObject,
  pathInFile: (path: FieldPath) => FieldPath,
  locate: LocateField,
  found: readonly Diagnostic[],
): LoadedRule | BrokenRule {
  const parsed = parseRule(fields, {
    locate,
    get ruleIdIfAbsent() {
      return ruleIdFrom(fields["name"]);
    },
  });
  const diagnostics = [...found, ...parsed.diagnostics];
  const queryMap = entry.positions.textMap(pathInFile(["query"]));
  if (!parsed.ok || hasErrors(found)) {
    const ruleType = ruleTypes.find((type) => type === fields["type"]);
    return { diagnostics, ...brokenQuery(fields, queryMap), ...(ruleType && { ruleType }) };
  }
  return { rule: parsed.value, path: source.name, source, queryMap, locate, diagnostics };
}

/** What is left of a rule with errors. */
type BrokenRule = Pick<RuleFileProblem, "diagnostics" | "query" | "ruleType">;

function brokenQuery(
  { type, query, event_category_override: category }: JsonObject,
  map: OffsetMap,
): { query?: BrokenRuleQuery } {
  if (type !== "eql" || typeof query !== "string" || query === "") return {};
  return {
    query: { text: query, map, ...(typeof category === "string" && { eventCategoryField: category }) },
  };
}

/** A rule without an id gets one made of its name, in the form of a UUID: alert ids must not change between runs. */
function ruleIdFrom(name: JsonValue | undefined): string {
  const hex = createHash("sha256")
    .update(`eqlite rule ${String(name)}`)
    .digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
