import { schemaCatalogue } from "../events/catalogue/field-catalogue.ts";
import type { JsonObject, JsonValue } from "../events/index.ts";
import {
  type CheckedQuery,
  checkQuery,
  defaultSearchOptions,
  type FieldCatalogue,
  type SearchOptions,
} from "../lang/index.ts";
import { joinKeyJson } from "./join-key.ts";
import { createQueryRun, type RunOptions } from "./query-run.ts";

/** Checks a query that must be right. */
export function checkedQuery(text: string, catalogue: FieldCatalogue): CheckedQuery {
  const checked = checkQuery(text, catalogue);
  if (!checked.ok) throw new Error(`${text}: ${JSON.stringify(checked.diagnostics[0])}`);
  return checked.value;
}

export interface QueryText {
  readonly text: string;
  /** Field types beside `@timestamp` (date) and `event.category` (keyword). */
  readonly fields?: Readonly<Record<string, string>>;
  readonly search?: Partial<SearchOptions>;
  readonly fractionBeforeArrival?: boolean;
  /** Throws by default. */
  readonly onFailure?: RunOptions["onFailure"];
}

/** The options of a run; every result counts unless the test sets a size. */
export function runOptions({ fields, search, fractionBeforeArrival = false, onFailure }: QueryText): {
  readonly catalogue: FieldCatalogue;
  readonly options: RunOptions;
} {
  const catalogue = schemaCatalogue({ "@timestamp": "date", "event.category": "keyword", ...fields });
  const merged: SearchOptions = { ...defaultSearchOptions, size: 1000, ...search };
  const throwFailure: RunOptions["onFailure"] = (failure) => {
    throw failure;
  };
  return {
    catalogue,
    options: {
      search: merged,
      timestampType: catalogue.typeOf(merged.timestampField),
      tiebreakerType:
        merged.tiebreakerField === undefined ? undefined : catalogue.typeOf(merged.tiebreakerField),
      fractionBeforeArrival,
      onFailure: onFailure ?? throwFailure,
    },
  };
}

/** What a query yields: for each match its events by their `id`, null where one is missing, and its key. */
export interface TextMatch {
  readonly key: readonly JsonValue[] | undefined;
  readonly ids: readonly (JsonValue | undefined)[];
}

/** Runs a query over documents in the order given. */
export function runQueryText(query: QueryText, documents: readonly JsonObject[]): readonly TextMatch[] {
  const { catalogue, options } = runOptions(query);
  const run = createQueryRun<JsonObject>(checkedQuery(query.text, catalogue), options);
  for (const [arrival, document] of documents.entries()) run.add(document, arrival, document);
  return run.finish().map(({ key, events }) => ({
    key: key === undefined ? undefined : joinKeyJson(key),
    ids: events.map((event) => (event === undefined ? null : event["id"])),
  }));
}

/** The ids of the events that an event query yields. */
export function eventIds(
  query: QueryText,
  documents: readonly JsonObject[],
): readonly (JsonValue | undefined)[] {
  return runQueryText(query, documents).flatMap(({ ids }) => ids);
}
