import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { defaultSearchOptions } from "@eqlite/core/lang";
import {
  readBoolean,
  readList,
  readObject,
  readOnlyMember,
  readScalar,
  readText,
  refuseOthers,
  type Scalar,
} from "../read-arguments.ts";
import { refuse, tooCostly } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";
import { readDateReading } from "./date-bound.ts";
import { countClause, type ParseContext, type QueryFields, readLeast } from "./parse-context.ts";
import { parseQueryString } from "./parse-query-string.ts";
import type { MatchMode, QueryNode, RangeBound, RangeOperator } from "./query-node.ts";

/** Members that change scores or names only, which nothing here depends on. */
const ignored = ["boost", "_name", "rewrite"] as const;

/**
 * Reads a query in Elasticsearch's query DSL. Throws SearchError for what is not understood: a query must not find more or
 * less than was asked because a part of it was passed over.
 */
export function parseQueryDsl(json: JsonValue | undefined, fields: QueryFields, path = "query"): QueryNode {
  const context: ParseContext = { expandFields: fields.expandFields, clauses: 0 };
  return json === undefined ? { kind: "All" } : parseQuery(json, path, 0, context);
}

function parseQuery(json: JsonValue, path: string, depth: number, context: ParseContext): QueryNode {
  if (depth > searchLimits.maxQueryDepth)
    tooCostly(`queries may nest ${searchLimits.maxQueryDepth} deep; this is deeper`);
  countClause(context);
  const [kind, body] = readOnlyMember(json, path, "kind of query");
  return parseKind(kind, body, `${path}.${kind}`, depth, context);
}

function parseKind(
  kind: string,
  body: JsonValue,
  path: string,
  depth: number,
  context: ParseContext,
): QueryNode {
  const inner = (name: string): QueryNode => {
    const object = readObject(body, path);
    return parseQuery(object[name] ?? null, `${path}.${name}`, depth + 1, context);
  };
  switch (kind) {
    case "match_all":
      refuseOthers(readObject(body, path), ignored, path);
      return { kind: "All" };
    case "match_none":
      refuseOthers(readObject(body, path), ignored, path);
      return { kind: "None" };
    case "bool":
      return parseBool(readObject(body, path), path, depth, context);
    case "term":
      return parseTerm(body, path);
    case "terms":
      return parseTerms(readObject(body, path), path);
    case "range":
      return parseRange(body, path);
    case "exists": {
      const object = readObject(body, path);
      refuseOthers(object, ["field", ...ignored], path);
      return { kind: "Exists", path, field: readText(object["field"], `${path}.field`) };
    }
    case "wildcard": {
      const { field, value, foldCase } = readValueQuery(body, path, ["value", "wildcard"]);
      return { kind: "Wildcard", path, field, pattern: boundedText(value, path), foldCase };
    }
    case "prefix": {
      const { field, value, foldCase } = readValueQuery(body, path, ["value", "prefix"]);
      return { kind: "Prefix", path, field, prefix: boundedText(value, path), foldCase };
    }
    case "regexp": {
      const others = ["flags", "max_determinized_states", "flags_value"];
      const { field, value, foldCase } = readValueQuery(body, path, ["value", "regexp"], others);
      return { kind: "Regexp", path, field, pattern: boundedText(value, path), foldCase };
    }
    case "match":
      return parseMatch(body, path, undefined);
    case "match_phrase":
      return parseMatch(body, path, "phrase");
    case "match_phrase_prefix":
    case "match_bool_prefix":
      return parseMatch(body, path, "phrase-prefix");
    case "multi_match":
      return parseMultiMatch(readObject(body, path), path, context);
    case "ids": {
      const object = readObject(body, path);
      refuseOthers(object, ["values", ...ignored], path);
      const ids = readList(object["values"]).map((id, i) => readText(id, `${path}.values[${i}]`));
      boundTerms(ids.length, path);
      return { kind: "Ids", ids: new Set(ids) };
    }
    case "eql": {
      // Ours alone: Elasticsearch has no query of this name.
      const object = readObject(body, path);
      refuseOthers(object, ["query", "event_category_field", ...ignored], path);
      const { event_category_field: categoryField } = object;
      return {
        kind: "Eql",
        path,
        query: readText(object["query"], `${path}.query`),
        eventCategoryField:
          categoryField === undefined
            ? defaultSearchOptions.eventCategoryField
            : readText(categoryField, `${path}.event_category_field`),
      };
    }
    case "query_string":
    case "simple_query_string":
      return parseQueryStringQuery(readObject(body, path), path, kind === "simple_query_string", context);
    case "constant_score":
      refuseOthers(readObject(body, path), ["filter", ...ignored], path);
      return inner("filter");
    case "nested":
      // Objects in a list are not kept apart: the values of all of them are those of the event, as in the language.
      refuseOthers(
        readObject(body, path),
        ["path", "query", "score_mode", "ignore_unmapped", ...ignored],
        path,
      );
      return inner("query");
    default:
      return refuse(path.slice(0, -kind.length - 1), `unknown query [${kind}]`);
  }
}

function parseBool(body: JsonObject, path: string, depth: number, context: ParseContext): QueryNode {
  refuseOthers(
    body,
    ["must", "filter", "should", "must_not", "minimum_should_match", "adjust_pure_negative", ...ignored],
    path,
  );
  const list = (name: string): readonly QueryNode[] => {
    const value = body[name];
    if (value === null) return [];
    return readList(value).map((item, i) =>
      parseQuery(
        item,
        Array.isArray(value) ? `${path}.${name}[${i}]` : `${path}.${name}`,
        depth + 1,
        context,
      ),
    );
  };
  const must = [...list("must"), ...list("filter")];
  const should = list("should");
  const mustNot = list("must_not");
  const given = body["minimum_should_match"];
  const least =
    given === undefined
      ? should.length > 0 && must.length === 0
        ? 1
        : 0
      : readLeast(given, should.length, `${path}.minimum_should_match`);
  return { kind: "Bool", must, should, mustNot, least };
}

interface ValueQuery {
  readonly field: string;
  readonly value: Scalar;
  readonly foldCase: boolean;
}

/** `{field: value}` or `{field: {value, case_insensitive}}`. */
function readValueQuery(
  body: JsonValue,
  path: string,
  valueNames: readonly string[],
  others: readonly string[] = [],
): ValueQuery {
  const [field, given] = readFieldMember(body, path);
  const fieldPath = `${path}.${field}`;
  if (!isJsonObject(given)) return { field, value: readScalar(given, fieldPath), foldCase: false };
  refuseOthers(given, [...valueNames, "case_insensitive", ...others, ...ignored], fieldPath);
  const name = valueNames.find((known) => given[known] !== undefined) ?? "value";
  return {
    field,
    value: readScalar(given[name], `${fieldPath}.${name}`),
    foldCase:
      given["case_insensitive"] !== undefined &&
      readBoolean(given["case_insensitive"], `${fieldPath}.case_insensitive`),
  };
}

/** A field and what is asked of it, beside members that mean nothing. */
function readFieldMember(body: JsonValue, path: string): readonly [field: string, value: JsonValue] {
  const object = readObject(body, path);
  const members = Object.entries(object).filter(([name]) => name !== "boost" && name !== "_name");
  const [only] = members;
  if (only === undefined || members.length > 1)
    return refuse(path, `exactly one field is expected, there are ${members.length}`);
  return only;
}

function parseTerm(body: JsonValue, path: string): QueryNode {
  const { field, value, foldCase } = readValueQuery(body, path, ["value", "term"]);
  return { kind: "Terms", path: `${path}.${field}`, field, values: [value], foldCase };
}

function parseTerms(body: JsonObject, path: string): QueryNode {
  const [field, values] = readFieldMember(body, path);
  const fieldPath = `${path}.${field}`;
  if (!Array.isArray(values))
    return refuse(fieldPath, "a list of values is expected; lookups are not supported");
  boundTerms(values.length, fieldPath);
  return {
    kind: "Terms",
    path: fieldPath,
    field,
    values: values
      .filter((value: JsonValue) => value !== null)
      .map((value: JsonValue, i: number) => readScalar(value, `${fieldPath}[${i}]`)),
    foldCase: false,
  };
}

function boundTerms(count: number, path: string): void {
  if (count > searchLimits.maxTerms)
    tooCostly(`${path}: at most ${searchLimits.maxTerms} values are taken, these are ${count}`);
}

function boundedText(value: Scalar, path: string): string {
  const text = String(value);
  if (text.length > searchLimits.maxTextLength)
    tooCostly(`${path}: a text may have ${searchLimits.maxTextLength} characters; this has ${text.length}`);
  return text;
}

const operators: readonly RangeOperator[] = ["gt", "gte", "lt", "lte"];

function parseRange(body: JsonValue, path: string): QueryNode {
  const [field, given] = readFieldMember(body, path);
  const fieldPath = `${path}.${field}`;
  const object = readObject(given, fieldPath);
  const old = ["from", "to", "include_lower", "include_upper"];
  refuseOthers(object, [...operators, ...old, "format", "time_zone", "relation", ...ignored], fieldPath);
  const bounds: RangeBound[] = [];
  const add = (operator: RangeOperator, value: JsonValue | undefined, name: string): void => {
    // An open end may be written as null.
    if (value === undefined || value === null) return;
    bounds.push({ operator, value: readScalar(value, `${fieldPath}.${name}`) });
  };
  for (const operator of operators) add(operator, object[operator], operator);
  const includes = (name: string): boolean =>
    object[name] === undefined || readBoolean(object[name], `${fieldPath}.${name}`);
  add(includes("include_lower") ? "gte" : "gt", object["from"], "from");
  add(includes("include_upper") ? "lte" : "lt", object["to"], "to");
  const text = (name: string): string | undefined =>
    object[name] === undefined || object[name] === null
      ? undefined
      : readText(object[name], `${fieldPath}.${name}`);
  return {
    kind: "Range",
    path: fieldPath,
    field,
    bounds,
    dates: readDateReading(text("format"), text("time_zone"), fieldPath),
  };
}

const matchOthers = ["analyzer", "lenient", "zero_terms_query", "auto_generate_synonyms_phrase_query"];

function parseMatch(body: JsonValue, path: string, mode: MatchMode | undefined): QueryNode {
  const [field, given] = readFieldMember(body, path);
  const fieldPath = `${path}.${field}`;
  if (!isJsonObject(given)) {
    const value = readScalar(given, fieldPath);
    boundedText(value, fieldPath);
    return { kind: "Match", path: fieldPath, field, value, mode: mode ?? "any", lenient: false };
  }
  refuseOthers(
    given,
    ["query", "operator", "fuzziness", "slop", "max_expansions", "prefix_length", ...matchOthers, ...ignored],
    fieldPath,
  );
  refuseInexact(given, fieldPath);
  const value = readScalar(given["query"], `${fieldPath}.query`);
  boundedText(value, fieldPath);
  return {
    kind: "Match",
    path: fieldPath,
    field,
    value,
    mode: mode ?? readOperator(given["operator"], `${fieldPath}.operator`),
    lenient: given["lenient"] !== undefined && readBoolean(given["lenient"], `${fieldPath}.lenient`),
  };
}

/** Words that are nearly the same, or nearly where they should be, are not looked for. */
function refuseInexact(body: JsonObject, path: string): void {
  for (const name of ["fuzziness", "slop"]) {
    const value = body[name];
    if (value !== undefined && Number(value) !== 0) refuse(`${path}.${name}`, "only 0 is supported");
  }
}

function readOperator(value: JsonValue | undefined, path: string): "any" | "all" {
  if (value === undefined) return "any";
  const operator = readText(value, path).toLowerCase();
  if (operator === "and") return "all";
  return operator === "or" ? "any" : refuse(path, `[${operator}] is neither "and" nor "or"`);
}

function parseMultiMatch(body: JsonObject, path: string, context: ParseContext): QueryNode {
  refuseOthers(
    body,
    ["query", "fields", "type", "operator", "fuzziness", "slop", "tie_breaker", ...matchOthers, ...ignored],
    path,
  );
  refuseInexact(body, path);
  const value = readScalar(body["query"], `${path}.query`);
  boundedText(value, path);
  const mode = multiMatchMode(body, path);
  const should = readFields(body, path, context).map((field): QueryNode => {
    countClause(context);
    // What does not fit the type of one of many fields is just not there.
    return { kind: "Match", path, field, value, mode, lenient: true };
  });
  return { kind: "Bool", must: [], should, mustNot: [], least: 1 };
}

function multiMatchMode(body: JsonObject, path: string): MatchMode {
  const type = body["type"] === undefined ? "best_fields" : readText(body["type"], `${path}.type`);
  switch (type) {
    case "phrase":
      return "phrase";
    case "phrase_prefix":
    case "bool_prefix":
      return "phrase-prefix";
    case "best_fields":
    case "most_fields":
      return readOperator(body["operator"], `${path}.operator`);
    case "cross_fields":
      if (readOperator(body["operator"], `${path}.operator`) === "any") return "any";
      return refuse(`${path}.type`, `[cross_fields] with the operator "and" is not supported`);
    default:
      return refuse(`${path}.type`, `[${type}] is not supported`);
  }
}

function readFields(body: JsonObject, path: string, context: ParseContext): readonly string[] {
  const given = body["fields"];
  const patterns =
    given === undefined
      ? undefined
      : // A weight matters for scores only.
        readList(given).map((field, i) => readText(field, `${path}.fields[${i}]`).replace(/\^[\d.]+$/, ""));
  return context.expandFields(patterns, path);
}

function parseQueryStringQuery(
  body: JsonObject,
  path: string,
  isSimple: boolean,
  context: ParseContext,
): QueryNode {
  refuseOthers(
    body,
    [
      "query",
      "fields",
      "default_field",
      "default_operator",
      "analyze_wildcard",
      "allow_leading_wildcard",
      "time_zone",
      "type",
      "minimum_should_match",
      "flags",
      "quote_field_suffix",
      "auto_generate_synonyms_phrase_query",
      "escape",
      "enable_position_increments",
      "fuzzy_max_expansions",
      "fuzzy_prefix_length",
      "fuzzy_transpositions",
      "phrase_slop",
      "max_determinized_states",
      ...matchOthers,
      ...ignored,
    ],
    path,
  );
  const text = boundedText(readText(body["query"], `${path}.query`), path);
  const defaultField = body["default_field"];
  const named =
    defaultField === undefined
      ? body
      : { ...body, fields: [readText(defaultField, `${path}.default_field`)] };
  const zone = body["time_zone"];
  return parseQueryString(text, {
    isSimple,
    path,
    defaultFields: readFields(named, path, context),
    defaultOperator:
      readOperator(body["default_operator"], `${path}.default_operator`) === "all" ? "and" : "or",
    dates: readDateReading(
      undefined,
      zone === undefined ? undefined : readText(zone, `${path}.time_zone`),
      path,
    ),
    least: body["minimum_should_match"],
    context,
  });
}
