import type { FieldCatalogue, FieldType } from "@eqlite/core/lang";
import { compileWildcard } from "@eqlite/core/lang";
import { tooCostly } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";

/** A field as a search means it. */
export interface SearchField {
  /** Where its values stand in events: the `process.name` of `process.name.text`. */
  readonly name: string;
  readonly type: FieldType;
  /** Words of the text are looked for, instead of the whole value. */
  readonly isText: boolean;
  /** Letters are compared without regard to case, as in `process.name.caseless`. */
  readonly foldsCase: boolean;
}

/** Other ways in which an index keeps the value of a field, each under the field's name and one more. */
const multiFields: Readonly<Record<string, "keyword" | "text" | "caseless">> = {
  keyword: "keyword",
  text: "text",
  caseless: "caseless",
};

/**
 * Finds out what field a name means. A name that the catalogue does not know is a field whose values keep the type they have
 * in the events, as a dynamic mapping would give it.
 */
export function resolveField(name: string, catalogue: FieldCatalogue): SearchField {
  const type = catalogue.typeOf(name);
  const dot = name.lastIndexOf(".");
  const parent = name.slice(0, Math.max(0, dot));
  const kind = multiFields[name.slice(dot + 1)];
  const isMultiField =
    parent !== "" &&
    kind !== undefined &&
    (type === undefined || type === "normalized_keyword" || isTextType(type)) &&
    isValueType(catalogue.typeOf(parent));
  if (isMultiField) {
    return {
      name: parent,
      type: kind === "text" ? "text" : "keyword",
      isText: kind === "text",
      foldsCase: kind === "caseless",
    };
  }
  if (type === undefined) return { name, type: "unknown", isText: false, foldsCase: false };
  return { name, type, isText: isTextType(type), foldsCase: type === "normalized_keyword" };
}

function isTextType(type: FieldType): boolean {
  return type === "text" || type === "match_only_text";
}

function isValueType(type: FieldType | undefined): boolean {
  return type !== undefined && type !== "object" && type !== "nested";
}

/** The fields below an object, where the name is one. */
export function fieldsBelow(name: string, catalogue: FieldCatalogue): readonly string[] {
  return matchNames(catalogue, (known) => known.startsWith(`${name}.`), name);
}

/**
 * The fields that are searched where a query names none. Elasticsearch searches all; here it is what people look for by a
 * word: docs/search.md lists them.
 */
export const defaultSearchFields: readonly string[] = [
  "message",
  "event.action",
  "event.category",
  "event.code",
  "event.dataset",
  "event.module",
  "event.provider",
  "event.outcome",
  "host.name",
  "host.hostname",
  "host.ip",
  "user.name",
  "user.domain",
  "user.id",
  "process.name",
  "process.executable",
  "process.command_line",
  "process.args",
  "process.entity_id",
  "process.parent.name",
  "process.parent.executable",
  "process.parent.command_line",
  "process.hash.sha256",
  "file.name",
  "file.path",
  "file.hash.sha256",
  "registry.path",
  "registry.value",
  "dll.name",
  "dll.path",
  "source.ip",
  "source.address",
  "destination.ip",
  "destination.address",
  "destination.domain",
  "dns.question.name",
  "url.full",
  "url.domain",
  "kibana.alert.rule.name",
  "kibana.alert.rule.rule_id",
  "kibana.alert.reason",
  "kibana.alert.uuid",
];

/** Writes patterns such as `process.*` out; `*` alone and nothing at all stand for the default fields. */
export function expandFieldPatterns(
  patterns: readonly string[] | undefined,
  catalogue: FieldCatalogue,
): readonly string[] {
  if (patterns === undefined) return defaultSearchFields;
  const names = new Set<string>();
  for (const pattern of patterns) {
    if (!pattern.includes("*")) names.add(pattern);
    else if (pattern === "*") for (const name of defaultSearchFields) names.add(name);
    else for (const name of namesMatching(pattern, catalogue)) names.add(name);
  }
  return [...names];
}

function namesMatching(pattern: string, catalogue: FieldCatalogue): readonly string[] {
  return matchNames(catalogue, compileWildcard(pattern.replaceAll("\\", ""), { foldCase: false }), pattern);
}

function matchNames(
  catalogue: FieldCatalogue,
  matches: (name: string) => boolean,
  what: string,
): readonly string[] {
  const names: string[] = [];
  for (const name of catalogue.names()) {
    if (!matches(name) || !isValueType(catalogue.typeOf(name))) continue;
    names.push(name);
    if (names.length > searchLimits.maxExpandedFields)
      tooCostly(`[${what}] stands for more than ${searchLimits.maxExpandedFields} fields; name fewer`);
  }
  return names;
}
