import type { JsonObject, MutableJsonObject } from "@eqlite/core/events";
import { compileWildcard, type FieldCatalogue, type FieldType } from "@eqlite/core/lang";

/** The type of a field as Elasticsearch names it; undefined for what it has no name for. */
function mappingType(type: FieldType): string | undefined {
  switch (type) {
    case "normalized_keyword":
      return "keyword";
    case "unknown":
    case "other":
    case "range":
      return undefined;
    default:
      return type;
  }
}

/** The fields of catalogues that patterns name, as `_field_caps` answers them. */
export function fieldCapabilities(
  catalogues: Iterable<FieldCatalogue>,
  patterns: readonly string[],
): JsonObject {
  const tests = patterns.map((pattern) => compileWildcard(pattern, { foldCase: false }));
  const fields: MutableJsonObject = {};
  const add = (name: string, type: string, isMetadata: boolean, isAggregatable: boolean): void => {
    if (!tests.some((test) => test(name)) || Object.hasOwn(fields, name)) return;
    fields[name] = {
      [type]: { type, metadata_field: isMetadata, searchable: true, aggregatable: isAggregatable },
    };
  };
  add("_id", "_id", true, false);
  add("_index", "_index", true, true);
  for (const catalogue of catalogues) {
    for (const name of catalogue.names()) {
      const type = mappingType(catalogue.typeOf(name) ?? "unknown");
      if (type === undefined) continue;
      add(name, type, false, !["text", "match_only_text", "object", "nested"].includes(type));
    }
  }
  return fields;
}

interface MappingNode {
  readonly children: Map<string, MappingNode>;
  type: string | undefined;
}

const mappings = new WeakMap<FieldCatalogue, JsonObject>();

/** What a catalogue knows of fields, as a mapping. */
export function mappingOf(catalogue: FieldCatalogue): JsonObject {
  let mapping = mappings.get(catalogue);
  if (mapping === undefined) {
    mapping = { dynamic: "true", properties: propertiesOf(readTree(catalogue)) };
    mappings.set(catalogue, mapping);
  }
  return mapping;
}

function readTree(catalogue: FieldCatalogue): MappingNode {
  const root: MappingNode = { children: new Map(), type: undefined };
  for (const name of catalogue.names()) {
    const type = mappingType(catalogue.typeOf(name) ?? "unknown");
    if (type === undefined) continue;
    let node = root;
    for (const part of name.split(".")) {
      let child = node.children.get(part);
      if (child === undefined) {
        child = { children: new Map(), type: undefined };
        node.children.set(part, child);
      }
      node = child;
    }
    node.type = type;
  }
  return root;
}

function propertiesOf({ children }: MappingNode): JsonObject {
  const properties: MutableJsonObject = {};
  for (const [name, node] of children) properties[name] = propertyOf(node);
  return properties;
}

/** What stands below a field that has a value is the same value kept in another way. */
function propertyOf(node: MappingNode): JsonObject {
  const isObject = node.type === undefined || node.type === "object" || node.type === "nested";
  const type: JsonObject = node.type === undefined || node.type === "object" ? {} : { type: node.type };
  if (node.children.size === 0) return node.type === "object" ? { type: "object" } : type;
  const below = propertiesOf(node);
  return isObject ? { ...type, properties: below } : { ...type, fields: below };
}
