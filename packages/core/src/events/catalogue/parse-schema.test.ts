import { describe, expect, it } from "vitest";
import type { JsonValue } from "../document.ts";
import { parseSchema } from "./parse-schema.ts";

const mapping = {
  dynamic: false,
  properties: {
    "@timestamp": { type: "date" },
    process: {
      properties: {
        name: {
          type: "keyword",
          ignore_above: 1024,
          fields: {
            caseless: { type: "keyword", normalizer: "lowercase" },
            text: { type: "match_only_text" },
          },
        },
        pid: { type: "long" },
        Ext: {
          properties: { code_signature: { type: "nested", properties: { trusted: { type: "boolean" } } } },
        },
      },
    },
    "host.id": { type: "keyword" },
    labels: { type: "flattened" },
    signal: {
      properties: { id: { type: "alias", path: "process.pid" }, lost: { type: "alias", path: "nowhere" } },
    },
    vector: { type: "dense_vector" },
    constructor: { type: "keyword" },
  },
};

const mappingCases = [
  ["@timestamp", "date"],
  ["process", "object"],
  ["process.name", "keyword"],
  ["process.name.caseless", "normalized_keyword"],
  ["process.name.text", "match_only_text"],
  ["process.pid", "long"],
  ["process.Ext.code_signature", "nested"],
  ["process.Ext.code_signature.trusted", "nested"],
  ["host.id", "keyword"],
  ["labels.any.thing", "keyword"],
  ["signal.id", "long"],
  ["signal.lost", "other"],
  ["vector", "other"],
  ["constructor", "keyword"],
  ["toString", undefined],
  ["process.executable", undefined],
] as const;

describe("parseSchema", () => {
  it.each(mappingCases)("reads a mapping: %s is %s", (name, type) => {
    expect(typeIn(mapping, name)).toBe(type);
    expect(typeIn({ mappings: mapping }, name)).toBe(type);
  });

  it.each([
    ["when", "date"],
    ["my-field", "keyword"],
    ["shape", "other"],
    ["nope", undefined],
  ])("reads a list of fields: %s is %s", (name, type) => {
    const schema = { description: "ours", fields: { when: "date", "my-field": "keyword", shape: "blob" } };
    expect(typeIn(schema, name)).toBe(type);
  });

  it("refuses fields that the schema does not list", () => {
    expect(parseSchema({ fields: {} })).toMatchObject({ ok: true, catalogue: { onUnknownField: "error" } });
  });

  it.each<readonly [title: string, schema: JsonValue, message: string]>([
    ["no object", [], "the schema is not an object"],
    ["null", null, "the schema is not an object"],
    [
      "another object",
      { version: 1 },
      'the schema has neither "fields" (name to type) nor "properties" (an Elasticsearch mapping)',
    ],
    ["fields are a list", { fields: ["a"] }, '"fields" is not an object'],
    ["a type is a number", { fields: { a: 1 } }, 'the type of the field "a" is not a text'],
    ["mappings are null", { mappings: null }, '"mappings" is not an object'],
    ["properties are a text", { properties: "x" }, '"properties" is not an object'],
    [
      "a field is a text",
      { properties: { a: { properties: { b: "long" } } } },
      'the mapping of "a.b" is not an object',
    ],
    [
      "a type is a list",
      { properties: { a: { type: ["long"] } } },
      'the type of the field "a" is not a text',
    ],
    ["multi-fields are a list", { properties: { a: { fields: [] } } }, '"fields" of "a" is not an object'],
    ["nested too deep", nestedMapping(51), "the mapping nests deeper than 50 objects"],
    ["too many fields", { fields: manyFields(100_001) }, "the schema lists more than 100000 fields"],
  ])("says what is wrong: %s", (_, schema, message) => {
    expect(parseSchema(schema)).toEqual({ ok: false, message });
  });

  it("accepts what is just within the bounds", () => {
    expect(parseSchema(nestedMapping(49)).ok).toBe(true);
    expect(parseSchema({ fields: manyFields(100_000) }).ok).toBe(true);
  });
});

function typeIn(schema: JsonValue, name: string): string | undefined {
  const parsed = parseSchema(schema);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.catalogue.typeOf(name);
}

function nestedMapping(depth: number): JsonValue {
  return { properties: depth === 0 ? {} : { a: nestedMapping(depth - 1) } };
}

function manyFields(count: number): { readonly [name: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, "long"]));
}
