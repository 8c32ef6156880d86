import type { JsonObject } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";

/** A conformance suite as it stands in its files. Plain data: it can be sent to a page as JSON. */
export interface Suite {
  readonly cases: readonly ConformanceCase[];
  /** The data sets that the cases name, each once. */
  readonly datasets: readonly DatasetText[];
}

/** One case of a conformance suite; the format is described in `conformance/README.md`. */
export interface ConformanceCase {
  readonly id: string;
  readonly section: string;
  readonly dataset: string;
  readonly query: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly expect: Expectation;
  readonly note?: string;
  readonly confidence?: "unverified";
}

export interface Expectation {
  readonly events?: readonly string[];
  readonly sequences?: readonly ExpectedSequence[];
  readonly error?: { readonly kind: string; readonly line?: number; readonly column?: number };
}

export interface ExpectedSequence {
  readonly join_keys?: readonly unknown[];
  readonly events: readonly (string | null)[];
}

/** The two files of a data set. */
export interface DatasetText {
  readonly name: string;
  /** `<name>.schema.json` */
  readonly schema: string;
  /** `<name>.ndjson` */
  readonly events: string;
}

export interface Dataset {
  readonly catalogue: FieldCatalogue;
  /** In order of arrival. */
  readonly events: readonly DatasetEvent[];
}

export interface DatasetEvent {
  readonly id: string;
  readonly document: JsonObject;
}
