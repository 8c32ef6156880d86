import type { SearchHit } from "../../shared/api/search-events.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";

/** Events beyond it are a matter of `eqlite export`. */
export const maxExportedEvents = 100_000;

export function toNdjson(hits: readonly SearchHit[]): string {
  return hits.map(({ _source }) => `${JSON.stringify(_source)}\n`).join("");
}

/** The chosen columns, as spreadsheets read them: a value never becomes a formula. */
export function toCsv(hits: readonly SearchHit[], columns: readonly string[]): string {
  const names = ["@timestamp", ...columns.filter((name) => name !== "@timestamp")];
  const lines = hits.map(({ _source }) => {
    const fields = readEventFields(_source);
    return names.map((name) => csvCell(fields.all(name).join("; "))).join(",");
  });
  return `${[names.map(quoted).join(","), ...lines].join("\r\n")}\r\n`;
}

function csvCell(text: string): string {
  return quoted(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands a file to the browser. */
export function download(name: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
