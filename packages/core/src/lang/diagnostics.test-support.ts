import type { FieldCatalogue, FieldType } from "./field-catalogue.ts";

const fields: Readonly<Record<string, FieldType>> = {
  "@timestamp": "date",
  "event.category": "keyword",
  "event.sequence": "long",
  "process.name": "keyword",
  "process.name.caseless": "normalized_keyword",
  "process.command_line": "wildcard",
  "process.args": "keyword",
  "process.pid": "long",
  "process.ppid": "long",
  "process.signed": "boolean",
  "process.parent.name": "keyword",
  "user.name": "keyword",
  "user.id": "keyword",
  "file.path": "keyword",
  "file.size": "long",
  "source.ip": "ip",
  "destination.port": "long",
  "agent.version": "version",
  "my-field": "keyword",
  "6start": "keyword",
  notes: "text",
  "geo.location": "geo_point",
  children: "nested",
};

/** A small catalogue with a field of every kind that the tests of diagnostics need. */
export function testCatalogue(onUnknownField: "error" | "warning" = "error"): FieldCatalogue {
  return {
    typeOf: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    names: () => Object.keys(fields),
    onUnknownField,
  };
}
