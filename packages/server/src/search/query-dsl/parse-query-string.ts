import type { JsonValue } from "@eqlite/core/events";
import { refuse, tooCostly } from "../search-error.ts";
import { searchLimits } from "../search-limits.ts";
import { countClause, type ParseContext, readLeast } from "./parse-context.ts";
import type { DateReading, QueryNode, RangeBound } from "./query-node.ts";

export interface QueryStringOptions {
  /** The simple dialect: `+ | - "" () *` only, and never an error. */
  readonly isSimple: boolean;
  readonly path: string;
  readonly defaultFields: readonly string[];
  readonly defaultOperator: "and" | "or";
  readonly dates: DateReading;
  readonly least: JsonValue | undefined;
  readonly context: ParseContext;
}

/**
 * Reads Lucene's query syntax: `field:value`, `AND OR NOT && || ! + -`, parentheses, "phrases", wildcards, ranges
 * (`[a TO b]`, `{a TO b}`, `>=a`), `/regex/`, `_exists_:field`, and backslash escapes. Words without a field are looked for
 * in the default fields.
 *
 * As in Lucene, `AND` makes both of its neighbours required and `OR` leaves them optional: there is no precedence.
 */
export function parseQueryString(text: string, options: QueryStringOptions): QueryNode {
  if (text.trim() === "") return { kind: "None" };
  const parser = createParser(text, options);
  return parser.clauses(undefined, 0);
}

type Occur = "must" | "should" | "must-not";

interface Word {
  /** With its escapes: a pattern if it holds wildcards without a backslash. */
  readonly raw: string;
  readonly kind: "word" | "phrase" | "regex";
}

function createParser(text: string, options: QueryStringOptions) {
  const { isSimple, path, defaultFields, defaultOperator, dates, context } = options;
  let at = 0;

  const fail = (message: string): never =>
    refuse(`${path}.query`, `${message} (at character ${at + 1} of the query string)`);
  const skipBlanks = (): void => {
    while (at < text.length && /\s/.test(text[at] ?? "")) at += 1;
  };
  const take = (token: string): boolean => {
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  /** `AND` and the like are words of their own. */
  const takeKeyword = (word: string): boolean => {
    const after = text[at + word.length];
    if (isSimple || !text.startsWith(word, at)) return false;
    if (after !== undefined && !/[\s()"]/.test(after)) return false;
    at += word.length;
    return true;
  };

  function clauses(field: string | undefined, depth: number): QueryNode {
    if (depth > searchLimits.maxQueryDepth)
      tooCostly(`query strings may nest ${searchLimits.maxQueryDepth} deep; this is deeper`);
    const parts: { occur: Occur; query: QueryNode }[] = [];
    let isAfterAnd = false;
    let isAfterOr = false;
    for (;;) {
      skipBlanks();
      if (at >= text.length || (text[at] === ")" && (depth > 0 || !isSimple))) break;
      if (isSimple && text[at] === ")") {
        at += 1;
        continue;
      }
      if (takeKeyword("AND") || take("&&") || (isSimple && parts.length > 0 && take("+"))) {
        const last = parts.at(-1);
        if (last?.occur === "should") last.occur = "must";
        isAfterAnd = true;
        continue;
      }
      if (takeKeyword("OR") || take("||") || (isSimple && take("|"))) {
        const last = parts.at(-1);
        if (last?.occur === "must" && defaultOperator === "and" && !isAfterAnd) last.occur = "should";
        isAfterOr = true;
        continue;
      }
      const sign = takeSign();
      skipBlanks();
      if (at >= text.length) {
        if (isSimple) break;
        fail("the query string ends where a clause is expected");
      }
      const query = clause(field, depth);
      if (query === undefined) continue;
      const occur = isAfterAnd || (defaultOperator === "and" && !isAfterOr) ? "must" : "should";
      // In the simple dialect `-` is a negation like any other, which an `or` makes optional.
      if (isSimple && sign === "must-not") parts.push({ occur, query: negated(query) });
      else parts.push({ occur: sign ?? occur, query });
      isAfterAnd = false;
      isAfterOr = false;
    }
    return combine(parts, depth);
  }

  function takeSign(): Occur | undefined {
    if (take("-") || (!isSimple && take("!")) || takeKeyword("NOT")) return "must-not";
    return take("+") ? "must" : undefined;
  }

  function combine(parts: readonly { occur: Occur; query: QueryNode }[], depth: number): QueryNode {
    const of = (occur: Occur): readonly QueryNode[] =>
      parts.filter((part) => part.occur === occur).map(({ query }) => query);
    const must = of("must");
    const should = of("should");
    const mustNot = of("must-not");
    const [only] = should;
    if (parts.length === 1 && only !== undefined) return only;
    if (parts.length === 0) return { kind: "None" };
    const least =
      depth === 0 && options.least !== undefined
        ? readLeast(options.least, should.length, `${path}.minimum_should_match`)
        : should.length > 0 && must.length === 0
          ? 1
          : 0;
    return { kind: "Bool", must, should, mustNot, least };
  }

  function clause(field: string | undefined, depth: number): QueryNode | undefined {
    countClause(context);
    if (take("(")) {
      const inner = clauses(field, depth + 1);
      skipBlanks();
      if (!take(")") && !isSimple) fail("a parenthesis is not closed");
      skipBoost();
      return inner;
    }
    const start = at;
    if (!isSimple) {
      const name = takeFieldName();
      if (name !== undefined) return fieldClause(name, depth);
      at = start;
    }
    const word = takeWord();
    if (word === undefined) {
      if (isSimple) {
        at += 1;
        return undefined;
      }
      return fail(`[${text[at] ?? ""}] is not expected here`);
    }
    skipBoost();
    return anyField(field, (name) => wordQuery(name, word));
  }

  /** A name and its colon; undefined where none stands here. */
  function takeFieldName(): string | undefined {
    const found = /^(?:[^\s:()[\]{}"/<>=!+\-^~\\]|\\.|[-+](?!\s))+(?=:)/.exec(text.slice(at, at + 1_024));
    if (found === null) return undefined;
    at += found[0].length + 1;
    return found[0].replace(/\\(.)/g, "$1");
  }

  function fieldClause(name: string, depth: number): QueryNode {
    skipBlanks();
    if (name === "_exists_") {
      const word = takeWord();
      if (word === undefined) return fail("the name of a field is expected after [_exists_:]");
      return { kind: "Exists", path, field: withoutEscapes(word.raw) };
    }
    // `process.\*:cmd.exe` names many fields.
    const names = name.includes("*") ? context.expandFields([name], path) : [name];
    for (let at = 1; at < names.length; at += 1) countClause(context);
    const query = (build: (field: string) => QueryNode): QueryNode => anyOf(names.map(build));
    if (take("(")) {
      const from = at;
      const built = names.map((field) => {
        at = from;
        return clauses(field, depth + 1);
      });
      skipBlanks();
      if (!take(")")) fail("a parenthesis is not closed");
      skipBoost();
      return anyOf(built);
    }
    const bounds = takeRange() ?? takeComparison();
    if (bounds !== undefined) {
      skipBoost();
      return query((field) => ({ kind: "Range", path, field, bounds, dates }));
    }
    const word = takeWord();
    if (word === undefined) return fail(`a value is expected after [${name}:]`);
    skipBoost();
    return query((field) => wordQuery(field, word));
  }

  function anyField(field: string | undefined, build: (field: string) => QueryNode): QueryNode {
    if (field !== undefined) return build(field);
    return anyOf(
      defaultFields.map((name) => {
        countClause(context);
        return build(name);
      }),
    );
  }

  function takeRange(): readonly RangeBound[] | undefined {
    const open = text[at];
    if (open !== "[" && open !== "{") return undefined;
    at += 1;
    const from = takeRangeEnd();
    skipBlanks();
    if (!take("TO")) fail("a range is written [a TO b]");
    const to = takeRangeEnd();
    skipBlanks();
    const isInclusive = take("]");
    if (!isInclusive && !take("}")) fail("a range ends in ] or }");
    const bounds: RangeBound[] = [];
    if (from !== "*") bounds.push({ operator: open === "[" ? "gte" : "gt", value: from });
    if (to !== "*") bounds.push({ operator: isInclusive ? "lte" : "lt", value: to });
    return bounds;
  }

  function takeRangeEnd(): string {
    skipBlanks();
    if (text[at] === '"') {
      const phrase = takeWord();
      return phrase === undefined ? fail("a bound of the range is missing") : withoutEscapes(phrase.raw);
    }
    const found = /^(?:[^\s\]}\\"]|\\.)+/.exec(text.slice(at, at + searchLimits.maxTextLength));
    if (found === null) return fail("a bound of the range is missing");
    at += found[0].length;
    return withoutEscapes(found[0]);
  }

  function takeComparison(): readonly RangeBound[] | undefined {
    const found = /^(>=|<=|>|<)/.exec(text.slice(at, at + 2));
    if (found === null) return undefined;
    at += found[0].length;
    skipBlanks();
    const word = takeWord();
    if (word === undefined) return fail("a value is expected after the comparison");
    const operators = { ">=": "gte", "<=": "lte", ">": "gt", "<": "lt" } as const;
    return [{ operator: operators[found[0] as keyof typeof operators], value: withoutEscapes(word.raw) }];
  }

  function takeWord(): Word | undefined {
    if (take('"')) return { kind: "phrase", raw: takeUntil('"', "a phrase is not closed") };
    if (!isSimple && take("/"))
      return { kind: "regex", raw: takeUntil("/", "a regular expression is not closed") };
    const from = at;
    while (at < text.length) {
      const character = text[at] ?? "";
      if (character === "\\" && at + 1 < text.length) at += 2;
      else if (/[\s()"]/.test(character) || (isSimple ? character === "|" : /[[\]{}^~]/.test(character)))
        break;
      else at += 1;
    }
    if (at === from) return undefined;
    return { kind: "word", raw: text.slice(from, at) };
  }

  function takeUntil(end: string, message: string): string {
    const from = at;
    for (; at < text.length; at += 1) {
      if (text[at] === "\\") at += 1;
      else if (text[at] === end) {
        at += 1;
        return text.slice(from, at - 1);
      }
    }
    at = text.length;
    return isSimple ? text.slice(from) : fail(message);
  }

  function skipBoost(): void {
    if (take("~")) {
      const found = /^[\d.]*/.exec(text.slice(at, at + 16))?.[0] ?? "";
      if (found !== "0" && !isSimple)
        fail("words that are nearly the same are not looked for: [~] is not supported");
      at += found.length;
    }
    const boost = /^\^[\d.]+/.exec(text.slice(at, at + 16));
    if (boost !== null) at += boost[0].length;
  }

  function wordQuery(field: string, { raw, kind }: Word): QueryNode {
    switch (kind) {
      case "regex":
        return { kind: "Regexp", path, field, pattern: raw.replace(/\\\//g, "/"), foldCase: false };
      case "phrase":
        return { kind: "Match", path, field, value: withoutEscapes(raw), mode: "phrase", lenient: true };
      case "word": {
        if (raw === "*") return { kind: "Exists", path, field };
        const isPattern = hasBareWildcard(raw) && (!isSimple || raw.endsWith("*"));
        if (isPattern) return { kind: "Wildcard", path, field, pattern: raw, foldCase: false };
        return {
          kind: "Match",
          path,
          field,
          value: withoutEscapes(raw),
          mode: defaultOperator === "and" ? "all" : "any",
          lenient: true,
        };
      }
    }
  }

  return {
    clauses(field: string | undefined, depth: number): QueryNode {
      const query = clauses(field, depth);
      skipBlanks();
      if (at < text.length) fail(`[${text[at] ?? ""}] is not expected here`);
      return query;
    },
  };
}

function negated(query: QueryNode): QueryNode {
  return { kind: "Bool", must: [], should: [], mustNot: [query], least: 0 };
}

function anyOf(should: readonly QueryNode[]): QueryNode {
  const [only] = should;
  if (only === undefined) return { kind: "None" };
  return should.length === 1 ? only : { kind: "Bool", must: [], should, mustNot: [], least: 1 };
}

/** Whether `*` or `?` stands in a text without a backslash before it. */
function hasBareWildcard(raw: string): boolean {
  return /[*?]/.test(raw.replace(/\\./gs, ""));
}

function withoutEscapes(raw: string): string {
  return raw.replace(/\\(.)/gs, "$1");
}
