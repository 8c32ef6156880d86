import { createFieldWalker, type JsonObject, type JsonValue } from "@eqlite/core/events";
import { type FieldCatalogue, type FieldType, parseIp } from "@eqlite/core/lang";
import { convertToDate } from "@eqlite/core/match";
import { ingestLimits } from "./ingest-limits.ts";

/** Values that do not fit the type of their field. The events are kept, as they were sent. */
export interface MisfitCounts {
  /** How many events were looked at. */
  readonly looked: number;
  /** By field: events among them with a value that does not fit. */
  readonly fields: ReadonlyMap<string, { readonly type: FieldType; readonly events: number }>;
  /** Events with such a value in a field for which the table had no room. */
  readonly beyond: number;
}

export interface MisfitTable {
  add(document: JsonObject): void;
  counts(): MisfitCounts;
}

/**
 * Counts values that Elasticsearch would refuse a document for, or which rules could not compare. Only a sample of events
 * is shown to it: parsing and walking one costs more than everything else that is done with it.
 */
export function createMisfitTable(
  catalogue: Pick<FieldCatalogue, "typeOf">,
  maxFields: number = ingestLimits.maxMisfitFields,
): MisfitTable {
  const walk = createFieldWalker();
  const fields = new Map<string, { readonly type: FieldType; events: number; lookedAt: number }>();
  let looked = 0;
  let beyond = 0;
  let beyondAt = 0;

  const count = (name: string, type: FieldType): void => {
    let field = fields.get(name);
    if (field === undefined) {
      if (fields.size >= maxFields || name.length > ingestLimits.maxMisfitNameLength) {
        if (beyondAt !== looked) beyond += 1;
        beyondAt = looked;
        return;
      }
      field = { type, events: 0, lookedAt: 0 };
      fields.set(name, field);
    }
    if (field.lookedAt !== looked) field.events += 1;
    field.lookedAt = looked;
  };

  return {
    add(document) {
      looked += 1;
      walk(document, (name, value) => {
        const type = catalogue.typeOf(name);
        if (type !== undefined) {
          if (!fits(value, type)) count(name, type);
          return;
        }
        const above = scalarAbove(name, catalogue);
        if (above !== undefined) count(above.name, above.type);
      });
    },
    counts: () => ({ looked, fields, beyond }),
  };
}

/** The field above a name that is there to hold a value, and has an object instead. */
function scalarAbove(
  name: string,
  catalogue: Pick<FieldCatalogue, "typeOf">,
): { readonly name: string; readonly type: FieldType } | undefined {
  // A name is as long as its sender likes.
  if (name.length > ingestLimits.maxMisfitNameLength) return undefined;
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const above = name.slice(0, dot);
    const type = catalogue.typeOf(above);
    if (type !== undefined) return holdsObjects(type) ? undefined : { name: above, type };
  }
  return undefined;
}

function holdsObjects(type: FieldType): boolean {
  switch (type) {
    case "object":
    case "nested":
    case "flattened":
    case "geo_point":
    case "geo_shape":
    case "range":
    case "unknown":
    case "other":
      return true;
    case "keyword":
    case "wildcard":
    case "constant_keyword":
    case "long":
    case "integer":
    case "short":
    case "byte":
    case "unsigned_long":
    case "double":
    case "float":
    case "half_float":
    case "scaled_float":
    case "boolean":
    case "date":
    case "date_nanos":
    case "ip":
    case "version":
    case "text":
    case "match_only_text":
    case "normalized_keyword":
    case "binary":
      return false;
  }
}

function fits(value: JsonValue, type: FieldType): boolean {
  switch (type) {
    case "long":
      return isWithin(value, -(2 ** 63), 2 ** 63);
    case "unsigned_long":
      return isWithin(value, 0, 2 ** 64);
    case "integer":
      return isWithin(value, -(2 ** 31), 2 ** 31 - 1);
    case "short":
      return isWithin(value, -(2 ** 15), 2 ** 15 - 1);
    case "byte":
      return isWithin(value, -(2 ** 7), 2 ** 7 - 1);
    case "double":
    case "float":
    case "half_float":
    case "scaled_float":
      return Number.isFinite(numberOf(value));
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false" || value === "";
    case "date":
    case "date_nanos":
      return convertToDate(value) !== undefined;
    case "ip":
      return typeof value === "string" && parseIp(value) !== undefined;
    case "object":
    case "nested":
    case "flattened":
      return typeof value === "object";
    case "keyword":
    case "constant_keyword":
    case "wildcard":
    case "version":
    case "text":
    case "match_only_text":
    case "normalized_keyword":
    case "geo_point":
    case "geo_shape":
    case "binary":
    case "range":
    case "unknown":
    case "other":
      return true;
  }
}

/** The limits are among what fits. Those of 64 bits are doubles, in which the largest number rounds to the next one. */
function isWithin(value: JsonValue, least: number, most: number): boolean {
  const number = numberOf(value);
  return number >= least && number <= most;
}

/** A number, also as a text, as Elasticsearch takes it; NaN for everything else. */
function numberOf(value: JsonValue): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}
