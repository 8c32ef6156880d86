import { createDiagnosticSink } from "../diagnostic-sink.ts";
import type { Checked } from "../diagnostics.ts";

/** The parameters of a search beside its query (specification 10.1). */
export interface SearchOptions {
  /** Most results; caps the pipes too (specification 2.4). */
  readonly size: number;
  /** Whether the first or the last results are kept. */
  readonly resultPosition: "head" | "tail";
  readonly timestampField: string;
  readonly eventCategoryField: string;
  readonly tiebreakerField: string | undefined;
  /** Most samples for one key (specification 7). */
  readonly maxSamplesPerKey: number;
}

export const defaultSearchOptions: SearchOptions = {
  size: 10,
  resultPosition: "tail",
  timestampField: "@timestamp",
  eventCategoryField: "event.category",
  tiebreakerField: undefined,
  maxSamplesPerKey: 1,
};

/** Search options as they come from outside; what is absent takes its default. */
export interface RawSearchOptions {
  readonly size?: unknown;
  readonly resultPosition?: unknown;
  readonly timestampField?: unknown;
  readonly eventCategoryField?: unknown;
  readonly tiebreakerField?: unknown;
  readonly maxSamplesPerKey?: unknown;
  /** How many events the original reads at once. Checked only: it must not change results (specification 10.1). */
  readonly fetchSize?: unknown;
}

/** Checks search options over `defaults`; each bad one is reported. */
export function checkSearchOptions(
  raw: RawSearchOptions,
  defaults = defaultSearchOptions,
): Checked<SearchOptions> {
  const sink = createDiagnosticSink();
  const refuse = (message: string): void => sink.report("EQL212", { from: 0, to: 0 }, message);
  const wholeNumber = (name: string, value: unknown, least: number, fallback: number): number => {
    if (value === undefined) return fallback;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
    refuse(`\`${name}\` is a whole number from ${least}; this is ${JSON.stringify(value)}.`);
    return fallback;
  };
  const fieldName = <T extends string | undefined>(name: string, value: unknown, fallback: T): string | T => {
    if (value === undefined) return fallback;
    if (typeof value === "string" && value !== "") return value;
    refuse(`\`${name}\` is the name of a field; this is ${JSON.stringify(value)}.`);
    return fallback;
  };
  const position = raw.resultPosition ?? defaults.resultPosition;
  if (position !== "head" && position !== "tail") {
    refuse(`\`result_position\` is \`head\` or \`tail\`; this is ${JSON.stringify(position)}.`);
  }
  wholeNumber("fetch_size", raw.fetchSize, 2, 1000);
  const value: SearchOptions = {
    size: wholeNumber("size", raw.size, 0, defaults.size),
    resultPosition: position === "head" ? "head" : "tail",
    timestampField: fieldName("timestamp_field", raw.timestampField, defaults.timestampField),
    eventCategoryField: fieldName(
      "event_category_field",
      raw.eventCategoryField,
      defaults.eventCategoryField,
    ),
    tiebreakerField: fieldName("tiebreaker_field", raw.tiebreakerField, defaults.tiebreakerField),
    maxSamplesPerKey: wholeNumber("max_samples_per_key", raw.maxSamplesPerKey, 1, defaults.maxSamplesPerKey),
  };
  return sink.all.length === 0 ? { ok: true, value, diagnostics: [] } : { ok: false, diagnostics: sink.all };
}
