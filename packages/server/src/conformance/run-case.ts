import {
  checkQuery,
  checkSearchOptions,
  type Diagnostic,
  defaultSearchOptions,
  diagnosticKind,
  hasErrors,
  positionAt,
  QueryFailure,
  type RawSearchOptions,
  type SearchOptions,
} from "@eqlite/core/lang";
import { joinKeyJson, type Match, type RunOptions } from "@eqlite/core/match";
import type { Engine } from "./engines.ts";
import { sameItems } from "./same-items.ts";
import type { ConformanceCase, Dataset, Expectation } from "./suite.ts";

export type CaseResult =
  | { readonly passed: true }
  | { readonly passed: false; readonly expected: string; readonly got: string };

/** Runs one case and compares what came out with what the suite expects. */
export function runCase(testCase: ConformanceCase, dataset: Dataset, engine: Engine): CaseResult {
  const outcome = evaluate(testCase, dataset, engine);
  if (agrees(testCase.expect, outcome)) return { passed: true };
  return { passed: false, expected: JSON.stringify(testCase.expect), got: expectationText(outcome) };
}

/** Join keys may hold whole numbers that JSON.stringify refuses. */
function expectationText(outcome: Expectation): string {
  return JSON.stringify(outcome, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

/** The defaults of the suite differ from those of the API in the size only. */
const suiteDefaults: SearchOptions = { ...defaultSearchOptions, size: 1000 };

/** The parameters of a request that a case may set, and what checks them. */
const parameters: Readonly<Record<string, keyof RawSearchOptions>> = {
  size: "size",
  result_position: "resultPosition",
  timestamp_field: "timestampField",
  event_category_field: "eventCategoryField",
  tiebreaker_field: "tiebreakerField",
  max_samples_per_key: "maxSamplesPerKey",
  fetch_size: "fetchSize",
};

function evaluate({ query, params = {} }: ConformanceCase, dataset: Dataset, engine: Engine): Expectation {
  // Unknown parameters and an empty query are refused before anything is read (specification 10.1).
  if (query === "" || Object.keys(params).some((name) => !Object.hasOwn(parameters, name))) {
    return { error: { kind: "request" } };
  }
  const raw = Object.entries(params).map(([name, value]) => [parameters[name], value ?? undefined]);
  const request = checkSearchOptions(Object.fromEntries(raw) as RawSearchOptions, suiteDefaults);
  if (!request.ok) return errorOf(query, request.diagnostics);
  const search = request.value;
  const checked = checkQuery(query, dataset.catalogue, {
    eventCategoryField: search.eventCategoryField,
    nowMs: Date.now(),
  });
  if (!checked.ok) return errorOf(query, checked.diagnostics);
  const options: RunOptions = {
    search,
    timestampType: dataset.catalogue.typeOf(search.timestampField),
    tiebreakerType:
      search.tiebreakerField === undefined ? undefined : dataset.catalogue.typeOf(search.tiebreakerField),
    fractionBeforeArrival: false,
    onFailure: (failure) => {
      throw failure;
    },
  };
  try {
    const matches = engine(checked.value, options, dataset.events);
    return checked.value.kind === "event"
      ? { events: matches.flatMap(eventIds) }
      : { sequences: matches.map(sequenceOf) };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { error: { kind: "runtime" } };
  }
}

function eventIds(match: Match<string>): readonly string[] {
  return match.events.filter((id) => id !== undefined);
}

function sequenceOf(match: Match<string>): NonNullable<Expectation["sequences"]>[number] {
  const join_keys = match.key === undefined ? [] : joinKeyJson(match.key);
  return { join_keys, events: match.events.map((id) => id ?? null) };
}

/** The error the original would give: it stops at the first it cannot read and only then looks at the meaning. */
function errorOf(query: string, diagnostics: readonly Diagnostic[]): Expectation {
  const errors = diagnostics.filter((diagnostic) => hasErrors([diagnostic]));
  const first = errors.find(({ code }) => diagnosticKind(code) === "syntax") ?? errors[0];
  if (first === undefined) return { error: { kind: "none" } };
  return { error: { kind: diagnosticKind(first.code), ...positionAt(query, first.primary.span.from) } };
}

function agrees(expected: Expectation, got: Expectation): boolean {
  if (expected.error !== undefined) {
    const { kind, line, column } = expected.error;
    return (
      got.error !== undefined &&
      got.error.kind === kind &&
      (line === undefined || got.error.line === line) &&
      (column === undefined || got.error.column === column)
    );
  }
  if (expected.events !== undefined) return sameItems(expected.events, got.events);
  if (expected.sequences === undefined || got.sequences?.length !== expected.sequences.length) return false;
  return expected.sequences.every((sequence, at) => {
    const found = got.sequences?.[at];
    if (found === undefined || !sameItems(sequence.events, found.events)) return false;
    return sequence.join_keys === undefined || sameItems(sequence.join_keys, found.join_keys);
  });
}
