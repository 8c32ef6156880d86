import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "@eqlite/core/events";
import { compileWildcard, type FieldCatalogue } from "@eqlite/core/lang";
import { convertFieldValue } from "@eqlite/core/match";
import { formatDate } from "./format-date.ts";
import { resolveField } from "./query-dsl/search-field.ts";
import { readList, readText, refuseOthers } from "./read-arguments.ts";
import { tooCostly } from "./search-error.ts";
import { searchLimits } from "./search-limits.ts";

/** What of a document is shown as `_source`; undefined for nothing. */
export type SourceFilter = (document: JsonObject) => JsonObject | undefined;

/** Reads `_source`: true, false, patterns, or what is included and excluded. */
export function readSourceFilter(json: JsonValue | undefined): SourceFilter {
  if (json === undefined || json === true || json === null || json === "true") return (document) => document;
  if (json === false || json === "false") return () => undefined;
  if (!isJsonObject(json)) return compileFilter(readPatterns(json, "_source"), []);
  refuseOthers(json, ["includes", "include", "excludes", "exclude"], "_source");
  return compileFilter(
    readPatterns(json["includes"] ?? json["include"], "_source.includes"),
    readPatterns(json["excludes"] ?? json["exclude"], "_source.excludes"),
  );
}

function readPatterns(json: JsonValue | undefined, path: string): readonly string[] {
  const patterns = readList(json).map((item, i) => readText(item, `${path}[${i}]`));
  if (patterns.length > searchLimits.maxSourcePatterns)
    tooCostly(`[${path}] may have ${searchLimits.maxSourcePatterns} patterns; these are ${patterns.length}`);
  return patterns;
}

type NameTest = (path: string) => boolean;

function compileFilter(includes: readonly string[], excludes: readonly string[]): SourceFilter {
  const isIncluded = includes.length === 0 ? () => true : compileNames(includes);
  const isExcluded = compileNames(excludes);
  return (document) => filterObject(document, "", false, isIncluded, isExcluded);
}

function compileNames(patterns: readonly string[]): NameTest {
  const tests = patterns.map((pattern) => compileWildcard(pattern, { foldCase: false }));
  return (path) => tests.some((test) => test(path));
}

function filterObject(
  object: JsonObject,
  prefix: string,
  isInside: boolean,
  isIncluded: NameTest,
  isExcluded: NameTest,
): JsonObject {
  const kept: MutableJsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const path = `${prefix}${key}`;
    if (isExcluded(path)) continue;
    const isWanted = isInside || isIncluded(path);
    const filtered = filterValue(value, path, isWanted, isIncluded, isExcluded);
    if (filtered !== undefined) define(kept, key, filtered);
  }
  return kept;
}

/** `__proto__` is a name like any other in what clients send. */
function define(object: MutableJsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function filterValue(
  value: JsonValue,
  path: string,
  isWanted: boolean,
  isIncluded: NameTest,
  isExcluded: NameTest,
): JsonValue | undefined {
  if (isJsonObject(value)) {
    const kept = filterObject(value, `${path}.`, isWanted, isIncluded, isExcluded);
    return isWanted || Object.keys(kept).length > 0 ? kept : undefined;
  }
  if (!Array.isArray(value)) return isWanted ? value : undefined;
  const items = value.flatMap((item: JsonValue) => {
    const kept = filterValue(item, path, isWanted, isIncluded, isExcluded);
    return kept === undefined ? [] : [kept];
  });
  return isWanted || items.length > 0 ? items : undefined;
}

/** What of a document is shown as `fields`; undefined where none were asked for. */
export type FieldsReader = (document: JsonObject, catalogue: FieldCatalogue) => JsonObject;

/** Reads `fields` or `docvalue_fields`: names, patterns, and formats of dates. */
export function readFieldsRequest(json: JsonValue | undefined, path: string): FieldsReader | undefined {
  const wanted = readList(json).map((item, i) => {
    if (!isJsonObject(item)) return { pattern: readText(item, `${path}[${i}]`), format: undefined };
    refuseOthers(item, ["field", "format", "include_unmapped"], `${path}[${i}]`);
    const format = item["format"];
    return {
      pattern: readText(item["field"], `${path}[${i}].field`),
      format: format === undefined ? undefined : readText(format, `${path}[${i}].format`),
    };
  });
  if (wanted.length === 0) return undefined;
  if (wanted.length > searchLimits.maxSourcePatterns)
    tooCostly(`[${path}] may have ${searchLimits.maxSourcePatterns} fields; these are ${wanted.length}`);
  const tests = wanted.map(({ pattern, format }) => ({
    pattern,
    format,
    matches: compileWildcard(pattern, { foldCase: false }),
  }));
  return (document, catalogue) => {
    const fields: MutableJsonObject = {};
    const values = new Map<string, JsonValue[]>();
    collectLeaves(document, "", values);
    for (const { pattern, format, matches } of tests) {
      if (pattern.includes("*")) {
        for (const [name, list] of values)
          if (matches(name))
            define(
              fields,
              name,
              list.map((value) => shown(value, name, format, catalogue)),
            );
        continue;
      }
      const list = values.get(resolveField(pattern, catalogue).name);
      if (list !== undefined)
        define(
          fields,
          pattern,
          list.map((value) => shown(value, pattern, format, catalogue)),
        );
    }
    return fields;
  };
}

function collectLeaves(value: JsonValue, path: string, into: Map<string, JsonValue[]>): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collectLeaves(item, path, into);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value))
      collectLeaves(member, path === "" ? key : `${path}.${key}`, into);
  } else {
    const list = into.get(path);
    if (list === undefined) into.set(path, [value]);
    else list.push(value);
  }
}

function shown(
  value: JsonValue,
  name: string,
  format: string | undefined,
  catalogue: FieldCatalogue,
): JsonValue {
  const { type } = resolveField(name, catalogue);
  if (type !== "date" && type !== "date_nanos") return value;
  const date = convertFieldValue(value, type);
  if (date === undefined || date === null || typeof date !== "object" || date.kind !== "date") return value;
  return formatDate(date.ms, format, 0, `fields.${name}`);
}
