import type { JsonValue } from "@eqlite/core/events";
import { convertToDate } from "@eqlite/core/match";
import { type BodyReader, createBodyReader } from "./body-reader.ts";
import {
  type ExceptionEntry,
  type ExceptionItemBody,
  type ExceptionListBody,
  type ExceptionOperator,
  exceptionListTypes,
  type NamespaceType,
  type PlainEntry,
  valueListTypes,
} from "./exception.ts";
import { exceptionLimits } from "./exception-limits.ts";

const { maxEntries, maxIdUnits, maxNameUnits, maxStage, maxTags, maxValues } = exceptionLimits;

const namespaceTypes: readonly NamespaceType[] = ["single", "agnostic"];
const operators: readonly ExceptionOperator[] = ["included", "excluded"];

/** A list in the API's form (specification 6.1). Throws `bad-request`. @param listIdIfAbsent for one that brings none */
export function parseExceptionList(body: JsonValue, listIdIfAbsent: string): ExceptionListBody {
  const reader = createBodyReader(body);
  return {
    listId: reader.has("list_id") ? reader.text("list_id", maxIdUnits) : listIdIfAbsent,
    namespaceType: readNamespace(reader),
    type: reader.oneOf("type", exceptionListTypes),
    name: reader.text("name", maxNameUnits),
    description: reader.has("description") ? reader.text("description") : "",
    ...readMarks(reader),
  };
}

/** An item in the API's form, with our own `eqlite_stage`. Throws `bad-request`. */
export function parseExceptionItem(body: JsonValue, itemIdIfAbsent: string): ExceptionItemBody {
  const reader = createBodyReader(body);
  if (reader.has("type")) reader.oneOf("type", ["simple"]);
  const entries = reader.bodies("entries", maxEntries).map(readEntry);
  if (entries.length === 0) throw reader.fail("entries", "is empty: an item without entries excepts nothing");
  // Such an entry is looked up apart from the others (specification 6.4).
  if (entries.some(({ type }) => type === "list") && entries.some(({ type }) => type !== "list")) {
    throw reader.fail("entries", "mixes value lists with other entries: make an item of each");
  }
  return {
    itemId: reader.has("item_id") ? reader.text("item_id", maxIdUnits) : itemIdIfAbsent,
    listId: reader.text("list_id", maxIdUnits),
    namespaceType: readNamespace(reader),
    name: reader.text("name", maxNameUnits),
    description: reader.has("description") ? reader.text("description") : "",
    entries,
    ...(reader.has("expire_time") ? { expireMs: readTime(reader, "expire_time") } : {}),
    ...readMarks(reader),
    ...(reader.has("eqlite_stage") ? { stage: reader.wholeNumber("eqlite_stage", maxStage) } : {}),
  };
}

function readMarks(reader: BodyReader): Pick<ExceptionListBody, "tags" | "osTypes" | "meta"> {
  return {
    tags: reader.has("tags") ? reader.texts("tags", maxTags) : [],
    osTypes: reader.has("os_types") ? reader.texts("os_types", maxTags) : [],
    ...(reader.has("meta") ? { meta: reader.object("meta") } : {}),
  };
}

function readNamespace(reader: BodyReader): NamespaceType {
  return reader.has("namespace_type") ? reader.oneOf("namespace_type", namespaceTypes) : "single";
}

function readTime(reader: BodyReader, name: string): number {
  const date = convertToDate(reader.text(name));
  if (date === undefined) throw reader.fail(name, "is no date as 2026-01-31T12:00:00Z");
  return date.ms;
}

function readEntry(reader: BodyReader): ExceptionEntry {
  const type = reader.oneOf("type", ["match", "match_any", "match_wildcard", "exists", "list", "nested"]);
  if (type !== "nested") return readPlain(reader);
  const entries = reader.bodies("entries", maxEntries).map(readPlain);
  if (entries.length === 0) throw reader.fail("entries", "is empty");
  return { type, field: reader.text("field"), entries };
}

function readPlain(reader: BodyReader): PlainEntry {
  const type = reader.oneOf("type", ["match", "match_any", "match_wildcard", "exists", "list"]);
  const field = reader.text("field");
  const operator = reader.oneOf("operator", operators);
  switch (type) {
    case "match":
    case "match_wildcard":
      return { type, field, operator, value: reader.text("value") };
    case "match_any": {
      const value = reader.texts("value", maxValues);
      if (value.length === 0) throw reader.fail("value", "is empty");
      return { type, field, operator, value };
    }
    case "exists":
      return { type, field, operator };
    case "list": {
      const list = createBodyReader(reader.object("list"), "list");
      return {
        type,
        field,
        operator,
        list: { id: list.text("id", maxIdUnits), type: list.oneOf("type", valueListTypes) },
      };
    }
  }
}
