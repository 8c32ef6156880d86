import { isJsonObject, type JsonObject, type JsonValue } from "../events/index.ts";
import type { Diagnostic, Span } from "../lang/index.ts";

/** Where a value stands in a rule: keys of objects and zero-based positions in lists. */
export type FieldPath = readonly (string | number)[];

/**
 * The place of a field in the file the rule was read from: its value, its key, or a range within its text value
 * (in UTF-16 units of the text). A field that is not there is located at what should hold it.
 */
export type LocateField = (path: FieldPath, part?: "key" | Span) => Span;

/** Receives what is wrong with the fields of a rule, or of another object that people write. */
export interface FieldReport {
  readonly locate: LocateField;
  readonly diagnostics: Diagnostic[];
  /** What is read, if not a rule. */
  readonly subject?: {
    /** As a sentence begins with it: "The exception". */
    readonly name: string;
    readonly missing: Diagnostic["code"];
    readonly wrong: Diagnostic["code"];
  };
}

const ruleSubject: NonNullable<FieldReport["subject"]> = {
  name: "The rule",
  missing: "RULE102",
  wrong: "RULE103",
};

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
 * Typed access to the fields of one object. A field of the wrong type or out of its range is reported (RULE103, or what stands for it)
 * and then counts as absent; `null` counts as absent without a report, exports write it for unset fields.
 */
export interface ObjectReader {
  readonly path: FieldPath;
  /** The object itself, unchecked. */
  readonly fields: JsonObject;
  has(key: string): boolean;
  isList(key: string): boolean;
  /** Reports RULE102, or what stands for it, for each of the fields that is absent. */
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
  return new FieldReader(fields, path, report);
}

/** A class, since a rule has dozens of objects and each is read through its own. */
class FieldReader implements ObjectReader {
  readonly path: FieldPath;
  readonly fields: JsonObject;
  readonly #report: FieldReport;
  readonly #subject: NonNullable<FieldReport["subject"]>;

  constructor(fields: JsonObject, path: FieldPath, report: FieldReport) {
    this.path = path;
    this.fields = fields;
    this.#report = report;
    this.#subject = report.subject ?? ruleSubject;
  }

  #value(key: string): JsonValue | undefined {
    return Object.hasOwn(this.fields, key) ? (this.fields[key] ?? undefined) : undefined;
  }

  #wrong(key: string, expected: string, at: FieldPath = [key]): undefined {
    const name = [...this.path, key].join(".");
    reportField(this.#report, this.#subject.wrong, [...this.path, ...at], `\`${name}\` must be ${expected}.`);
    return undefined;
  }

  /** A list whose every entry passes; each entry that does not is reported at its own place. */
  #list<T>(
    key: string,
    entryOf: (value: JsonValue, index: number) => T | undefined,
    expected: string,
  ): readonly T[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.#wrong(key, `a list of ${expected}`);
    if (value.length > maxListEntries) return this.#wrong(key, `a list of at most ${maxListEntries} entries`);
    const entries: T[] = [];
    (value as readonly JsonValue[]).forEach((item, index) => {
      const entry = entryOf(item, index);
      if (entry !== undefined) entries.push(entry);
      else this.#wrong(key, `a list of ${expected}`, [key, index]);
    });
    return entries.length === value.length ? entries : undefined;
  }

  has(key: string): boolean {
    return this.#value(key) !== undefined;
  }

  isList(key: string): boolean {
    return Array.isArray(this.#value(key));
  }

  require(...keys: string[]): void {
    for (const key of keys) {
      if (this.has(key)) continue;
      const owner = this.path.length === 0 ? this.#subject.name : `\`${this.path.join(".")}\``;
      reportField(this.#report, this.#subject.missing, [...this.path, key], `${owner} has no \`${key}\`.`);
    }
  }

  text(key: string): string | undefined {
    const value = this.#value(key);
    return value === undefined || typeof value === "string" ? value : this.#wrong(key, "a text");
  }

  filledText(key: string): string | undefined {
    return this.textLike(key, isFilled, "a text that is not empty");
  }

  textLike(key: string, isValid: (text: string) => boolean, expected: string): string | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    return typeof value === "string" && isValid(value) ? value : this.#wrong(key, expected);
  }

  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const known = values.find((candidate) => candidate === value);
    const expected = () => (values.length === 1 ? `"${values[0]}"` : `one of ${values.join(", ")}`);
    return known ?? this.#wrong(key, expected());
  }

  wholeNumber(key: string, min: number, max = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const isInRange =
      typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max;
    if (isInRange) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    return this.#wrong(key, `a whole number ${range}`);
  }

  flag(key: string): boolean | undefined {
    const value = this.#value(key);
    return value === undefined || typeof value === "boolean" ? value : this.#wrong(key, "true or false");
  }

  texts(key: string): readonly string[] | undefined {
    return this.#list(key, (value) => (typeof value === "string" ? value : undefined), "texts");
  }

  filledTexts(key: string, max = Number.POSITIVE_INFINITY): readonly string[] | undefined {
    const entries = this.texts(key);
    if (entries === undefined || (entries.length > 0 && entries.length <= max)) return entries;
    return this.#wrong(
      key,
      Number.isFinite(max) ? `a list of 1 to ${max} texts` : "a list of at least 1 text",
    );
  }

  textOrTexts(key: string): readonly string[] | undefined {
    const value = this.#value(key);
    return typeof value === "string" ? [value] : this.texts(key);
  }

  object(key: string): JsonObject | undefined {
    const value = this.#value(key);
    return value === undefined || isJsonObject(value) ? value : this.#wrong(key, "an object");
  }

  objects(key: string): readonly JsonObject[] | undefined {
    return this.#list(key, (value) => (isJsonObject(value) ? value : undefined), "objects");
  }

  child(key: string): ObjectReader | undefined {
    const value = this.object(key);
    return value === undefined ? undefined : new FieldReader(value, [...this.path, key], this.#report);
  }

  children(key: string): readonly ObjectReader[] | undefined {
    const childOf = (value: JsonValue, index: number) =>
      isJsonObject(value) ? new FieldReader(value, [...this.path, key, index], this.#report) : undefined;
    return this.#list(key, childOf, "objects");
  }
}

function isFilled(text: string): boolean {
  return text.trim() !== "";
}
