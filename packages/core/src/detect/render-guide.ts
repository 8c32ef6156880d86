import { isJsonObject, type JsonObject, type JsonValue } from "../events/index.ts";
import type { Span } from "../lang/index.ts";
import { type GuidePlugin, guidePlugins } from "./render-transform.ts";

/** One test of a pivot query; `value` may be a `{{field}}` template that takes the alert's value. */
export interface PivotProvider {
  readonly field: string;
  /** True when events with the value are left out. */
  readonly excluded: boolean;
  readonly queryType: "phrase" | "exists" | "range";
  /** Text of the value; a range is kept as its JSON text. */
  readonly value: string;
  readonly valueType: string;
}

export type GuideSegment =
  | { readonly kind: "markdown"; readonly text: string; readonly span: Span }
  | {
      readonly kind: "osquery";
      readonly label: string;
      readonly query: string;
      readonly ecsMapping: JsonObject;
      readonly span: Span;
    }
  | {
      readonly kind: "investigate";
      readonly label: string;
      readonly description?: string;
      /** The outer lists are ORed, the providers of one list are ANDed. */
      readonly providers: readonly (readonly PivotProvider[])[];
      /** Date math relative to the time of the alert. */
      readonly relativeFrom?: string;
      readonly relativeTo?: string;
      readonly span: Span;
    }
  | {
      readonly kind: "problem";
      readonly plugin: GuidePlugin;
      /** Completes the sentence "The block cannot be used: …". */
      readonly message: string;
      /** The block as written. */
      readonly text: string;
      readonly span: Span;
    };

/**
 * Takes an investigation guide apart: markdown, and the `!{osquery{…}}` and `!{investigate{…}}` blocks in it
 * (specification section 1.6). The JSON of a block ends where its braces balance outside of strings. A block that
 * cannot be read is a segment of kind "problem". Code in backquotes is not searched. Linear time, never throws.
 */
export function renderGuide(note: string): readonly GuideSegment[] {
  const segments: GuideSegment[] = [];
  let markdownFrom = 0;
  const start = /(?<!`)!\{(osquery|investigate)\{/g;
  for (let found = start.exec(note); found !== null; found = start.exec(note)) {
    const plugin = guidePlugins.find((name) => name === found?.[1]) ?? "osquery";
    const segment = readBlock(note, plugin, found.index, start.lastIndex - 1);
    if (found.index > markdownFrom) segments.push(markdown(note, markdownFrom, found.index));
    segments.push(segment);
    markdownFrom = segment.span.to;
    start.lastIndex = markdownFrom;
  }
  if (markdownFrom < note.length) segments.push(markdown(note, markdownFrom, note.length));
  return segments;
}

function markdown(note: string, from: number, to: number): GuideSegment {
  return { kind: "markdown", text: note.slice(from, to), span: { from, to } };
}

/** The block that starts at `from` with its JSON at `jsonFrom`. */
function readBlock(note: string, plugin: GuidePlugin, from: number, jsonFrom: number): GuideSegment {
  const problem = (to: number, message: string): GuideSegment => ({
    kind: "problem",
    plugin,
    message,
    text: note.slice(from, to),
    span: { from, to },
  });
  const jsonTo = endOfObject(note, jsonFrom);
  if (jsonTo === undefined || note[jsonTo] !== "}") {
    const lineEnd = note.indexOf("\n", from);
    return problem(lineEnd === -1 ? note.length : lineEnd, "its braces or quotes do not balance");
  }
  const span = { from, to: jsonTo + 1 };
  const entry = parseObject(note.slice(jsonFrom, jsonTo));
  if (entry === undefined) return problem(span.to, "it is not valid JSON");
  const label = entry["label"];
  if (typeof label !== "string") return problem(span.to, "it has no `label`");

  if (plugin === "osquery") {
    const query = entry["query"];
    if (typeof query !== "string") return problem(span.to, "it has no `query`");
    const ecsMapping = entry["ecs_mapping"];
    return { kind: "osquery", label, query, ecsMapping: isJsonObject(ecsMapping) ? ecsMapping : {}, span };
  }
  const providers = readProviders(entry["providers"]);
  if (providers === undefined) return problem(span.to, "`providers` must be a list of lists of conditions");
  const { description, relativeFrom, relativeTo } = entry as Readonly<Record<string, JsonValue | undefined>>;
  return {
    kind: "investigate",
    label,
    providers,
    ...(typeof description === "string" ? { description } : {}),
    ...(typeof relativeFrom === "string" ? { relativeFrom } : {}),
    ...(typeof relativeTo === "string" ? { relativeTo } : {}),
    span,
  };
}

/**
 * Deepest nesting of a block's JSON. It also keeps the scan linear: every unfinished block before this one has
 * raised the depth, so a place in the guide is scanned at most this often.
 */
const maxDepth = 32;

/** The offset after the object that starts at `from`, or undefined when it does not end. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (isInString) {
      // JSON strings have no raw line ends: the quote was never closed.
      if (char === "\n") return undefined;
      if (char === "\\") at += 1;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === "{") {
      depth += 1;
      if (depth > maxDepth) return undefined;
    } else if (char === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function parseObject(json: string): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readProviders(value: JsonValue | undefined): readonly (readonly PivotProvider[])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const groups = (value as readonly JsonValue[]).map((group) => {
    if (!Array.isArray(group)) return undefined;
    const providers = (group as readonly JsonValue[]).map(readProvider);
    return providers.every((provider) => provider !== undefined) ? providers : undefined;
  });
  return groups.every((group) => group !== undefined) ? groups : undefined;
}

function readProvider(value: JsonValue): PivotProvider | undefined {
  if (!isJsonObject(value)) return undefined;
  const {
    field,
    excluded,
    queryType,
    value: wanted,
    valueType,
  } = value as Readonly<Record<string, JsonValue | undefined>>;
  const type = (["phrase", "exists", "range"] as const).find(
    (candidate) => candidate === (queryType ?? "phrase"),
  );
  if (typeof field !== "string" || type === undefined) return undefined;
  if (type === "phrase" && wanted === undefined) return undefined;
  return {
    field,
    excluded: excluded === true,
    queryType: type,
    value: typeof wanted === "string" ? wanted : JSON.stringify(wanted ?? ""),
    valueType: typeof valueType === "string" ? valueType : "string",
  };
}
