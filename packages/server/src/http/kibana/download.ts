import { type JsonObject, stringifyJson } from "@eqlite/core/events";

/** A file to be stored under a name, one object a line. */
export function ndjsonDownload(lines: readonly JsonObject[], fileName: string): Response {
  return download(lines.map((line) => `${stringifyJson(line)}\n`).join(""), fileName, "application/ndjson");
}

export function download(text: string, fileName: string, mediaType: string): Response {
  return new Response(text, {
    headers: {
      "Content-Type": mediaType,
      "Content-Disposition": `attachment; filename="${safeName(fileName)}"`,
    },
  });
}

/** A name somebody chose stands in a header, and is what a browser calls a file. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[^\w.() -]/g, "_").slice(0, 200);
  return safe === "" ? "export.ndjson" : safe;
}
