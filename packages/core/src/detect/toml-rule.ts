import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "../events/index.ts";
import type { Diagnostic } from "../lang/index.ts";
import {
  createObjectReader,
  type FieldPath,
  type FieldReport,
  type LocateField,
  type ObjectReader,
  reportField,
} from "./object-reader.ts";
import { type GuidePlugin, renderTransform, type TransformEntries } from "./render-transform.ts";
import { cutSetupSection } from "./setup-section.ts";

/** A rule of a rule repository in the API's form. */
export interface TomlRule {
  /** For `parseRule`. */
  readonly fields: JsonObject;
  /** The `[metadata]` table: kept beside the rule, never part of it. */
  readonly metadata: JsonObject;
  /** Where a field of `fields` stands in the TOML document. */
  readonly pathInFile: (path: FieldPath) => FieldPath;
  readonly diagnostics: readonly Diagnostic[];
}

/** Fields whose text means something to the character: white space in them is left alone. */
const queryFields: ReadonlySet<string> = new Set(["query", "threat_query"]);
const tables: ReadonlySet<string> = new Set(["metadata", "rule", "transform", "translations"]);

/**
 * Turns the TOML form (`[metadata]`, `[rule]`, `[transform]`, our `[translations.<language>]`) into the API's form,
 * as the rule repository's own build does (specification section 1.4). `locate` takes paths of the TOML document.
 */
export function tomlRuleFields(document: JsonObject, locate: LocateField): TomlRule {
  const report: FieldReport = { locate, diagnostics: [] };
  const reader = createObjectReader(document, [], report);
  for (const key of Object.keys(document)) {
    if (tables.has(key)) continue;
    reportField(report, "RULE106", [key], `\`${key.slice(0, 100)}\` is not a table of a rule file.`, {
      severity: "warning",
      part: "key",
      help: `the tables are ${[...tables].join(", ")}`,
    });
  }
  const entries = readTransform(reader.child("transform"));
  const rule = reader.object("rule") ?? {};
  const ruleReader = createObjectReader(rule, ["rule"], report);

  const fields: MutableJsonObject = tidyTexts(rule);
  renderGuide(fields, entries, ruleReader, report);
  const hasTermsTable = isJsonObject(rule["new_terms"]);
  if (hasTermsTable) flattenNewTerms(fields, ruleReader);
  const translations = readTranslations(reader.child("translations"), entries, report);
  if (translations !== undefined) fields["translations"] = translations;

  return {
    fields,
    metadata: reader.object("metadata") ?? {},
    pathInFile: (path) => pathInFile(path, hasTermsTable),
    diagnostics: report.diagnostics,
  };
}

/** `new_terms` is a table in TOML and two flat fields in the API. */
function flattenNewTerms(fields: MutableJsonObject, rule: ObjectReader): void {
  const terms = rule.child("new_terms");
  delete fields["new_terms"];
  if (terms === undefined) return;
  terms.require("value", "history_window_start");
  const names = terms.textOrTexts("value");
  if (names !== undefined) fields["new_terms_fields"] = names;
  const start = terms.isList("history_window_start")
    ? terms.children("history_window_start")?.[0]
    : terms.child("history_window_start");
  start?.require("value");
  const startText = start?.text("value");
  if (startText !== undefined) fields["history_window_start"] = startText;
}

function pathInFile(path: FieldPath, hasTermsTable: boolean): FieldPath {
  const [first, ...rest] = path;
  if (first === "translations") return path;
  if (hasTermsTable && first === "new_terms_fields") return ["rule", "new_terms", "value", ...rest];
  if (hasTermsTable && first === "history_window_start") {
    return ["rule", "new_terms", "history_window_start", 0, "value", ...rest];
  }
  return ["rule", ...path];
}

function readTransform(transform: ObjectReader | undefined): TransformEntries {
  const read = (plugin: GuidePlugin, content: string) =>
    transform?.children(plugin)?.map((entry) => {
      entry.require("label", content);
      return entry.text("label") !== undefined && entry.has(content) ? entry.fields : undefined;
    }) ?? [];
  return { osquery: read("osquery", "query"), investigate: read("investigate", "providers") };
}

/** Renders the markers of the note and moves its Setup section; changes `fields`, whose texts stand in `owner`. */
function renderGuide(
  fields: MutableJsonObject,
  entries: TransformEntries,
  owner: ObjectReader,
  report: FieldReport,
): void {
  const written = owner.text("note");
  if (written === undefined) return;
  const { text, unknownMarkers } = renderTransform(written, entries);
  for (const span of unknownMarkers) {
    const marker = written.slice(span.from, span.to);
    reportField(
      report,
      "RULE107",
      [...owner.path, "note"],
      `\`${marker}\` has no entry in \`[transform]\`.`,
      {
        severity: "warning",
        part: span,
        help: "markers count the entries of their kind from zero",
      },
    );
  }
  const note = tidyText(text);
  const section = cutSetupSection(note);
  if (section === undefined) {
    fields["note"] = note;
    return;
  }
  if ((owner.text("setup") ?? "").trim() !== "") {
    const message = "The rule has a `setup` and its guide has a Setup section too.";
    reportField(report, "RULE103", [...owner.path, "setup"], message, {
      help: "keep one of them",
      part: "key",
    });
    return;
  }
  fields["note"] = section.note;
  fields["setup"] = section.setup;
}

/**
 * A translated guide uses the entries of `[transform]` with its own labels: `osquery_labels` and
 * `investigate_labels` list them in the order of the entries.
 */
function readTranslations(
  translations: ObjectReader | undefined,
  entries: TransformEntries,
  report: FieldReport,
): JsonObject | undefined {
  if (translations === undefined) return undefined;
  const languages = Object.keys(translations.fields).flatMap((language): [string, JsonObject][] => {
    const owner = translations.child(language);
    if (owner === undefined) return [];
    const relabelled = {
      osquery: relabel(entries.osquery, owner.texts("osquery_labels")),
      investigate: relabel(entries.investigate, owner.texts("investigate_labels")),
    };
    const { osquery_labels: _osquery, investigate_labels: _investigate, ...texts } = owner.fields;
    const fields: MutableJsonObject = tidyTexts(texts);
    renderGuide(fields, relabelled, owner, report);
    return [[language, fields]];
  });
  return Object.fromEntries(languages);
}

function relabel(
  entries: readonly (JsonObject | undefined)[],
  labels: readonly string[] | undefined,
): readonly (JsonObject | undefined)[] {
  return entries.map((entry, index) => {
    const label = labels?.[index];
    return entry === undefined || label === undefined ? entry : { ...entry, label };
  });
}

/** A copy with tidy texts and lists of texts. TOML texts often start or end with an empty line. */
function tidyTexts(fields: JsonObject): MutableJsonObject {
  const tidied: MutableJsonObject = {};
  for (const key of Object.keys(fields)) {
    const value = fields[key] ?? null;
    const tidy = queryFields.has(key) ? value : tidyValue(value);
    // A plain assignment to this one name would set the prototype instead.
    if (key === "__proto__") Object.defineProperty(tidied, key, { value: tidy, ...ordinaryProperty });
    else tidied[key] = tidy;
  }
  return tidied;
}

const ordinaryProperty = { enumerable: true, configurable: true, writable: true } as const;

function tidyValue(value: JsonValue): JsonValue {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(tidyOne) : tidyOne(value);
}

function tidyOne(value: JsonValue): JsonValue {
  return typeof value === "string" ? tidyText(value) : value;
}

function tidyText(text: string): string {
  return text.replaceAll("\r\n", "\n").trim();
}
