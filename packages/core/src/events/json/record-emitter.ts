import { isJsonObject, type JsonObject } from "../document.ts";
import type { RawRecord, ReadProblem, RecordSink } from "../record-reader.ts";
import { type BulkAction, bulkActionOf, idAndIndexOf } from "./bulk-action.ts";
import type { JsonLimits } from "./json-limits.ts";
import { parseJson } from "./parse-json.ts";

/** One JSON text cut out of the input, before it is decoded. */
export interface RawText {
  readonly bytes: Uint8Array;
  /** Line or position, as in `RawRecord.record`. */
  readonly record: number;
  /** Where its first byte stands in the input. */
  readonly byteOffset: number;
  /** The input ended here without the end of the line: what is broken may be cut off. */
  readonly isLast: boolean;
  /** An element of the `hits` of a search response: it is an event only through its `_source`. */
  readonly isHit: boolean;
}

/** Turns JSON texts into records of a sink: decodes, parses, and takes hits and `_bulk` bodies apart. */
export interface RecordEmitter {
  text(text: RawText): void;
  /** A bulk action came last: the next text is its document. */
  readonly expectsDocument: boolean;
  /** A record that was lost before it got here. A bulk action that waits for it goes with it. */
  lost(problem: ReadProblem): void;
  end(): void;
}

type Parsed =
  | { readonly kind: "document"; readonly document: JsonObject }
  | { readonly kind: ReadProblem["kind"]; readonly what: string };

/** @param unit what a record number counts: "line" or "value". */
export function createRecordEmitter(
  sink: RecordSink,
  unit: "line" | "value",
  limits: JsonLimits,
): RecordEmitter {
  const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const name = unit === "line" ? "Line" : "Value";
  let action: (BulkAction & { readonly record: number }) | undefined;

  function lost(problem: ReadProblem): void {
    action = undefined;
    sink.problem(problem);
  }

  function skip(kind: ReadProblem["kind"], what: string, record: number, byteOffset: number): void {
    lost({ kind, message: `${name} ${record} ${what}; it was skipped.`, record, byteOffset, lostRecords: 1 });
  }

  function decode(bytes: Uint8Array): string | undefined {
    try {
      return strictDecoder.decode(bytes);
    } catch {
      return undefined;
    }
  }

  function parse({ bytes, isLast, isHit }: RawText): Parsed {
    const decoded = decode(bytes);
    if (decoded === undefined) {
      if (isLast && endsInCharacter(bytes)) {
        return { kind: "truncated", what: "is cut off: the input ends in a character" };
      }
      return { kind: "utf8", what: "is not valid UTF-8" };
    }
    const parsed = parseJson(decoded, limits.maxDepth);
    if (!parsed.ok) {
      const { kind, reason, offset } = parsed;
      if (kind === "too-deep") return { kind, what: `is too deep: ${reason}` };
      if (kind === "truncated" && isLast) return { kind, what: `is cut off: ${reason}` };
      return { kind: "json", what: `is not JSON: ${reason} (character ${offset + 1})` };
    }
    if (!isJsonObject(parsed.value)) return { kind: "not-an-object", what: "is JSON but no object" };
    if (isHit && !isJsonObject(parsed.value["_source"])) {
      return { kind: "not-an-object", what: "is a hit without _source" };
    }
    return { kind: "document", document: parsed.value };
  }

  function takeDocument(document: JsonObject, { record, byteOffset }: RawText): void {
    const place: Place = { record, byteOffset: unit === "line" ? byteOffset : undefined };
    if (action !== undefined) {
      const { kind, id, index, record: actionRecord } = action;
      action = undefined;
      if (kind !== "update") {
        sink.record(rawRecord(document, place, { id, index }));
      } else {
        const what = `is the change of the update action in ${unit} ${actionRecord}, not an event`;
        skip("not-an-object", what, record, byteOffset);
      }
      return;
    }
    const found = bulkActionOf(document);
    if (found?.kind === "delete") {
      const message = `${name} ${record} is a delete action; nothing was deleted.`;
      sink.problem({ kind: "not-an-object", message, record, byteOffset, lostRecords: 0 });
    } else if (found !== undefined) {
      action = { ...found, record };
    } else {
      sink.record(unwrapHit(document, place));
    }
  }

  function text(raw: RawText): void {
    const parsed = parse(raw);
    if (parsed.kind === "document") takeDocument(parsed.document, raw);
    else skip(parsed.kind, parsed.what, raw.record, raw.byteOffset);
  }

  return {
    text,
    get expectsDocument() {
      return action !== undefined;
    },
    lost,
    end() {
      if (action === undefined) return;
      const { kind, record } = action;
      const message = `The input ends after the ${kind} action in ${unit} ${record}; its document is missing.`;
      lost({ kind: "truncated", message, record, lostRecords: 1 });
    },
  };
}

/** A search hit (`_source` beside `_index` or `_id`) is the event in it; anything else is the event itself. */
function unwrapHit(document: JsonObject, place: Place): RawRecord {
  const source = document["_source"];
  if (!isJsonObject(source)) return rawRecord(document, place, noOrigin);
  const origin = idAndIndexOf(document);
  const isHit = origin.id !== undefined || origin.index !== undefined;
  return rawRecord(isHit ? source : document, place, origin);
}

interface Place {
  readonly record: number;
  /** Of lines only. */
  readonly byteOffset: number | undefined;
}

interface Origin {
  readonly id?: string | undefined;
  readonly index?: string | undefined;
}

const noOrigin: Origin = {};

function rawRecord(document: JsonObject, { record, byteOffset }: Place, { id, index }: Origin): RawRecord {
  return {
    document,
    record,
    ...(byteOffset === undefined ? {} : { byteOffset }),
    ...(id === undefined ? {} : { id }),
    ...(index === undefined ? {} : { index }),
  };
}

/** Whether bytes that are no valid UTF-8 lack nothing but the rest of their last character. */
function endsInCharacter(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
