/** A JSON value. Whole numbers that a double cannot hold exactly are bigint. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject;

/** A JSON object. Keys may be dotted names (`{"process.name": …}`) or nest (`{"process": {"name": …}}`), or both. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON object while it is being built. */
export interface MutableJsonObject {
  [key: string]: JsonValue;
}

/** Where a record was read, so that a person or the engine can find it again. */
export interface RecordSource {
  /** The file as it was named or found on disk. */
  readonly path: string;
  /** The member's name when the file is an archive. */
  readonly member?: string;
  /** One-based line number, one-based position in a JSON array or an XML file, or EventRecordID of an EVTX record. */
  readonly record: number;
}

/** One event as the engine sees it: mapped to ECS, with its origin. */
export interface EventRecord {
  readonly document: JsonObject;
  readonly source: RecordSource;
  /**
   * Position in the whole input: grows in its order, and leads back to the event. The last tie-break of the order of
   * events (specification 6.2).
   */
  readonly arrival: number;
  /** `_id` and `_index` where the input carries them (hit exports and `_bulk` bodies). */
  readonly id?: string | undefined;
  readonly index?: string | undefined;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
