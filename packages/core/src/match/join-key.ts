import type { JsonValue } from "../events/index.ts";
import { dateText, type JoinKey, QueryFailure, type Value, valueText } from "../lang/index.ts";
import type { FieldSource } from "./field-source.ts";
import { convertFieldValue } from "./field-value.ts";
import { matchLimits } from "./match-limits.ts";
import { compareAcrossKinds } from "./value-order.ts";

/** One combination of values of the keys of a stage. */
export interface KeyTuple {
  /** Equal for equal tuples and for no others. */
  readonly id: string;
  readonly values: readonly Value[];
}

/** All combinations of an event's key values; none where a mandatory key is absent (specification 6.4). */
export type ReadKeys<D> = (event: D) => readonly KeyTuple[];

const noKeys: readonly KeyTuple[] = [{ id: "", values: [] }];

export function compileKeys<D>(keys: readonly JoinKey[], fields: FieldSource<D>): ReadKeys<D> {
  if (keys.length === 0) return () => noKeys;
  const readers = keys.map((key) => compileKey(key, fields));
  return (event) => {
    let tuples: readonly (readonly Value[])[] = [[]];
    for (const read of readers) {
      const values = read(event);
      if (values.length * tuples.length > matchLimits.maxKeyTuples) {
        throw new QueryFailure(
          `one event has more than ${matchLimits.maxKeyTuples} combinations of join keys`,
        );
      }
      tuples = tuples.flatMap((tuple) => values.map((value) => [...tuple, value]));
    }
    return tuples.map((values) => ({ id: values.map(keyId).join("\u0000"), values }));
  };
}

function compileKey<D>(key: JoinKey, fields: FieldSource<D>): (event: D) => readonly Value[] {
  const none: readonly Value[] = key.optional ? [null] : [];
  const { fieldType } = key;
  if (fieldType === undefined) return () => none;
  const read = fields.raw(key.name);
  return (event) => {
    const distinct = new Map<string, Value>();
    for (const raw of read(event)) {
      const value = convertFieldValue(raw, fieldType);
      if (value !== undefined && value !== null) distinct.set(keyId(value), value);
    }
    return distinct.size === 0 ? none : [...distinct.values()];
  };
}

/** A text that is equal for values that are equal: numbers by value, whatever their type (specification 6.4). */
function keyId(value: Value): string {
  switch (typeof value) {
    case "string":
      return textId("s", value);
    case "bigint":
      return `n${value}`;
    case "number":
      return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
    case "boolean":
      return `b${value}`;
    default:
      if (value === null) return "null";
  }
  switch (value.kind) {
    case "date":
      return `d${value.ms}+${value.nanos}`;
    case "ip":
      return `i${value.address.bits}`;
    case "version":
      return textId("v", value.text);
  }
}

/** The length in front keeps a text that holds the separator apart from two values. */
function textId(kind: string, text: string): string {
  return `${kind}${text.length}:${text}`;
}

/** Orders tuples by their values, left to right, null first (specification 6.7 and 7). */
export function compareKeys(a: KeyTuple, b: KeyTuple): number {
  for (const [position, left] of a.values.entries()) {
    const right = b.values[position] ?? null;
    if (left === null || right === null) {
      if (left !== right) return left === null ? -1 : 1;
      continue;
    }
    const order = compareAcrossKinds(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

/** Key values as results show them: numbers as numbers, dates as ISO 8601 with milliseconds (specification 6.4). */
export function joinKeyJson(key: KeyTuple): readonly JsonValue[] {
  return key.values.map((value) => {
    if (
      value === null ||
      typeof value === "string" ||
      typeof value === "boolean" ||
      typeof value === "number"
    )
      return value;
    if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    return value.kind === "date" ? dateText(value) : valueText(value);
  });
}
