import type { FieldCatalogue, FieldType } from "../../lang/field-catalogue.ts";
import type { JsonObject } from "../document.ts";
import { createFieldWalker, type Leaf } from "../field-walker.ts";
import { tableCatalogue } from "./table-catalogue.ts";

/** Bounds on what is remembered about events. */
export const inferenceLimits = {
  /** Most fields told apart. */
  maxFields: 100_000,
  /** Longest name remembered, in UTF-16 units. */
  maxNameLength: 1_024,
} as const;

export interface CatalogueInference {
  /** Takes in one event. */
  add(document: JsonObject): void;
  /** What the events so far show. A later event does not change a catalogue already given. */
  catalogue(): FieldCatalogue;
}

// The kinds of values a field was seen with, as bits.
const kind = { boolean: 1, long: 2, unsigned: 4, double: 8, text: 16, isoDate: 32 } as const;

/** A date with or without a time, as ISO 8601 writes it. */
const isoDatePattern = /^[+-]?\d{4,6}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/;

const maxSignedLong = 2n ** 63n - 1n;
const minSignedLong = -(2n ** 63n);
const maxUnsignedLong = 2n ** 64n - 1n;

/**
 * Infers a catalogue for data that comes without mappings: a field is mapped if any event holds a value for it
 * (specification 4.1). The type is the narrowest that holds all values seen; only the `timestampFields` can be dates.
 *
 * Beyond `inferenceLimits` names are no longer remembered. The catalogue then answers "unknown" for every name it has
 * not seen, because it cannot tell that no event has the field.
 */
export function createCatalogueInference(
  timestampFields: readonly string[] = ["@timestamp"],
): CatalogueInference {
  const dateFields = new Set(timestampFields);
  const kindsByName = new Map<string, number>();
  const walk = createFieldWalker();
  let isFull = false;

  const addLeaf = (name: string, value: Leaf): void => {
    // The length comes first: looking up a name made of huge keys would copy them.
    const isRefused = name.length > inferenceLimits.maxNameLength;
    const kinds = isRefused ? undefined : kindsByName.get(name);
    if (isRefused || (kinds === undefined && kindsByName.size >= inferenceLimits.maxFields)) {
      isFull = true;
      return;
    }
    const seen = (kinds ?? 0) | (dateFields.has(name) && isIsoDate(value) ? kind.isoDate : kindOf(value));
    if (seen !== kinds) kindsByName.set(name, seen);
  };

  return {
    add: (document) => walk(document, addLeaf),
    catalogue() {
      const types = new Map<string, FieldType>();
      for (const [name, kinds] of kindsByName) types.set(name, typeOfKinds(kinds, dateFields.has(name)));
      const inferred = tableCatalogue(types, { onUnknownField: "warning" });
      return isFull ? { ...inferred, typeOf: (name) => inferred.typeOf(name) ?? "unknown" } : inferred;
    },
  };
}

function kindOf(value: Leaf): number {
  switch (typeof value) {
    case "string":
      return kind.text;
    case "boolean":
      return kind.boolean;
    case "bigint":
      if (value >= minSignedLong && value <= maxSignedLong) return kind.long;
      return value > 0n && value <= maxUnsignedLong ? kind.unsigned : kind.double;
    case "number":
      // A whole number beyond the safe integers was written as 1e300 or the like, or it would be a bigint.
      return Number.isSafeInteger(value) ? kind.long : kind.double;
  }
}

function isIsoDate(value: Leaf): boolean {
  return typeof value === "string" && isoDatePattern.test(value);
}

function typeOfKinds(kinds: number, isTimestamp: boolean): FieldType {
  // A timestamp may also be given as epoch milliseconds, in some events or in all.
  if (isTimestamp && (kinds & ~(kind.isoDate | kind.long)) === 0) return "date";
  if (kinds & (kind.text | kind.isoDate)) return "keyword";
  if (kinds & kind.boolean) return kinds === kind.boolean ? "boolean" : "keyword";
  if (kinds & kind.double) return "double";
  return kinds & kind.unsigned ? "unsigned_long" : "long";
}
