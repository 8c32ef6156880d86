import {
  type CaseFold,
  type Checked,
  type Condition,
  convertConstant,
  type FieldCatalogue,
  hasErrors,
  suggestNames,
  type Term,
  type Value,
  type ValueType,
} from "../lang/index.ts";
import { mergeRanges, parseAddressRange } from "./address-ranges.ts";
import { type ExceptionField, resolveExceptionField } from "./exception-field.ts";
import type { ExceptionItem, FieldEntry, NestedEntry, OsType, ValueList } from "./exception-item.ts";
import { exceptionLimits } from "./exception-limits.ts";
import { hasIdleBackslash, phraseCondition, wildcardCondition } from "./exception-pattern.ts";
import { type FieldPath, type FieldReport, type LocateField, reportField } from "./object-reader.ts";
import { exceptionReport } from "./parse-exception-item.ts";

export interface CompileExceptionContext {
  readonly catalogue: FieldCatalogue;
  /** By id. A list that an item names and that is not here is an error: no rule runs without its exceptions. */
  readonly valueLists: ReadonlyMap<string, ValueList>;
  readonly locate?: LocateField | undefined;
}

const never: Condition = { kind: "Always", value: false };

/**
 * The condition under which an event is excepted: all entries hold, on a host with one of the systems (specification 6.2 to
 * 6.4). It holds for a field with several values where one of them fits; an excluded entry holds where none does. A test
 * that its field can never pass does not hold, and is a warning.
 */
export function compileExceptionItem(
  item: ExceptionItem,
  { catalogue, valueLists, locate }: CompileExceptionContext,
): Checked<Condition> {
  const report = exceptionReport(locate);
  const context: EntryContext = { catalogue, valueLists, report };
  const operands = item.entries.map((entry, at) =>
    entry.type === "nested"
      ? nestedCondition(entry, ["entries", at], context)
      : entryCondition(entry, entry.field, ["entries", at], context),
  );
  const systems = osCondition(item.osTypes);
  // The systems first: they are cheap to look at, and many events have none of them.
  const all = systems === undefined ? operands : [systems, ...operands];
  const { diagnostics } = report;
  if (hasErrors(diagnostics)) return { ok: false, diagnostics };
  const [only = never] = all;
  return { ok: true, value: all.length <= 1 ? only : { kind: "And", operands: all }, diagnostics };
}

interface EntryContext {
  readonly catalogue: FieldCatalogue;
  readonly valueLists: CompileExceptionContext["valueLists"];
  readonly report: FieldReport;
  readonly isNested?: boolean;
}

/** `host.os.type`, or for events that only have a name of the system, that in any case. */
function osCondition(osTypes: readonly OsType[]): Condition | undefined {
  if (osTypes.length === 0) return undefined;
  const oneOf = (name: string, fold: CaseFold): Condition => ({
    kind: "Leaf",
    test: {
      kind: "OneOf",
      operand: { kind: "FieldValue", name, fieldType: "keyword" },
      values: osTypes,
      fold,
    },
  });
  return { kind: "Or", operands: [oneOf("host.os.type", "none"), oneOf("host.os.name", "ascii")] };
}

/**
 * Events are looked at by the values of their fields, of which it cannot be told which came from the same object. Where an
 * event has several objects, a nested entry therefore also holds where they pass its tests together.
 */
function nestedCondition(entry: NestedEntry, path: FieldPath, context: EntryContext): Condition {
  if (entry.entries.length > 1) {
    reportField(
      context.report,
      "RULE207",
      [...path, "entries"],
      `The tests inside of \`${entry.field}\` are not held to one object: several objects may pass them together.`,
      { severity: "warning" },
    );
  }
  return {
    kind: "And",
    operands: entry.entries.map((inner, at) =>
      entryCondition(inner, `${entry.field}.${inner.field}`, [...path, "entries", at], {
        ...context,
        isNested: true,
      }),
    ),
  };
}

function entryCondition(entry: FieldEntry, name: string, path: FieldPath, context: EntryContext): Condition {
  const included = includedCondition(entry, name, path, context);
  return entry.excluded ? { kind: "Not", operand: included } : included;
}

function includedCondition(
  entry: FieldEntry,
  name: string,
  path: FieldPath,
  context: EntryContext,
): Condition {
  const { catalogue, report, isNested = false } = context;
  const resolved = resolveExceptionField(name, catalogue, isNested);
  if (!resolved.ok) {
    reportField(report, "RULE205", [...path, "field"], `The field \`${name}\` ${resolved.problem}.`, {
      severity: "warning",
      help: "the test never holds; name another field",
    });
    // A list that is not there is an error whatever the field.
    if (entry.type === "list") valuesOfList(entry, path, context);
    return never;
  }
  const { field } = resolved;
  if (field.isUnknown) reportUnknown(name, path, context);
  switch (entry.type) {
    case "match":
      return oneOf(field, [entry.value], [...path, "value"], report);
    case "match_any":
      return oneOf(field, entry.values, [...path, "value"], report);
    case "exists":
      return { kind: "Not", operand: { kind: "Leaf", test: { kind: "IsNull", operand: field.term } } };
    case "match_wildcard":
      return wildcard(field, entry.pattern, [...path, "value"], report);
    case "list": {
      const values = valuesOfList(entry, path, context);
      const isText = entry.listType === "text" && field.kind === "exact" && field.fold === "none";
      // Values of a text list are words in any case.
      return oneOf(isText ? { ...field, fold: "unicode" } : field, values, [...path, "list"], report);
    }
  }
}

function reportUnknown(name: string, path: FieldPath, { catalogue, report }: EntryContext): void {
  const [close] = suggestNames(name, catalogue.names(), 1);
  reportField(report, "RULE205", [...path, "field"], `The field \`${name}\` is not in the catalogue.`, {
    severity: "warning",
    ...(close === undefined ? {} : { help: `did you mean \`${close}\`?` }),
  });
}

function valuesOfList(
  entry: Extract<FieldEntry, { type: "list" }>,
  path: FieldPath,
  { valueLists, report }: EntryContext,
): readonly string[] {
  const list = valueLists.get(entry.listId);
  const problem = (message: string, help: string): readonly string[] => {
    reportField(report, "RULE203", [...path, "list"], message, { help });
    return [];
  };
  const { maxValues } = exceptionLimits;
  if (list === undefined) {
    return problem(
      `There is no value list \`${entry.listId}\`.`,
      "upload the list, or take it out of the exception",
    );
  }
  if (list.type !== entry.listType) {
    return problem(
      `The value list \`${entry.listId}\` holds values of type ${list.type}, not ${entry.listType}.`,
      `write \`"type": "${list.type}"\``,
    );
  }
  if (list.values.length > maxValues) {
    return problem(
      `The value list \`${entry.listId}\` has ${list.values.length} values; at most ${maxValues} are allowed.`,
      "split it into several lists, each in an exception of its own",
    );
  }
  return list.values;
}

function wildcard(field: ExceptionField, pattern: string, path: FieldPath, report: FieldReport): Condition {
  if (field.kind !== "exact" && field.kind !== "words") {
    reportField(report, "RULE204", path, `\`${field.term.name}\` holds no text that a pattern could match.`, {
      severity: "warning",
      help: "the test never holds; use an entry of type match",
    });
    return never;
  }
  if (field.kind === "words") {
    reportField(
      report,
      "RULE207",
      path,
      `The pattern is held against the whole text of \`${field.term.name}\`.`,
      {
        severity: "warning",
      },
    );
  }
  if (hasIdleBackslash(pattern)) {
    reportField(report, "RULE206", path, "A backslash takes the meaning from the character behind it.", {
      severity: "warning",
      help: "write two of them for one: `C:\\\\Windows\\\\*`",
    });
  }
  const fold = field.kind === "words" ? "none" : field.fold;
  return wildcardCondition(field.term, pattern, fold) ?? unusable(path, report);
}

function unusable(path: FieldPath, report: FieldReport): Condition {
  reportField(report, "RULE202", path, "The value is too long or too complex to be searched for.", {
    help: "shorten it",
  });
  return never;
}

/** Up to so many numbers are asked for one by one, which the kernel does without help. */
const fewValues = 8;

/** Whether the field has one of some values. */
function oneOf(
  field: ExceptionField,
  values: readonly string[],
  path: FieldPath,
  report: FieldReport,
): Condition {
  const { term, kind } = field;
  switch (kind) {
    case "exact":
      return exactly(term, values, field.fold);
    case "words": {
      if (values.length > 0) {
        reportField(
          report,
          "RULE207",
          path,
          `\`${term.name}\` holds words: the value is looked for as a phrase.`,
          {
            severity: "warning",
          },
        );
      }
      return anyOf(values.map((value) => phraseCondition(term, value) ?? unusable(path, report)));
    }
    case "ip":
      return addresses(term, values, path, report);
    case "version":
      return leafOneOf(
        term,
        values.map((text) => ({ kind: "version", text })),
      );
    case "number":
    case "boolean":
    case "date":
      return converted(term, values, kind, path, report);
  }
}

function exactly(operand: ExceptionField["term"], values: readonly string[], fold: CaseFold): Condition {
  const [only] = values;
  if (values.length === 1 && only !== undefined && fold === "none") {
    const right: Term = { kind: "Constant", value: only };
    return { kind: "Leaf", test: { kind: "Compare", operator: "==", left: operand, right } };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  const isAscii = values.every((value) => /^[\x00-\x7f]*$/.test(value));
  return leafOneOf(operand, values, fold === "unicode" && isAscii ? "ascii" : fold);
}

function leafOneOf(
  operand: ExceptionField["term"],
  values: readonly Value[],
  fold: CaseFold = "none",
): Condition {
  if (values.length === 0) return never;
  return { kind: "Leaf", test: { kind: "OneOf", operand, values, fold } };
}

function anyOf(operands: readonly Condition[]): Condition {
  const [only = never] = operands;
  return operands.length <= 1 ? only : { kind: "Or", operands };
}

/** Addresses, blocks and ranges in one test, however many there are. */
function addresses(
  left: ExceptionField["term"],
  values: readonly string[],
  path: FieldPath,
  report: FieldReport,
): Condition {
  const misfits = createMisfits(left.name, "an address, a block such as 10.0.0.0/8 or a range", path, report);
  const ranges = values.flatMap((value) => parseAddressRange(value) ?? misfits(value));
  if (ranges.length === 0) return never;
  const bound = { kind: "IpRanges", ranges: mergeRanges(ranges) } as const;
  return { kind: "Leaf", test: { kind: "CompareBound", operator: "==", left, bound } };
}

/** Values that are read as the type of their field; those that are none are left out. */
function converted(
  left: ExceptionField["term"],
  values: readonly string[],
  kind: "number" | "boolean" | "date",
  path: FieldPath,
  report: FieldReport,
): Condition {
  const expected = { number: "a number", boolean: "`true` or `false`", date: "a date" }[kind];
  const type: ValueType = kind;
  const misfits = createMisfits(left.name, expected, path, report);
  const constants: Value[] = [];
  const bounds: Condition[] = [];
  for (const text of values) {
    const constant = convertConstant(text, type, left.fieldType, undefined);
    if (!constant.ok) misfits(text);
    else if ("value" in constant) constants.push(constant.value);
    else {
      const { bound } = constant;
      bounds.push({ kind: "Leaf", test: { kind: "CompareBound", operator: "==", left, bound } });
    }
  }
  if (constants.length > fewValues) return anyOf([...bounds, leafOneOf(left, constants)]);
  const single = constants.map(
    (value): Condition => ({
      kind: "Leaf",
      test: { kind: "Compare", operator: "==", left, right: { kind: "Constant", value } },
    }),
  );
  return anyOf([...bounds, ...single]);
}

/** Reports values that do not fit their field, the first few each. */
function createMisfits(
  name: string,
  expected: string,
  path: FieldPath,
  report: FieldReport,
): (value: string) => [] {
  let count = 0;
  return (value) => {
    count += 1;
    if (count > exceptionLimits.maxReportedValues) return [];
    const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
    reportField(report, "RULE204", path, `"${shown}" is no value of \`${name}\`, which is ${expected}.`, {
      severity: "warning",
      help: "the value never matches; correct it or take it out",
    });
    return [];
  };
}
