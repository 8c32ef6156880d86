export { isJsonObject, type EventRecord, type JsonObject, type JsonValue, type MutableJsonObject, type RecordSource } from "./document.ts";
export { compileFieldReader, type FieldReader } from "./field-values.ts";
export { readLimits } from "./read-limits.ts";
export type { RawRecord, ReadProblem, RecordReader, RecordSink } from "./record-reader.ts";
export { builtInCatalogue } from "./catalogue/field-catalogue.ts";
export { createCatalogueInference } from "./catalogue/infer-catalogue.ts";
export { type ParsedSchema, parseSchema } from "./catalogue/parse-schema.ts";
export { createNdjsonReader } from "./json/ndjson-reader.ts";
