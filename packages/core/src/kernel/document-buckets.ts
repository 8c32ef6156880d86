import type { FieldReader, JsonObject, JsonValue } from "../events/index.ts";

/** Finds buckets of documents by the values of the bucket fields, without writing these as bytes. */
export interface DocumentBuckets {
  /** The bucket of a document; undefined where it was not set, or where a field has several values. */
  find(document: JsonObject): number | undefined;
  /** Remembers the bucket of a document, as long as there are few. */
  set(document: JsonObject, bucket: number): void;
}

/** For each value of one field what follows for the next field; behind the last one a bucket. */
type Level = Map<JsonValue | undefined, Level | number>;

/**
 * @param readers of the bucket fields
 * @param maxDocuments how many combinations of values are remembered
 */
export function createDocumentBuckets(
  readers: readonly FieldReader[],
  maxDocuments: number,
): DocumentBuckets {
  const root: Level = new Map();
  let count = 0;
  return {
    find(document) {
      let found: Level | number | undefined = root;
      for (const read of readers) {
        const values = read(document);
        if (values.length > 1 || typeof found !== "object") return undefined;
        found = found.get(values[0]);
      }
      return typeof found === "number" ? found : undefined;
    },
    set(document, bucket) {
      const path = readers.map((read) => read(document));
      if (count >= maxDocuments || path.some((values) => values.length > 1)) return;
      count += 1;
      let level = root;
      for (const values of path.slice(0, -1)) {
        let next = level.get(values[0]);
        if (typeof next !== "object") {
          next = new Map();
          level.set(values[0], next);
        }
        level = next;
      }
      level.set(path.at(-1)?.[0], bucket);
    },
  };
}
