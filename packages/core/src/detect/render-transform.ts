import { isJsonObject, type JsonObject, type JsonValue } from "../events/index.ts";
import type { Span } from "../lang/index.ts";

export const guidePlugins = ["osquery", "investigate"] as const;
export type GuidePlugin = (typeof guidePlugins)[number];

/** The entries of a `[transform]` table, by plugin; an entry that was refused is undefined. */
export type TransformEntries = Readonly<Record<GuidePlugin, readonly (JsonObject | undefined)[]>>;

/** A guide with its markers replaced, and the markers that have no entry (spans in the text that was given). */
export interface RenderedTransform {
  readonly text: string;
  readonly unknownMarkers: readonly Span[];
}

/**
 * Replaces `$osquery_<n>` and `$investigate_<n>` by `!{osquery{…}}` and `!{investigate{…}}` with the n-th entry as
 * JSON, keys sorted, no spaces (specification section 1.6). A marker without an entry is left as it is.
 */
export function renderTransform(text: string, entries: TransformEntries): RenderedTransform {
  const unknownMarkers: Span[] = [];
  if (!text.includes("$")) return { text, unknownMarkers };
  const rendered = text.replaceAll(
    /\$(osquery|investigate)_([0-9]+)(?![A-Za-z0-9_])/g,
    (marker: string, plugin: GuidePlugin, digits: string, from: number) => {
      const position = Number(digits);
      const isWritten = String(position) === digits && position < entries[plugin].length;
      if (!isWritten) unknownMarkers.push({ from, to: from + marker.length });
      const entry = isWritten ? entries[plugin][position] : undefined;
      return entry === undefined ? marker : `!{${plugin}${sortedJson(entry)}}`;
    },
  );
  return { text: rendered, unknownMarkers };
}

function sortedJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (isJsonObject(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${sortedJson(value[key] ?? null)}`).join(",")}}`;
  }
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
