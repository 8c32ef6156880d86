import { createHash } from "node:crypto";
import { canonicalJson, type EventRecord, isJsonObject, parseJson } from "@eqlite/core/events";
import { splitIngested, withIngested } from "../ingest/ingested-time.ts";

/** Where a stored line stands, and the id that the client gave. */
export interface StoredLine {
  readonly dataStream: string;
  readonly position: number;
  readonly id: string | undefined;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The event of a stored line; undefined where the line is no JSON object. Its id is the one that the client gave, or the
 * hash of what the client said: the time of arrival is no part of it, so that alerts have the ids that `eqlite scan` gives
 * them (`eventIdentity`).
 */
export function storedEvent(
  line: Uint8Array,
  { dataStream, position, id }: StoredLine,
): EventRecord | undefined {
  const parsed = parseJson(decoder.decode(line));
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { document, ingested } = splitIngested(parsed.value);
  return {
    document: withIngested(document, ingested),
    source: { path: dataStream, record: position },
    arrival: position,
    id: id ?? createHash("sha256").update(canonicalJson(document)).digest("hex"),
    index: dataStream,
  };
}
