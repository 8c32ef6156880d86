import type { SearchHit } from "../../shared/api/search-events.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { csvText } from "../../shared/format/csv.ts";

/** Events beyond it are a matter of `eqlite export`. */
export const maxExportedEvents = 100_000;

export function toNdjson(hits: readonly SearchHit[]): string {
  return hits.map(({ _source }) => `${JSON.stringify(_source)}\n`).join("");
}

/** The chosen columns, with the time before them. */
export function toCsv(hits: readonly SearchHit[], columns: readonly string[]): string {
  const names = ["@timestamp", ...columns.filter((name) => name !== "@timestamp")];
  const rows = hits.map(({ _source }) => {
    const fields = readEventFields(_source);
    return names.map((name) => fields.all(name).join("; "));
  });
  return csvText(names, rows);
}
