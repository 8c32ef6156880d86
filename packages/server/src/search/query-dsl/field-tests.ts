import {
  type Condition,
  compareValues,
  compileRegex,
  compileWildcard,
  foldAscii,
  parseCidr,
  parseIp,
  queryType,
  type Term,
  type Value,
} from "@eqlite/core/lang";
import type { Scalar } from "../read-arguments.ts";
import { refuse } from "../search-error.ts";
import { type DateSpan, parseDateBound } from "./date-bound.ts";
import type { DateReading, MatchMode, RangeBound } from "./query-node.ts";
import type { SearchField } from "./search-field.ts";
import { compileWordTest, wordsOf } from "./text-words.ts";
import { patternTerm, readWildcard } from "./wildcard-pattern.ts";

type FieldValue = Extract<Term, { kind: "FieldValue" }>;
type BuiltIn = Extract<Term, { kind: "FunctionCall" }>["builtIn"];

const never: Condition = { kind: "Always", value: false };
const utc: DateReading = { unit: "ms", offsetMs: 0 };

/** What a clause about one field is compiled with. */
export interface FieldClause {
  readonly field: SearchField;
  readonly path: string;
  readonly nowMs: number;
  /** A value that is none of the field's type matches nothing, instead of being refused. */
  readonly lenient: boolean;
}

/** The values of a field in its type. */
function typedValue({ name, type }: SearchField): FieldValue {
  return { kind: "FieldValue", name, fieldType: queryType(type) === undefined ? "keyword" : type };
}

/** The values of a field as texts, whatever its type. */
function textValue({ name }: SearchField): FieldValue {
  return { kind: "FieldValue", name, fieldType: "keyword" };
}

function leaf(test: Term): Condition {
  return { kind: "Leaf", test };
}

function and(operands: readonly Condition[]): Condition {
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { kind: "And", operands };
}

function or(operands: readonly Condition[]): Condition {
  const [only] = operands;
  if (only === undefined) return never;
  return operands.length === 1 ? only : { kind: "Or", operands };
}

/** A test of one value that the language has no operator for. */
function valueTest(operand: Term, name: string, holds: (value: Exclude<Value, null>) => boolean): Term {
  const builtIn: BuiltIn = {
    name,
    parameters: [],
    hasIgnoreCase: false,
    returns: "boolean",
    evaluate: ([value]) => (value === null || value === undefined ? null : holds(value)),
    examples: [],
  };
  return { kind: "FunctionCall", builtIn, operands: [operand], fold: "none" };
}

function wordTest(field: SearchField, holds: (text: string) => boolean): Condition {
  return leaf(valueTest(textValue(field), "words", (value) => typeof value === "string" && holds(value)));
}

/** `exists`: the field has a value of its type. */
export function hasValue(field: SearchField): Condition {
  return { kind: "Not", operand: leaf({ kind: "IsNull", operand: typedValue(field) }) };
}

/** `term` and `terms`: one of the values is one of those of the field. */
export function equalsOneOf(clause: FieldClause, values: readonly Scalar[], foldCase: boolean): Condition {
  const { field } = clause;
  if (field.isText) {
    // The words of a text are kept in lower case, and a term is not analysed.
    const wanted = new Set(values.map((value) => (foldCase ? String(value).toLowerCase() : String(value))));
    return wordTest(field, (text) => wordsOf(text).some((word) => wanted.has(word)));
  }
  const operand = typedValue(field);
  const numbers: Value[] = [];
  const bounds: Condition[] = [];
  switch (queryType(field.type)) {
    case "string":
    case "null":
    case undefined: {
      const texts = values.map(String);
      if (texts.length === 0) return never;
      const fold = field.foldsCase ? "unicode" : foldCase ? "ascii" : "none";
      return leaf({ kind: "OneOf", operand, values: texts, fold });
    }
    case "integer":
    case "double":
    case "number":
      for (const value of values) {
        const number = toNumber(value);
        if (number !== undefined) numbers.push(number);
        else refuseUnless(clause, `[${String(value)}] is no number, which [${field.name}] is`);
      }
      // The kernel compares numbers one by one itself.
      if (numbers.length <= 4)
        return or(
          numbers.map((value) =>
            leaf({ kind: "Compare", operator: "==", left: operand, right: constant(value) }),
          ),
        );
      return leaf({ kind: "OneOf", operand, values: numbers, fold: "none" });
    case "boolean":
      return or(
        values.flatMap((value): readonly Condition[] => {
          const bool = toBoolean(value);
          if (bool === undefined) return refuseUnless(clause, `[${String(value)}] is neither true nor false`);
          return [leaf({ kind: "Compare", operator: "==", left: operand, right: constant(bool) })];
        }),
      );
    case "date":
      return or(
        values.flatMap((value): readonly Condition[] => {
          const span = parseDateBound(value, utc, clause.nowMs);
          if (span === undefined) return refuseUnless(clause, `[${String(value)}] is no date`);
          return [withinDates(field, span)];
        }),
      );
    case "ip": {
      const addresses: Value[] = [];
      for (const value of values) {
        const address = parseIp(String(value));
        const block =
          address === undefined && String(value).includes("/") ? parseCidr(String(value)) : undefined;
        if (address !== undefined) addresses.push({ kind: "ip", address });
        else if (block !== undefined)
          bounds.push(
            leaf({ kind: "CompareBound", operator: "==", left: operand, bound: { kind: "IpBlock", block } }),
          );
        else refuseUnless(clause, `[${String(value)}] is neither an address nor a block of them`);
      }
      if (addresses.length > 0)
        bounds.push(leaf({ kind: "OneOf", operand, values: addresses, fold: "none" }));
      return or(bounds);
    }
    case "version":
      return or(
        values.map((value) =>
          leaf({
            kind: "Compare",
            operator: "==",
            left: operand,
            right: constant({ kind: "version", text: String(value) }),
          }),
        ),
      );
    case "unknown": {
      if (values.length === 0) return never;
      const asWritten = values.flatMap((value): Value[] => {
        const number = toNumber(value);
        const bool = toBoolean(value);
        return [
          String(value),
          ...(number === undefined ? [] : [number]),
          ...(bool === undefined ? [] : [bool]),
        ];
      });
      return leaf({ kind: "OneOf", operand, values: asWritten, fold: foldCase ? "ascii" : "none" });
    }
  }
}

function constant(value: Value): Term {
  return { kind: "Constant", value };
}

function refuseUnless({ lenient, path }: FieldClause, message: string): readonly never[] {
  return lenient ? [] : refuse(path, message, "query_shard_exception");
}

function toNumber(value: Scalar): bigint | number | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^[+-]?\d{1,20}$/.test(text)) return BigInt(text.replace("+", ""));
  return /^[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,4})?$/.test(text)
    ? Number(text)
    : undefined;
}

function toBoolean(value: Scalar): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" || value === "false" ? value === "true" : undefined;
}

function withinDates(field: SearchField, span: DateSpan): Condition {
  const left = typedValue(field);
  const toMs = (date: DateSpan["from"]): DateSpan["from"] =>
    field.type === "date_nanos" ? date : { ...date, nanos: 0 };
  const bound = { kind: "DateSpan", span: { from: toMs(span.from), to: toMs(span.to) } } as const;
  return leaf({ kind: "CompareBound", operator: "==", left, bound });
}

/** `range`: one value of the field lies within all bounds. */
export function withinRange(
  clause: FieldClause,
  bounds: readonly RangeBound[],
  dates: DateReading,
): Condition {
  const { field } = clause;
  if (bounds.length === 0) return hasValue(field);
  switch (field.isText ? "string" : queryType(field.type)) {
    case "date":
      return withinDateRange(clause, bounds, dates);
    case "integer":
    case "double":
    case "number":
      return withinValues(clause, bounds, ({ value }) => {
        const number = toNumber(value);
        if (number === undefined)
          refuseUnless(clause, `[${String(value)}] is no number, which [${field.name}] is`);
        return number;
      });
    case "ip":
      return withinValues(clause, bounds, ({ value }) => {
        const address = parseIp(String(value));
        if (address === undefined) refuseUnless(clause, `[${String(value)}] is no address`);
        return address === undefined ? undefined : { kind: "ip", address };
      });
    case "version":
      return withinValues(clause, bounds, ({ value }) => ({ kind: "version", text: String(value) }));
    case "boolean":
      return withinValues(clause, bounds, ({ value }) => toBoolean(value));
    case "string":
    case "null":
    case undefined:
      return withinValues(clause, bounds, ({ value }) => String(value));
    case "unknown":
      return withinUnknown(clause, bounds, dates);
  }
}

const comparisons = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function isWithin(order: number | undefined, operator: RangeBound["operator"]): boolean {
  if (order === undefined) return false;
  switch (operator) {
    case "gt":
      return order > 0;
    case "gte":
      return order >= 0;
    case "lt":
      return order < 0;
    case "lte":
      return order <= 0;
  }
}

function withinValues(
  { field }: FieldClause,
  bounds: readonly RangeBound[],
  convert: (bound: RangeBound) => Value | undefined,
): Condition {
  const left = typedValue(field);
  const limits: { operator: RangeBound["operator"]; value: Value }[] = [];
  for (const bound of bounds) {
    const value = convert(bound);
    if (value === undefined) return never;
    limits.push({ operator: bound.operator, value });
  }
  const leaves = limits.map(({ operator, value }) =>
    leaf({ kind: "Compare", operator: comparisons[operator], left, right: constant(value) }),
  );
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  // Of an event with several values one must be within all bounds: the leaves alone would take one value for each of them.
  const whole = valueTest(left, "within", (value) =>
    limits.every((limit) => isWithin(compareValues(value, limit.value), limit.operator)),
  );
  return { kind: "And", operands: [...leaves, leaf(whole)] };
}

/** Latest and earliest instant the calendar knows. */
const maxMs = 8.64e15;

function withinDateRange(
  clause: FieldClause,
  bounds: readonly RangeBound[],
  reading: DateReading,
): Condition {
  const keepsNanos = clause.field.type === "date_nanos";
  let from: DateSpan["from"] = { kind: "date", ms: -maxMs, nanos: 0 };
  let to: DateSpan["to"] = { kind: "date", ms: maxMs, nanos: 0 };
  for (const { operator, value } of bounds) {
    const span = parseDateBound(value, reading, clause.nowMs);
    if (span === undefined) {
      refuseUnless(
        clause,
        `[${String(value)}] is no date; write it as 2024-05-01T10:00:00Z, epoch milliseconds or now-1h`,
      );
      return never;
    }
    // A bound such as `2024-05-01` is a whole day: after it means after its end, and up to it includes it.
    if (operator === "gte" || operator === "gt") {
      const start = operator === "gte" ? span.from : next(span.to, keepsNanos, 1);
      if (isAfter(start, from)) from = start;
    } else {
      const end = operator === "lte" ? span.to : next(span.from, keepsNanos, -1);
      if (isAfter(to, end)) to = end;
    }
  }
  return isAfter(from, to) ? never : withinDates(clause.field, { from, to });
}

function isAfter(a: DateSpan["from"], b: DateSpan["from"]): boolean {
  return a.ms > b.ms || (a.ms === b.ms && a.nanos > b.nanos);
}

/** The instant before or after another, as the clock of the field counts. */
function next(date: DateSpan["from"], keepsNanos: boolean, step: 1 | -1): DateSpan["from"] {
  if (!keepsNanos) return { kind: "date", ms: date.ms + step, nanos: 0 };
  const nanos = date.nanos + step;
  if (nanos >= 0 && nanos < 1_000_000) return { ...date, nanos };
  return { kind: "date", ms: date.ms + step, nanos: step === 1 ? 0 : 999_999 };
}

/** A field that the catalogue does not know: numbers are compared as numbers, texts as dates where the bounds are dates. */
function withinUnknown(clause: FieldClause, bounds: readonly RangeBound[], dates: DateReading): Condition {
  const areDates = bounds.every(
    ({ value }) =>
      typeof value === "string" &&
      /^now|^\d{4}-\d{2}/.test(value) &&
      parseDateBound(value, dates, clause.nowMs) !== undefined,
  );
  if (areDates)
    return withinDateRange({ ...clause, field: { ...clause.field, type: "date" } }, bounds, dates);
  const limits = bounds.map(({ operator, value }) => ({
    operator,
    number: toNumber(value),
    text: String(value),
  }));
  const test = valueTest(typedValue(clause.field), "within", (value) =>
    limits.every(({ operator, number, text }) =>
      isWithin(
        typeof value === "string" ? compareValues(value, text) : compareValues(value, number ?? null),
        operator,
      ),
    ),
  );
  return leaf(test);
}

/** `wildcard`: a whole value of the field, or a word of a text, fits the pattern. */
export function fitsWildcard(clause: FieldClause, raw: string, foldCase: boolean): Condition {
  const { field } = clause;
  const folds = foldCase || field.foldsCase || field.isText;
  const pattern = readWildcard(raw, folds);
  if (pattern === undefined)
    return refuse(clause.path, "the pattern is too long for one with escaped wildcards");
  if (field.isText) {
    const test = compileTextPattern(patternTerm(textValue(field), pattern, folds));
    return wordTest(field, (text) => wordsOf(text).some(test));
  }
  if (pattern.kind === "text") return equalsOneOf({ ...clause, lenient: true }, [pattern.text], foldCase);
  return leaf(patternTerm(textValue(field), pattern, folds));
}

/** Runs the test of a pattern on one text. */
function compileTextPattern(term: Term): (text: string) => boolean {
  switch (term.kind) {
    case "OneOf":
      return (text) =>
        term.values.some((value) => typeof value === "string" && foldAscii(value) === foldAscii(text));
    case "Wildcard": {
      const tests = term.patterns.map((pattern) => compileWildcardTest(pattern));
      return (text) => tests.some((test) => test(text));
    }
    case "Regex":
      return term.matches;
    default:
      throw new Error(`a pattern became ${term.kind}`);
  }
}

function compileWildcardTest(pattern: string): (text: string) => boolean {
  return compileWildcard(pattern, { foldCase: true });
}

export function startsWith(clause: FieldClause, prefix: string, foldCase: boolean): Condition {
  // What is special in a pattern is not in a prefix.
  return fitsWildcard(clause, `${prefix.replace(/[*?\\]/g, "\\$&")}*`, foldCase);
}

/** `regexp`, in Lucene's dialect. */
export function fitsRegex(clause: FieldClause, pattern: string, foldCase: boolean): Condition {
  const { field, path } = clause;
  const folds = foldCase || field.foldsCase;
  const compiled = compileRegex(pattern, { foldCase: folds, anchors: false });
  if (!compiled.ok) {
    return refuse(
      path,
      `the regular expression cannot be used: ${compiled.error.message} (at character ${compiled.error.offset + 1})`,
    );
  }
  if (field.isText) return wordTest(field, (text) => wordsOf(text).some(compiled.matches));
  const fold = folds ? "ascii" : "none";
  return leaf({ kind: "Regex", operand: textValue(field), pattern, matches: compiled.matches, fold });
}

/** `match` and its kin: words of a text, whole values of everything else. */
export function matchesText(clause: FieldClause, value: Scalar, mode: MatchMode): Condition {
  const { field } = clause;
  if (field.isText) {
    const words = wordsOf(String(value));
    if (words.length === 0) return never;
    if (mode !== "all") return wordTest(field, compileWordTest(words, mode));
    // All texts of a field are one to Elasticsearch here: `and` holds where each word is in any of them.
    return and([...new Set(words)].map((word) => wordTest(field, compileWordTest([word], "any"))));
  }
  if (mode === "phrase-prefix" && queryType(field.type) === "string")
    return startsWith(clause, String(value), false);
  return equalsOneOf(clause, [value], false);
}
