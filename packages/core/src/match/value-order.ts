import { compareValues, type Value } from "../lang/index.ts";

/**
 * Orders any two values, of different kinds too: a field of unknown type may hold numbers in one event and text in
 * the next, and an order that is not total would let the result of sorting depend on the order of the input.
 */
export function compareAcrossKinds(a: Exclude<Value, null>, b: Exclude<Value, null>): number {
  return compareValues(a, b) ?? kindRank(a) - kindRank(b);
}

function kindRank(value: Exclude<Value, null>): number {
  switch (typeof value) {
    case "bigint":
    case "number":
      return 0;
    case "string":
      return 1;
    case "boolean":
      return 2;
    default:
      return { date: 3, ip: 4, version: 5 }[value.kind];
  }
}
