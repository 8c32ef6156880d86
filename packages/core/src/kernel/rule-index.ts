import { compileFieldReader, type JsonObject, type JsonValue } from "../events/index.ts";
import type { Condition } from "../lang/index.ts";
import type { FieldSource, ReadValues } from "../match/index.ts";
import { accessCover, accessKey } from "./access-cover.ts";
import { bucketFields, createLeafTruth } from "./bucket-fields.ts";
import { canFail } from "./condition-terms.ts";
import { kernelLimits } from "./kernel-limits.ts";
import { type KnownTruth, reduceCondition } from "./reduce-condition.ts";

/** Finds the rules that an event may concern, so that the others are not tried at all. */
export interface RuleIndex {
  /**
   * Positions of the conditions that may hold for a document, in no particular order. A condition that is not among
   * them is false. The list is used again with the next call.
   */
  candidates(document: JsonObject): readonly number[];
}

/** Builds an index over conditions that are asked about the same events. */
export function createRuleIndex(
  conditions: readonly Condition[],
  fields: FieldSource<JsonObject>,
): RuleIndex {
  const readers = bucketFields.map(compileFieldReader);
  const buckets = new Map<string, Bucket>();
  const indexed = conditions.map((condition) => ({ condition, isAlwaysTried: canFail(condition) }));
  const truth = createLeafTruth(fields);
  let general: Bucket | undefined;

  const bucketFor = (document: JsonObject): Bucket => {
    const id = readers.map((read) => valuesId(read(document))).join("\n");
    const known = buckets.get(id);
    if (known !== undefined) return known;
    if (buckets.size >= kernelLimits.maxBuckets) {
      general ??= createBucket(indexed, () => undefined, fields);
      return general;
    }
    const bucket = createBucket(indexed, truth.ask(document, new Map()), fields);
    buckets.set(id, bucket);
    return bucket;
  };
  return { candidates: (document) => bucketFor(document).candidates(document) };
}

/** A text that is the same for the same values only. */
function valuesId(values: readonly JsonValue[]): string {
  return values.map((value) => `${typeof value}${String(value).length}:${String(value)}`).join(",");
}

interface IndexedCondition {
  readonly condition: Condition;
  readonly isAlwaysTried: boolean;
}

interface Bucket {
  candidates(document: JsonObject): readonly number[];
}

/** Conditions that are looked up by the value of one field. */
interface Lookup {
  readonly read: ReadValues<JsonObject>;
  readonly positions: ReadonlyMap<string, readonly number[]>;
}

function createBucket(
  conditions: readonly IndexedCondition[],
  known: KnownTruth,
  fields: FieldSource<JsonObject>,
): Bucket {
  const always: number[] = [];
  const lookups = new Map<string, { read: ReadValues<JsonObject>; positions: Map<string, number[]> }>();
  for (const [position, { condition, isAlwaysTried }] of conditions.entries()) {
    const cover = isAlwaysTried ? undefined : accessCover(reduceCondition(condition, known));
    if (cover === undefined) always.push(position);
    for (const { name, fieldType, keys } of cover ?? []) {
      const id = `${fieldType} ${name}`;
      const lookup = lookups.get(id) ?? { read: fields.values(name, fieldType), positions: new Map() };
      lookups.set(id, lookup);
      for (const key of keys) {
        const positions = lookup.positions.get(key);
        if (positions === undefined) lookup.positions.set(key, [position]);
        else positions.push(position);
      }
    }
  }
  return lookups.size === 0
    ? { candidates: () => always }
    : createLookupBucket(always, [...lookups.values()], conditions.length);
}

function createLookupBucket(always: readonly number[], lookups: readonly Lookup[], count: number): Bucket {
  const found: number[] = [];
  // A condition is listed once, however many of its values an event has.
  const seenAt = new Int32Array(count).fill(-1);
  let turn = 0;
  return {
    candidates(document) {
      turn = (turn + 1) | 0;
      found.length = 0;
      for (const position of always) found.push(position);
      for (const { read, positions } of lookups) {
        for (const value of read(document)) {
          const key = accessKey(value);
          for (const position of (key === undefined ? undefined : positions.get(key)) ?? []) {
            if (seenAt[position] === turn) continue;
            seenAt[position] = turn;
            found.push(position);
          }
        }
      }
      return found;
    },
  };
}
