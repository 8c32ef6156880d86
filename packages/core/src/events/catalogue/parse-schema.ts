import type { FieldCatalogue, FieldType } from "../../lang/field-catalogue.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";
import { toFieldType } from "./field-types.ts";
import { tableCatalogue } from "./table-catalogue.ts";

/** Bounds on a schema from outside. */
export const schemaLimits = {
  maxFields: 100_000,
  /** Deepest nesting of objects in a mapping; Elasticsearch itself stops at 20 unless told otherwise. */
  maxDepth: 50,
} as const;

export type ParsedSchema =
  | { readonly ok: true; readonly catalogue: FieldCatalogue }
  /** One sentence for a person: what is wrong with the schema and where. */
  | { readonly ok: false; readonly message: string };

/** Thrown inside this file only: the first thing wrong with the schema. */
class SchemaProblem extends Error {}

/**
 * The catalogue that a schema file describes. Two shapes are read:
 * a list of fields, `{"fields": {"process.pid": "long"}}`, and an Elasticsearch mapping, `{"properties": …}`,
 * alone or as `{"mappings": {"properties": …}}`. A field that is not in the schema is refused in queries.
 */
export function parseSchema(schema: JsonValue): ParsedSchema {
  try {
    return { ok: true, catalogue: tableCatalogue(readSchema(schema), { onUnknownField: "error" }) };
  } catch (error) {
    if (error instanceof SchemaProblem) return { ok: false, message: error.message };
    throw error;
  }
}

function readSchema(schema: JsonValue): Map<string, FieldType> {
  const root = asObject(schema, "the schema");
  const fields = own(root, "fields");
  if (fields !== undefined) return readFieldList(asObject(fields, '"fields"'));
  const mappings = own(root, "mappings");
  const properties = own(mappings === undefined ? root : asObject(mappings, '"mappings"'), "properties");
  if (properties === undefined) {
    throw new SchemaProblem(
      'the schema has neither "fields" (name to type) nor "properties" (an Elasticsearch mapping)',
    );
  }
  const reader = new MappingReader();
  reader.readProperties(asObject(properties, '"properties"'), { prefix: "", depth: 1, isNested: false });
  return reader.finish();
}

function readFieldList(fields: JsonObject): Map<string, FieldType> {
  const types = new Map<string, FieldType>();
  for (const [name, type] of Object.entries(fields)) {
    if (typeof type !== "string")
      throw new SchemaProblem(`the type of the field ${quote(name)} is not a text`);
    addField(types, name, toFieldType(type));
  }
  return types;
}

/** Where in a mapping the reader stands. */
interface MappingPlace {
  /** The dotted name of the object with its dot, or nothing at the top. */
  readonly prefix: string;
  readonly depth: number;
  /** Inside a nested field, whose sub-fields no query may use. */
  readonly isNested: boolean;
}

class MappingReader {
  readonly #types = new Map<string, FieldType>();
  readonly #aliases = new Map<string, string>();

  readProperties(properties: JsonObject, place: MappingPlace): void {
    if (place.depth > schemaLimits.maxDepth) {
      throw new SchemaProblem(`the mapping nests deeper than ${schemaLimits.maxDepth} objects`);
    }
    for (const [key, value] of Object.entries(properties)) {
      this.#readField(
        asObject(value, `the mapping of ${quote(place.prefix + key)}`),
        place.prefix + key,
        place,
      );
    }
  }

  /** The fields found. An alias has the type of the field that it stands for. */
  finish(): Map<string, FieldType> {
    for (const [alias, path] of this.#aliases) addField(this.#types, alias, this.#types.get(path) ?? "other");
    return this.#types;
  }

  #readField(mapping: JsonObject, name: string, place: MappingPlace): void {
    const typeName = own(mapping, "type") ?? "object";
    if (typeof typeName !== "string")
      throw new SchemaProblem(`the type of the field ${quote(name)} is not a text`);

    const path = own(mapping, "path");
    if (typeName === "alias" && typeof path === "string") this.#aliases.set(name, path);
    else addField(this.#types, name, place.isNested ? "nested" : typeOfMapping(typeName, mapping));

    const isNested = place.isNested || typeName === "nested";
    // "properties" are the fields of an object; "fields" hold the same value indexed another way: `process.name.text`.
    for (const key of ["properties", "fields"]) {
      const inside = own(mapping, key);
      if (inside === undefined) continue;
      const properties = asObject(inside, `${quote(key)} of ${quote(name)}`);
      this.readProperties(properties, { prefix: `${name}.`, depth: place.depth + 1, isNested });
    }
  }
}

function typeOfMapping(typeName: string, mapping: JsonObject): FieldType {
  const isNormalized = typeName === "keyword" && typeof own(mapping, "normalizer") === "string";
  return isNormalized ? "normalized_keyword" : toFieldType(typeName);
}

function addField(types: Map<string, FieldType>, name: string, type: FieldType): void {
  if (types.size >= schemaLimits.maxFields) {
    throw new SchemaProblem(`the schema lists more than ${schemaLimits.maxFields} fields`);
  }
  types.set(name, type);
}

function asObject(value: JsonValue | undefined, what: string): JsonObject {
  if (!isJsonObject(value)) throw new SchemaProblem(`${what} is not an object`);
  return value;
}

/** The value of a key that is the object's own: `constructor` is a field's name like any other. */
function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function quote(name: string): string {
  return `"${name}"`;
}
