import { compileFieldReader, isJsonObject, type JsonObject, type JsonValue } from "../events/index.ts";
import { buildFieldTree, type FieldNode } from "./field-tree.ts";
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

const maxValues = kernelLimits.maxRememberedValues;
const valueCounts: readonly ValueCount[] = Array.from({ length: maxValues + 1 }, () => new ValueCount());

/**
 * @param names of the bucket fields
 * @param maxDocuments how many combinations of values are remembered
 */
export function createDocumentBuckets(names: readonly string[], maxDocuments: number): DocumentBuckets {
  const root: Level = new Map();
  let remembered = 0;
  const tree = buildFieldTree(names);
  const readers = names.map(compileFieldReader);
  /** The values of each field of the document that is looked at, and how many it has. */
  const values: (JsonValue | undefined)[] = new Array(names.length * maxValues).fill(undefined);
  const counts = new Uint8Array(names.length);

  const add = (field: number, value: JsonValue): boolean => {
    const count = counts[field] ?? 0;
    if (count === maxValues) return false;
    values[field * maxValues + count] = value;
    counts[field] = count + 1;
    return true;
  };

  /** False where a key with dots was met, or where a field has too many values. */
  const walkObject = (object: JsonObject, node: FieldNode): boolean => {
    // Of all loops over an object this one reads values several times faster; documents inherit nothing enumerable.
    for (const key in object) {
      const below = node.keys.get(key);
      if (below === undefined) continue;
      const value = object[key];
      if (below.isDotted || (value !== undefined && !walkValue(value, below.node))) return false;
    }
    return true;
  };

  const walkValue = (value: JsonValue, node: FieldNode): boolean => {
    if (value === null) return true;
    if (typeof value !== "object") return node.field < 0 || add(node.field, value);
    if (isJsonObject(value)) return node.keys.size === 0 || walkObject(value, node);
    for (const item of value) if (!walkValue(item, node)) return false;
    return true;
  };

  /** Reads the values of all fields. False where one of them has too many. */
  const read = (document: JsonObject): boolean => {
    counts.fill(0);
    // One walk costs a fraction of reading six fields one by one, each by all the ways in which its name may be written.
    if (walkObject(document, tree)) return true;
    counts.fill(0);
    // With dots a field may have values from several places, in an order that only reading field by field gives.
    return readers.every((reader, field) => reader(document).every((value) => add(field, value)));
  };

  return {
    find(document) {
      if (!read(document)) return undefined;
      let found: Level | number | undefined = root;
      for (let field = 0; field < names.length; field += 1) {
        const count = counts[field] ?? 0;
        if (count !== 1) found = stepInto(found, valueCounts[count]);
        for (let at = 0; at < count; at += 1) found = stepInto(found, values[field * maxValues + at]);
      }
      return typeof found === "number" ? found : undefined;
    },
    set(document, bucket) {
      if (!read(document)) return;
      const path: (JsonValue | ValueCount)[] = [];
      for (const [field, count] of counts.entries()) {
        const valueCount = valueCounts[count];
        if (count !== 1 && valueCount !== undefined) path.push(valueCount);
        for (let at = 0; at < count; at += 1) path.push(values[field * maxValues + at] ?? null);
      }
      const last = path.pop();
      if (last === undefined || remembered >= maxDocuments) return;
      remembered += 1;
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
