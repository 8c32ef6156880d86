import type { JsonValue } from "@eqlite/core/events";
import type { Condition, FieldCatalogue } from "@eqlite/core/lang";
import { checkQuery, compileWildcard } from "@eqlite/core/lang";
import { refuseQuery } from "../refuse-query.ts";
import { refuse, tooCostly } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";
import {
  equalsOneOf,
  type FieldClause,
  fitsRegex,
  fitsWildcard,
  hasValue,
  matchesText,
  startsWith,
  withinRange,
} from "./field-tests.ts";
import { parseQueryDsl } from "./parse-query-dsl.ts";
import { type QueryNeeds, queryNeeds } from "./query-needs.ts";
import type { QueryNode } from "./query-node.ts";
import {
  allOf,
  anyOf,
  boundByFields,
  conditionSize,
  holdsAlways,
  holdsNever,
  notOf,
  type SearchCondition,
} from "./search-condition.ts";
import { expandFieldPatterns, fieldsBelow, resolveField } from "./search-field.ts";
import { readWildcard } from "./wildcard-pattern.ts";

export interface CompiledQuery {
  /** Holds for all events that the query finds, and where `residual` is undefined for no others. */
  readonly condition: Condition;
  /** The whole query, where it asks for more than fields: to be tested again on what the condition lets through. */
  readonly residual: SearchCondition | undefined;
  /** What must hold of an event, as far as it lets a store leave blocks out. */
  readonly needs: QueryNeeds;
}

export interface QueryContext {
  readonly catalogue: FieldCatalogue;
  /** The time that `now` stands for. */
  readonly nowMs: number;
}

/** Reads and compiles a query: the one way from JSON to something that can run. Throws SearchError. */
export function readQueryDsl(
  json: JsonValue | undefined,
  context: QueryContext,
  path = "query",
): CompiledQuery {
  const { catalogue } = context;
  let expansions = 0;
  const expandFields = (patterns: readonly string[] | undefined): readonly string[] => {
    expansions += patterns?.filter((pattern) => pattern.includes("*")).length ?? 0;
    if (expansions > searchLimits.maxFieldPatterns)
      tooCostly(`a query may have ${searchLimits.maxFieldPatterns} patterns of field names; this has more`);
    return expandFieldPatterns(patterns, catalogue);
  };
  return compileQueryDsl(parseQueryDsl(json, { expandFields }, path), context);
}

/** Compiles a query to the language's conditions, so that fields mean what they mean in rules. */
export function compileQueryDsl(query: QueryNode, context: QueryContext): CompiledQuery {
  const whole = compileNode(query, { ...context, exists: new Map() });
  return {
    condition: boundByFields(whole),
    residual: whole.kind === "Fields" ? undefined : whole,
    needs: queryNeeds(whole),
  };
}

interface CompileContext extends QueryContext {
  /** What was made of `exists`, by its field: an object has many fields. */
  readonly exists: Map<string, SearchCondition>;
}

/** Looked at part by part, so that no part becomes too large before the whole is refused. */
function compileNode(query: QueryNode, context: CompileContext): SearchCondition {
  const compiled = compileKind(query, context);
  if (conditionSize(compiled) > searchLimits.maxConditionSize) {
    tooCostly(
      `the query comes to more than ${searchLimits.maxConditionSize} tests of single fields; name fewer fields`,
      "too_many_clauses",
    );
  }
  return compiled;
}

function compileKind(query: QueryNode, context: CompileContext): SearchCondition {
  const onFields = (condition: Condition): SearchCondition => ({ kind: "Fields", condition });
  const clauseOf = (field: string, path: string, lenient: boolean): FieldClause => ({
    field: resolveField(field, context.catalogue),
    path,
    lenient,
    nowMs: context.nowMs,
  });
  switch (query.kind) {
    case "All":
      return holdsAlways;
    case "None":
      return holdsNever;
    case "Bool":
      return compileBool(query, context);
    case "Ids":
      return { kind: "Ids", ids: query.ids };
    case "Eql":
      return onFields(eqlCondition(query, context));
    case "Exists":
      return compileExists(query.field, context);
    case "Terms": {
      if (query.field === "_id") return { kind: "Ids", ids: new Set(query.values.map(String)) };
      if (query.field === "_index") return indexIs(query.values.map(String));
      return onFields(equalsOneOf(clauseOf(query.field, query.path, false), query.values, query.foldCase));
    }
    case "Match": {
      if (query.field === "_id") return { kind: "Ids", ids: new Set([String(query.value)]) };
      if (query.field === "_index") return indexIs([String(query.value)]);
      return onFields(matchesText(clauseOf(query.field, query.path, query.lenient), query.value, query.mode));
    }
    case "Range":
      return onFields(withinRange(clauseOf(query.field, query.path, false), query.bounds, query.dates));
    case "Wildcard":
      if (query.field === "_index") return indexIs([query.pattern]);
      refuseId(query.field, query.path);
      return onFields(fitsWildcard(clauseOf(query.field, query.path, true), query.pattern, query.foldCase));
    case "Prefix":
      if (query.field === "_index") return indexIs([`${query.prefix}*`]);
      refuseId(query.field, query.path);
      return onFields(startsWith(clauseOf(query.field, query.path, true), query.prefix, query.foldCase));
    case "Regexp":
      refuseId(query.field, query.path);
      return onFields(fitsRegex(clauseOf(query.field, query.path, true), query.pattern, query.foldCase));
  }
}

/** Patterns, as Elasticsearch takes them in a term on `_index` too. */
function indexIs(patterns: readonly string[]): SearchCondition {
  const tests = patterns.map((pattern) => {
    const read = readWildcard(pattern, false);
    if (read === undefined || read.kind === "text") return (name: string) => name === (read?.text ?? pattern);
    return read.kind === "test" ? read.matches : compileWildcard(read.pattern, { foldCase: false });
  });
  return { kind: "Index", matches: (name) => tests.some((test) => test(name)) };
}

function refuseId(field: string, path: string): void {
  if (field === "_id" || field === "_index") refuse(path, `[${field}] takes whole values only`);
}

function compileExists(name: string, { catalogue, exists }: CompileContext): SearchCondition {
  if (name === "_id" || name === "_index" || name === "_source") return holdsAlways;
  const made = exists.get(name);
  if (made !== undefined) return made;
  const field = resolveField(name, catalogue);
  const names = field.type === "object" || field.type === "nested" ? fieldsBelow(name, catalogue) : [];
  const all = [field, ...names.map((below) => resolveField(below, catalogue))];
  // A point is an object of its own.
  const points = all.flatMap((known) =>
    known.type === "geo_point" ? [resolveField(`${known.name}.lat`, catalogue)] : [],
  );
  const condition = anyOf(
    [...all, ...points].map((known) => ({ kind: "Fields", condition: hasValue(known) })),
  );
  exists.set(name, condition);
  return condition;
}

function eqlCondition(
  { path, query: text, eventCategoryField }: Extract<QueryNode, { kind: "Eql" }>,
  { catalogue, nowMs }: CompileContext,
): Condition {
  const checked = checkQuery(text, catalogue, { eventCategoryField, nowMs });
  if (!checked.ok) return refuseQuery(text, checked.diagnostics);
  const { value } = checked;
  if (value.kind === "event" && value.pipes.length === 0) return value.condition;
  return refuse(path, "only event queries without pipes can stand among others; use _eql/search");
}

function compileBool(query: Extract<QueryNode, { kind: "Bool" }>, context: CompileContext): SearchCondition {
  const compile = (node: QueryNode): SearchCondition => compileNode(node, context);
  const parts = [...query.must.map(compile), ...query.mustNot.map((node) => notOf(compile(node)))];
  if (query.least > 0) parts.push(atLeast(query.should.map(compile), query.least));
  return allOf(parts);
}

function atLeast(operands: readonly SearchCondition[], least: number): SearchCondition {
  if (least > operands.length) return holdsNever;
  if (least === operands.length) return allOf(operands);
  if (least === 1) return anyOf(operands);
  const choices: SearchCondition[][] = [];
  const choose = (from: number, chosen: readonly SearchCondition[]): void => {
    if (chosen.length === least) {
      choices.push([...chosen]);
      if (choices.length > searchLimits.maxChoices)
        tooCostly(
          `[minimum_should_match] leaves more than ${searchLimits.maxChoices} ways to choose clauses`,
        );
      return;
    }
    for (let at = from; at <= operands.length - (least - chosen.length); at += 1) {
      const operand = operands[at];
      if (operand !== undefined) choose(at + 1, [...chosen, operand]);
    }
  };
  choose(0, []);
  return anyOf(choices.map(allOf));
}
