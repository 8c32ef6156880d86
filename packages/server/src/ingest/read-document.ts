import { isJsonObject, type JsonObject, type JsonValue, mapToEcs, parseJson } from "@eqlite/core/events";
import type { ItemError } from "./bulk-item.ts";
import { ingestLimits } from "./ingest-limits.ts";

/** A document that was sent, as an event in ECS. */
export interface ReadDocument {
  readonly event: JsonObject;
  /** The event is the document as it was sent: its bytes can be kept. */
  readonly isAsSent: boolean;
  /** The `_id` that stood in the document where that was a hit of a search. */
  readonly id: string | undefined;
}

/**
 * Makes an event of the bytes of a document, the same as `eqlite scan` makes of a line of a file: a hit of a search is the
 * event in its `_source`, and other shapes than ECS are mapped.
 */
export function createReadDocument(): (bytes: Uint8Array) => ReadDocument | ItemError {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return (bytes) => {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return unreadable("it is not valid UTF-8");
    }
    if (text.trim() === "") return unreadable("it is empty");
    const parsed = parseJson(text, ingestLimits.maxDepth);
    if (!parsed.ok) return unreadable(`${parsed.reason} (character ${parsed.offset + 1})`);
    if (!isJsonObject(parsed.value)) return unreadable("it is JSON but no object");
    const sent = parsed.value;
    const source = sent["_source"];
    const isHit = isJsonObject(source) && (isId(sent["_id"]) || isId(sent["_index"]));
    const raw = isHit ? source : sent;
    const { document } = mapToEcs(raw);
    const id = isHit && isId(sent["_id"]) ? String(sent["_id"]) : undefined;
    return { event: document, isAsSent: document === sent, id };
  };
}

function isId(value: JsonValue | undefined): value is string | number | bigint {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint";
}

function unreadable(what: string): ItemError {
  return { status: 400, type: "document_parsing_exception", reason: `failed to parse the document: ${what}` };
}
