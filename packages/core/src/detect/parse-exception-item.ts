import type { JsonObject } from "../events/index.ts";
import { type Checked, type Diagnostic, hasErrors, parseDate } from "../lang/index.ts";
import { definedFields } from "./defined-fields.ts";
import {
  type ExceptionEntry,
  type ExceptionItem,
  type FieldEntry,
  type OsType,
  osTypes,
  valueListTypes,
} from "./exception-item.ts";
import { exceptionLimits } from "./exception-limits.ts";
import {
  createObjectReader,
  type FieldReport,
  type LocateField,
  type ObjectReader,
  reportField,
} from "./object-reader.ts";

export interface ParseExceptionContext {
  /** Where diagnostics point; at the beginning of the text where it is left out. */
  readonly locate?: LocateField;
  /** The id of an item that brings none. Without it, such an item is refused. */
  readonly itemIdIfAbsent?: string;
}

/** What diagnostics call an exception, and the codes they have for it. */
export function exceptionReport(locate: LocateField | undefined): FieldReport {
  return {
    locate: locate ?? (() => ({ from: 0, to: 0 })),
    diagnostics: [],
    subject: { name: "The exception", missing: "RULE201", wrong: "RULE202" },
  };
}

/**
 * Reads an exception item from the API's form and checks what can be told without knowing fields and lists. All problems are
 * reported together; `ok` is false when one of them is an error. Never throws.
 */
export function parseExceptionItem(
  fields: JsonObject,
  context: ParseExceptionContext = {},
): Checked<ExceptionItem> {
  const report = exceptionReport(context.locate);
  const reader = createObjectReader(fields, [], report);
  reader.require("list_id", "name", "type", "entries");
  if (context.itemIdIfAbsent === undefined) reader.require("item_id");
  reader.oneOf("type", ["simple"]);
  const item = definedFields<ExceptionItem>({
    itemId: reader.filledText("item_id") ?? context.itemIdIfAbsent ?? "",
    listId: reader.filledText("list_id") ?? "",
    name: reader.filledText("name") ?? "",
    description: reader.text("description") ?? "",
    entries: readEntries(reader, report),
    expireMs: readExpireTime(reader),
    osTypes: readOsTypes(reader, report),
    tags: reader.texts("tags") ?? [],
    comments: reader.objects("comments") ?? [],
    namespaceType: reader.oneOf("namespace_type", ["single", "agnostic"]) ?? "single",
    stage: reader.wholeNumber("eqlite_stage", 0),
  });
  const diagnostics: readonly Diagnostic[] = report.diagnostics;
  return hasErrors(diagnostics) ? { ok: false, diagnostics } : { ok: true, value: item, diagnostics };
}

function readExpireTime(reader: ObjectReader): number | undefined {
  const isDate = (text: string): boolean => parseDate(text) !== undefined;
  const text = reader.textLike("expire_time", isDate, 'a date such as "2026-05-01T10:00:00Z"');
  return text === undefined ? undefined : parseDate(text)?.ms;
}

function readOsTypes(reader: ObjectReader, report: FieldReport): readonly OsType[] {
  return (reader.texts("os_types") ?? []).flatMap((text, at) => {
    const known = osTypes.find((type) => type === text);
    if (known !== undefined) return [known];
    reportField(report, "RULE202", ["os_types", at], `\`os_types\` must be some of ${osTypes.join(", ")}.`);
    return [];
  });
}

function readEntries(reader: ObjectReader, report: FieldReport): readonly ExceptionEntry[] {
  const children = reader.children("entries") ?? [];
  const { maxEntries } = exceptionLimits;
  if (isEmptyList(reader, "entries")) {
    // Without a test an item would match every event.
    reportField(report, "RULE202", ["entries"], "`entries` must be a list of at least 1 entry.");
  }
  const entries = children.slice(0, maxEntries).flatMap((entry) => readEntry(entry, report));
  const count = entries.reduce(
    (sum, entry) => sum + (entry.type === "nested" ? entry.entries.length : 1),
    Math.max(0, children.length - maxEntries),
  );
  if (count > maxEntries) {
    reportField(report, "RULE202", ["entries"], `An exception has at most ${maxEntries} entries.`, {
      help: "put values of one field into one entry of type match_any, or into a value list",
    });
  }
  return entries;
}

const entryTypes = ["match", "match_any", "exists", "match_wildcard", "list", "nested"] as const;
const fieldEntryTypes = ["match", "match_any", "exists", "match_wildcard"] as const;

function readEntry(entry: ObjectReader, report: FieldReport): readonly ExceptionEntry[] {
  entry.require("type", "field");
  const type = entry.oneOf("type", entryTypes);
  if (type !== "nested") return readFieldEntry(entry, type, report);
  const field = entry.filledText("field") ?? "";
  entry.require("entries");
  const inner = entry.children("entries") ?? [];
  if (isEmptyList(entry, "entries")) {
    reportField(report, "RULE202", [...entry.path, "entries"], "A nested entry must have at least 1 entry.");
  }
  const entries = inner.slice(0, exceptionLimits.maxEntries + 1).flatMap((child) => {
    child.require("type", "field");
    return readFieldEntry(child, child.oneOf("type", fieldEntryTypes), report);
  });
  return [{ type, field, entries }];
}

function readFieldEntry(
  entry: ObjectReader,
  type: FieldEntry["type"] | undefined,
  report: FieldReport,
): readonly FieldEntry[] {
  if (type === undefined) return [];
  entry.require("operator");
  const base = {
    field: entry.filledText("field") ?? "",
    excluded: entry.oneOf("operator", ["included", "excluded"]) === "excluded",
  };
  switch (type) {
    case "match":
      entry.require("value");
      return [{ ...base, type, value: shortText(entry, report) }];
    case "match_any":
      entry.require("value");
      return [{ ...base, type, values: readValues(entry, report) }];
    case "exists":
      return [{ ...base, type }];
    case "match_wildcard":
      entry.require("value");
      return [{ ...base, type, pattern: shortText(entry, report) }];
    case "list": {
      entry.require("list");
      const list = entry.child("list");
      list?.require("id", "type");
      return [
        {
          ...base,
          type,
          listId: list?.filledText("id") ?? "",
          listType: list?.oneOf("type", valueListTypes) ?? "keyword",
        },
      ];
    }
  }
}

function shortText(entry: ObjectReader, report: FieldReport): string {
  const value = entry.text("value") ?? "";
  return isShort(value, [...entry.path, "value"], report) ? value : "";
}

function readValues(entry: ObjectReader, report: FieldReport): readonly string[] {
  const values = entry.texts("value") ?? [];
  if (isEmptyList(entry, "value")) {
    const path = [...entry.path, "value"];
    reportField(report, "RULE202", path, "`value` must be a list of at least 1 text.");
  }
  for (const [at, value] of values.entries()) isShort(value, [...entry.path, "value", at], report);
  return values;
}

function isEmptyList({ fields }: ObjectReader, key: string): boolean {
  const value = fields[key];
  return Array.isArray(value) && value.length === 0;
}

function isShort(value: string, path: readonly (string | number)[], report: FieldReport): boolean {
  const { maxValueLength } = exceptionLimits;
  if (value.length <= maxValueLength) return true;
  reportField(report, "RULE202", path, `A value has at most ${maxValueLength} characters.`);
  return false;
}
