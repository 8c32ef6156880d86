import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createNdjsonReader, type JsonObject, parseSchema, type RawRecord } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";

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

export interface Dataset {
  readonly catalogue: FieldCatalogue;
  /** In order of arrival. */
  readonly events: readonly { readonly id: string; readonly document: JsonObject }[];
}

/** Reads `cases.json` of a suite. Throws where the file is missing or is no suite. */
export async function readCases(folder: string): Promise<readonly ConformanceCase[]> {
  const path = join(folder, "cases.json");
  const suite = JSON.parse(await readFile(path, "utf8")) as { format?: unknown; cases?: unknown };
  if (suite.format !== 1 || !Array.isArray(suite.cases) || suite.cases.length === 0) {
    throw new Error(`${path} is no conformance suite of format 1, or holds no case`);
  }
  return suite.cases as readonly ConformanceCase[];
}

/** Reads the events and the field types of one data set. Throws where a file is missing or wrong. */
export async function readDataset(folder: string, name: string): Promise<Dataset> {
  const base = join(folder, "datasets", name);
  const schema = parseSchema(JSON.parse(await readFile(`${base}.schema.json`, "utf8")));
  if (!schema.ok) throw new Error(`${base}.schema.json: ${schema.message}`);
  const records: RawRecord[] = [];
  const reader = createNdjsonReader({
    record: (record) => records.push(record),
    problem: (problem) => {
      throw new Error(`${base}.ndjson: ${problem.message}`);
    },
  });
  reader.push(await readFile(`${base}.ndjson`));
  reader.end();
  return {
    catalogue: schema.catalogue,
    events: records.map(({ document }) => ({
      id: String(document["id"]),
      document: document["event"] as JsonObject,
    })),
  };
}
