import { createNdjsonReader, type JsonObject, parseSchema, type RawRecord } from "@eqlite/core/events";
import type { Dataset, DatasetText } from "./suite.ts";

/** The events and the field types of one data set. Throws where a file of it is wrong. */
export function parseDataset({ name, schema, events }: DatasetText): Dataset {
  const parsed = parseSchema(JSON.parse(schema));
  if (!parsed.ok) throw new Error(`${name}.schema.json: ${parsed.message}`);
  const records: RawRecord[] = [];
  const reader = createNdjsonReader({
    record: (record) => records.push(record),
    problem: (problem) => {
      throw new Error(`${name}.ndjson: ${problem.message}`);
    },
  });
  reader.push(new TextEncoder().encode(events));
  reader.end();
  return {
    catalogue: parsed.catalogue,
    events: records.map(({ document }) => ({
      id: String(document["id"]),
      document: document["event"] as JsonObject,
    })),
  };
}
