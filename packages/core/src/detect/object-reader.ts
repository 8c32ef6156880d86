import { isJsonObject, type JsonObject, type JsonValue } from "../events/index.ts";
import type { Diagnostic, Span } from "../lang/index.ts";

/** Where a value stands in a rule: keys of objects and zero-based positions in lists. */
export type FieldPath = readonly (string | number)[];

/**
 * The place of a field in the file the rule was read from: its value, its key, or a range within its text value
 * (in UTF-16 units of the text). A field that is not there is located at what should hold it.
 */
export type LocateField = (path: FieldPath, part?: "key" | Span) => Span;

/** Receives what is wrong with the fields of a rule. */
export interface FieldReport {
  readonly locate: LocateField;
  readonly diagnostics: Diagnostic[];
}

/** Most diagnostics of one severity about one rule: nobody reads more, and a hostile file could have millions. */
const maxDiagnostics = 100;
/** Longest list in a rule. */
const maxListEntries = 10_000;

/** Adds a RULE diagnostic that points at a field. */
export function reportField(
  report: FieldReport,
  code: Diagnostic["code"],
  path: FieldPath,
  message: string,
  more: {
    readonly help?: string;
    readonly severity?: "error" | "warning";
    readonly part?: "key" | Span;
  } = {},
): void {
  const { help, severity = "error", part } = more;
  if (report.diagnostics.filter((found) => found.severity === severity).length >= maxDiagnostics) return;
  report.diagnostics.push({
    code,
    severity,
    message,
    primary: { span: report.locate(path, part), text: "" },
    related: [],
    ...(help === undefined ? {} : { help }),
  });
}

/**
 * Typed access to the fields of one object. A field of the wrong type or out of its range is reported (RULE103)
 * and then counts as absent; `null` counts as absent without a report, exports write it for unset fields.
 */
export interface ObjectReader {
  readonly path: FieldPath;
  /** The object itself, unchecked. */
  readonly fields: JsonObject;
  has(key: string): boolean;
  isList(key: string): boolean;
  /** Reports RULE102 for each of the fields that is absent. */
  require(...keys: string[]): void;
  text(key: string): string | undefined;
  /** A text that is more than white space. */
  filledText(key: string): string | undefined;
  /** A text that passes a test; `expected` completes the sentence "`key` must be …". */
  textLike(key: string, isValid: (text: string) => boolean, expected: string): string | undefined;
  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined;
  wholeNumber(key: string, min: number, max?: number): number | undefined;
  flag(key: string): boolean | undefined;
  texts(key: string): readonly string[] | undefined;
  /** A list of 1 to `max` texts. */
  filledTexts(key: string, max?: number): readonly string[] | undefined;
  /** A list of texts, or one text standing for a list of one. */
  textOrTexts(key: string): readonly string[] | undefined;
  object(key: string): JsonObject | undefined;
  objects(key: string): readonly JsonObject[] | undefined;
  child(key: string): ObjectReader | undefined;
  children(key: string): readonly ObjectReader[] | undefined;
}

/** A reader for the fields of `fields`, which stand at `path` in the rule. */
export function createObjectReader(fields: JsonObject, path: FieldPath, report: FieldReport): ObjectReader {
  const fieldValue = (key: string): JsonValue | undefined =>
    Object.hasOwn(fields, key) ? (fields[key] ?? undefined) : undefined;

  const wrong = (at: FieldPath, key: string, expected: string): undefined => {
    reportField(report, "RULE103", [...path, ...at], `\`${[...path, key].join(".")}\` must be ${expected}.`);
    return undefined;
  };

  /** A list whose every entry passes; each entry that does not is reported at its own place. */
  const listOf = <T>(
    key: string,
    entryOf: (value: JsonValue, at: FieldPath) => T | undefined,
    expected: string,
  ) => {
    const value = fieldValue(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return wrong([key], key, `a list of ${expected}`);
    if (value.length > maxListEntries)
      return wrong([key], key, `a list of at most ${maxListEntries} entries`);
    const entries = (value as readonly JsonValue[]).map(
      (entry, index) => entryOf(entry, [key, index]) ?? wrong([key, index], key, `a list of ${expected}`),
    );
    return entries.every((entry) => entry !== undefined) ? (entries as readonly T[]) : undefined;
  };

  const reader: ObjectReader = {
    path,
    fields,
    has: (key) => fieldValue(key) !== undefined,
    isList: (key) => Array.isArray(fieldValue(key)),
    require(...keys) {
      for (const key of keys) {
        if (fieldValue(key) !== undefined) continue;
        const owner = path.length === 0 ? "The rule" : `\`${path.join(".")}\``;
        reportField(report, "RULE102", [...path, key], `${owner} has no \`${key}\`.`);
      }
    },
    text(key) {
      const value = fieldValue(key);
      return value === undefined || typeof value === "string" ? value : wrong([key], key, "a text");
    },
    filledText: (key) => reader.textLike(key, (text) => text.trim() !== "", "a text that is not empty"),
    textLike(key, isValid, expected) {
      const value = fieldValue(key);
      if (value === undefined) return undefined;
      return typeof value === "string" && isValid(value) ? value : wrong([key], key, expected);
    },
    oneOf<T extends string>(key: string, values: readonly T[]) {
      const value = fieldValue(key);
      if (value === undefined) return undefined;
      const known = values.find((candidate) => candidate === value);
      return (
        known ?? wrong([key], key, values.length === 1 ? `"${values[0]}"` : `one of ${values.join(", ")}`)
      );
    },
    wholeNumber(key, min, max = Number.MAX_SAFE_INTEGER) {
      const value = fieldValue(key);
      if (value === undefined) return undefined;
      const isInRange =
        typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max;
      if (isInRange) return value;
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      return wrong([key], key, `a whole number ${range}`);
    },
    flag(key) {
      const value = fieldValue(key);
      return value === undefined || typeof value === "boolean" ? value : wrong([key], key, "true or false");
    },
    texts: (key) => listOf(key, (value) => (typeof value === "string" ? value : undefined), "texts"),
    filledTexts(key, max = Number.POSITIVE_INFINITY) {
      const entries = reader.texts(key);
      if (entries === undefined || (entries.length > 0 && entries.length <= max)) return entries;
      return wrong(
        [key],
        key,
        Number.isFinite(max) ? `a list of 1 to ${max} texts` : "a list of at least 1 text",
      );
    },
    textOrTexts(key) {
      const value = fieldValue(key);
      return typeof value === "string" ? [value] : reader.texts(key);
    },
    object(key) {
      const value = fieldValue(key);
      return value === undefined || isJsonObject(value) ? value : wrong([key], key, "an object");
    },
    objects: (key) => listOf(key, (value) => (isJsonObject(value) ? value : undefined), "objects"),
    child(key) {
      const value = reader.object(key);
      return value === undefined ? undefined : createObjectReader(value, [...path, key], report);
    },
    children: (key) =>
      listOf(
        key,
        (value, at) =>
          isJsonObject(value) ? createObjectReader(value, [...path, ...at], report) : undefined,
        "objects",
      ),
  };
  return reader;
}
