/** A condition on events as plain data, which becomes a search and, for people, EQL. */
export type EventTest =
  | { readonly field: string; readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly like: string }
  | { readonly exists: string }
  | { readonly not: EventTest }
  | { readonly all: readonly EventTest[] }
  | { readonly any: readonly EventTest[] };

/** Events that are asked for: always within a time, half-open, and at most so many. */
export interface EventQuery {
  readonly test: EventTest;
  readonly fromMs: number;
  readonly toMs: number;
  readonly size: number;
  readonly order: "oldest-first" | "newest-first";
}

/** What `searchEvents` takes. */
export function searchBody({
  test,
  fromMs,
  toMs,
  size,
  order,
}: EventQuery): Readonly<Record<string, unknown>> {
  return {
    query: {
      bool: {
        filter: [{ range: { "@timestamp": { gte: fromMs, lt: toMs, format: "epoch_millis" } } }, dslOf(test)],
      },
    },
    sort: [{ "@timestamp": order === "oldest-first" ? "asc" : "desc" }],
    size,
    track_total_hits: 10_000,
  };
}

/** Where Explore shows the same events. */
export interface ExploreLink {
  readonly query: string;
  readonly from: string;
  readonly to: string;
}

export function exploreLink({ test, fromMs, toMs }: EventQuery): ExploreLink {
  return {
    query: `any where ${eqlOf(test)}`,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  };
}

export function dslOf(test: EventTest): Readonly<Record<string, unknown>> {
  if ("oneOf" in test) {
    const [only] = test.oneOf;
    return test.oneOf.length === 1
      ? { term: { [test.field]: only } }
      : { terms: { [test.field]: test.oneOf } };
  }
  if ("like" in test) return { wildcard: { [test.field]: { value: test.like, case_insensitive: true } } };
  if ("exists" in test) return { exists: { field: test.exists } };
  if ("not" in test) return { bool: { must_not: [dslOf(test.not)] } };
  if ("all" in test) return { bool: { filter: test.all.map(dslOf) } };
  return { bool: { should: test.any.map(dslOf), minimum_should_match: 1 } };
}

export function eqlOf(test: EventTest): string {
  if ("oneOf" in test) {
    const values = test.oneOf.map(literal);
    if (values.length === 0) return "false";
    return values.length === 1
      ? `${fieldName(test.field)} == ${values[0]}`
      : `${fieldName(test.field)} in (${values.join(", ")})`;
  }
  if ("like" in test) return `${fieldName(test.field)} like~ ${literal(test.like)}`;
  if ("exists" in test) return `${fieldName(test.exists)} != null`;
  if ("not" in test) return `not ${grouped(test.not)}`;
  const [parts, word] = "all" in test ? ([test.all, "and"] as const) : ([test.any, "or"] as const);
  if (parts.length === 0) return word === "and" ? "true" : "false";
  if (parts.length === 1 && parts[0] !== undefined) return eqlOf(parts[0]);
  return parts.map(grouped).join(` ${word} `);
}

function grouped(test: EventTest): string {
  const isList = "all" in test ? test.all.length > 1 : "any" in test && test.any.length > 1;
  return isList || "not" in test ? `(${eqlOf(test)})` : eqlOf(test);
}

/** Values of events stand in queries as what they are, whatever is in them. */
function literal(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const escaped = value.replace(/["\\\n\r\t]/g, (char) => escapes[char] ?? char);
  return `"${escaped}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Field names of rules may hold anything; between backquotes a backquote is written twice. */
function fieldName(name: string): string {
  return /^[A-Za-z_@][\w.@]*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}
