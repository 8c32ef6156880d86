import type { FieldPath } from "@eqlite/core/detect";
import { isJsonObject, type JsonValue } from "@eqlite/core/events";
import type { Diagnostic, Span } from "@eqlite/core/lang";
import type { Positions } from "./positions.ts";

/** One thing in a file that may be a rule. */
export interface FileEntry {
  readonly value: JsonValue;
  /** Where `value` stands in the document that `positions` knows. */
  readonly path: FieldPath;
  readonly positions: Positions;
}

/** What a file holds, and what is wrong with its syntax. */
export interface FileEntries {
  readonly entries: readonly FileEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** An error of the file as such. */
export function fileError(code: "RULE100" | "RULE101" | "RULE110", message: string, span: Span): Diagnostic {
  return { code, severity: "error", message, primary: { span, text: "" }, related: [] };
}

/** The objects of a document: itself, the entries of a list, or the entries of the `data` list of a find answer. */
export function documentEntries(document: JsonValue, positions: Positions): readonly FileEntry[] {
  if (Array.isArray(document)) return listEntries(document, [], positions);
  const data = isJsonObject(document) ? document["data"] : undefined;
  if (Array.isArray(data)) return listEntries(data, ["data"], positions);
  return [{ value: document, path: [], positions }];
}

function listEntries(
  list: readonly JsonValue[],
  path: FieldPath,
  positions: Positions,
): readonly FileEntry[] {
  return list.map((value, index) => ({ value, path: [...path, index], positions }));
}
