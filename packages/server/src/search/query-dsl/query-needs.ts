import type { Condition, Term } from "@eqlite/core/lang";
import { ingestedField } from "../../ingest/ingested-time.ts";
import type { FieldLookup, ValueLookup } from "../../stores/event-store.ts";
import { searchLimits } from "../search-limits.ts";
import type { SearchCondition } from "./search-condition.ts";

/** What an event must fulfil for a condition to hold. All of it holds together; what is left out asks nothing. */
export interface QueryNeeds {
  /** `@timestamp`, half-open, in milliseconds since 1970. */
  readonly times: TimeSpan | undefined;
  /**
   * `event.ingested` is not before this. It bounds when the event arrived too: an event cannot say that it was taken in
   * after it came here. The other end does not: it may have been taken in elsewhere long before.
   */
  readonly ingestedFromMs: number | undefined;
  /** Of each entry one of its values. */
  readonly values: readonly ValueLookup[];
  readonly indices: readonly ((name: string) => boolean)[];
  readonly ids: ReadonlySet<string> | undefined;
}

export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export const noNeeds: QueryNeeds = {
  times: undefined,
  ingestedFromMs: undefined,
  values: [],
  indices: [],
  ids: undefined,
};

/** What a condition needs. May ask for less than is so, never for more. */
export function queryNeeds(condition: SearchCondition): QueryNeeds {
  switch (condition.kind) {
    case "Fields":
      return conditionNeeds(condition.condition);
    case "Ids":
      return { ...noNeeds, ids: condition.ids };
    case "Index":
      return { ...noNeeds, indices: [condition.matches] };
    case "And":
      return condition.operands.map(queryNeeds).reduce(bothNeeds, noNeeds);
    case "Or":
      return condition.operands.map(queryNeeds).reduce(eitherNeeds);
    case "Not":
      return noNeeds;
  }
}

export function conditionNeeds(condition: Condition): QueryNeeds {
  switch (condition.kind) {
    case "Always":
    case "Not":
      return noNeeds;
    case "Leaf":
      return leafNeeds(condition.test);
    case "And":
      return condition.operands.map(conditionNeeds).reduce(bothNeeds, noNeeds);
    case "Or": {
      const [first, ...others] = condition.operands.map(conditionNeeds);
      return first === undefined ? noNeeds : others.reduce(eitherNeeds, first);
    }
  }
}

function leafNeeds(test: Term): QueryNeeds {
  switch (test.kind) {
    case "CompareBound": {
      if (test.left.kind !== "FieldValue" || test.bound.kind !== "DateSpan") return noNeeds;
      const times = spanOf(test.operator, test.bound.span.from.ms, test.bound.span.to.ms);
      if (test.left.name === "@timestamp") return { ...noNeeds, times };
      if (test.left.name !== ingestedField || times === undefined) return noNeeds;
      return { ...noNeeds, ingestedFromMs: times.fromMs };
    }
    case "OneOf":
      return lookup(test.operand, test.values);
    case "Compare":
      if (test.operator !== "==" || test.right.kind !== "Constant") return noNeeds;
      return lookup(test.left, [test.right.value]);
    case "AllOf":
      return test.operands.map(leafNeeds).reduce(bothNeeds, noNeeds);
    default:
      return noNeeds;
  }
}

function spanOf(operator: string, fromMs: number, toMs: number): TimeSpan | undefined {
  switch (operator) {
    case "==":
      return { fromMs, toMs: toMs + 1 };
    case ">=":
      return { fromMs, toMs: Number.POSITIVE_INFINITY };
    case ">":
      return { fromMs: toMs, toMs: Number.POSITIVE_INFINITY };
    case "<=":
      return { fromMs: Number.NEGATIVE_INFINITY, toMs: toMs + 1 };
    case "<":
      return { fromMs: Number.NEGATIVE_INFINITY, toMs: fromMs + 1 };
    default:
      return undefined;
  }
}

/** Filters know texts: a field of another type may hold the same value written otherwise. */
function lookup(operand: Term, values: readonly unknown[]): QueryNeeds {
  if (operand.kind !== "FieldValue" || operand.fieldType !== "keyword") return noNeeds;
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === 0 || texts.length < values.length) return noNeeds;
  return { ...noNeeds, values: [[{ field: operand.name, texts }]] };
}

export function bothNeeds(a: QueryNeeds, b: QueryNeeds): QueryNeeds {
  return {
    times:
      a.times === undefined || b.times === undefined
        ? (a.times ?? b.times)
        : {
            fromMs: Math.max(a.times.fromMs, b.times.fromMs),
            toMs: Math.min(a.times.toMs, b.times.toMs),
          },
    ingestedFromMs: maxOf(a.ingestedFromMs, b.ingestedFromMs),
    values: [...a.values, ...b.values],
    indices: [...a.indices, ...b.indices],
    ids: a.ids ?? b.ids,
  };
}

function maxOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** What is needed either way. Of values: one of those of either side, for each entry of both. */
export function eitherNeeds(a: QueryNeeds, b: QueryNeeds): QueryNeeds {
  const [aIndex, bIndex] = [a.indices[0], b.indices[0]];
  return {
    times:
      a.times === undefined || b.times === undefined
        ? undefined
        : {
            fromMs: Math.min(a.times.fromMs, b.times.fromMs),
            toMs: Math.max(a.times.toMs, b.times.toMs),
          },
    ingestedFromMs:
      a.ingestedFromMs === undefined || b.ingestedFromMs === undefined
        ? undefined
        : Math.min(a.ingestedFromMs, b.ingestedFromMs),
    values: eitherValues(a.values, b.values),
    indices:
      aIndex === undefined || bIndex === undefined ? [] : [(name: string) => aIndex(name) || bIndex(name)],
    ids: a.ids === undefined || b.ids === undefined ? undefined : new Set([...a.ids, ...b.ids]),
  };
}

/** `(a and b) or (c and d)` needs `(a or c) and (a or d) and (b or c) and (b or d)`. What goes beyond the bound is left out. */
function eitherValues(a: readonly ValueLookup[], b: readonly ValueLookup[]): readonly ValueLookup[] {
  return a
    .flatMap((ofA) => b.map((ofB) => withAlternatives(ofA, ofB)))
    .filter(
      (lookup) => lookup.reduce((sum, { texts }) => sum + texts.length, 0) <= searchLimits.maxAlternatives,
    )
    .slice(0, searchLimits.maxLookups);
}

/** One entry for each field. */
function withAlternatives(a: ValueLookup, b: ValueLookup): ValueLookup {
  const texts = new Map<string, Set<string>>();
  for (const lookup of [...a, ...b]) {
    const known = texts.get(lookup.field);
    if (known === undefined) texts.set(lookup.field, new Set(lookup.texts));
    else for (const text of lookup.texts) known.add(text);
  }
  return [...texts].map(([field, found]): FieldLookup => ({ field, texts: [...found] }));
}
