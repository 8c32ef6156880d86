import type { FieldReader, JsonObject, JsonValue } from "../events/index.ts";
import { kernelLimits } from "./kernel-limits.ts";

/** Finds buckets of documents by the values of the bucket fields, without writing these as bytes. */
export interface DocumentBuckets {
  /** The bucket of a document; undefined where it was not set. */
  find(document: JsonObject): number | undefined;
  /** Remembers the bucket of a document, as long as there are few. */
  set(document: JsonObject, bucket: number): void;
}

/** Stands in front of the values of a field that has so many: none, or more than one. */
class ValueCount {}

/** For each value, or count of values, what may come next; behind the last field's a bucket. */
type Level = Map<JsonValue | ValueCount, Level | number>;

const valueCounts: readonly ValueCount[] = Array.from(
  { length: kernelLimits.maxRememberedValues + 1 },
  () => new ValueCount(),
);

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
        if (values.length !== 1) found = stepInto(found, valueCounts[values.length]);
        for (const value of values) found = stepInto(found, value);
      }
      return typeof found === "number" ? found : undefined;
    },
    set(document, bucket) {
      const path: (JsonValue | ValueCount)[] = [];
      for (const read of readers) {
        const values = read(document);
        const valueCount = valueCounts[values.length];
        if (valueCount === undefined) return;
        if (values.length !== 1) path.push(valueCount);
        path.push(...values);
      }
      const last = path.pop();
      if (last === undefined || count >= maxDocuments) return;
      count += 1;
      let level = root;
      for (const step of path) {
        let next = level.get(step);
        if (typeof next !== "object") {
          next = new Map();
          level.set(step, next);
        }
        level = next;
      }
      level.set(last, bucket);
    },
  };
}

function stepInto(
  level: Level | number | undefined,
  step: JsonValue | ValueCount | undefined,
): Level | number | undefined {
  return typeof level === "object" && step !== undefined ? level.get(step) : undefined;
}
