import type { Term } from "./condition.ts";
import type { CheckedQuery } from "./eql/checked-query.ts";
import { findBuiltIn } from "./functions/catalogue.ts";
import { compileRegex } from "./pattern/regex/compile-regex.ts";

/** A checked query without functions: what structured cloning takes to another thread. Parts that are one object stay one. */
export interface PortableQuery {
  readonly portable: unknown;
}

/** Takes what cannot be cloned out of a query. */
export function toPortableQuery(query: CheckedQuery): PortableQuery {
  return {
    portable: rewrite(query, (part) => {
      if (part["kind"] === "FunctionCall") {
        return {
          ...part,
          builtIn: (part as unknown as Extract<Term, { kind: "FunctionCall" }>).builtIn.name,
        };
      }
      return part["kind"] === "Regex" ? { ...part, matches: undefined } : part;
    }),
  };
}

/** The query that `toPortableQuery` was given. Throws where the value is not from there. */
export function fromPortableQuery({ portable }: PortableQuery): CheckedQuery {
  return rewrite(portable, (part) => {
    if (part["kind"] === "FunctionCall") {
      const builtIn = findBuiltIn(String(part["builtIn"]));
      if (builtIn === undefined) throw new Error(`there is no function ${String(part["builtIn"])}`);
      return { ...part, builtIn };
    }
    return part["kind"] === "Regex" ? withMatches(part) : part;
  }) as CheckedQuery;
}

function withMatches(part: Record<string, unknown>): Record<string, unknown> {
  const { pattern, fold, operand } = part as unknown as Extract<Term, { kind: "Regex" }>;
  // The same as when the query was checked: a computed text knows anchors, the values of a field do not.
  const compiled = compileRegex(pattern, {
    foldCase: fold !== "none",
    anchors: operand.kind !== "FieldValue",
  });
  if (!compiled.ok) throw new Error(`an expression that was compiled is wrong: ${compiled.error.message}`);
  return { ...part, matches: compiled.matches };
}

/** Copies a tree, each object once, with a change to each on the way. */
function rewrite(
  value: unknown,
  change: (part: Record<string, unknown>) => Record<string, unknown>,
  copies = new Map<object, unknown>(),
): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copy = Array.isArray(value)
    ? value.map((item) => rewrite(item, change, copies))
    : Object.fromEntries(
        Object.entries(change(value as Record<string, unknown>)).map(([key, item]) => [
          key,
          // What was put in for a function is whole already.
          typeof item === "function" || key === "builtIn" ? item : rewrite(item, change, copies),
        ]),
      );
  copies.set(value, copy);
  return copy;
}
