export { builtInCatalogue, layeredCatalogue } from "./catalogue/field-catalogue.ts";
export { type CatalogueInference, createCatalogueInference } from "./catalogue/infer-catalogue.ts";
export { type ParsedSchema, parseSchema } from "./catalogue/parse-schema.ts";
export {
  type EventRecord,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
  type RecordSource,
} from "./document.ts";
export { compileFieldReader, type FieldReader } from "./field-values.ts";
export { createFieldWalker, type FieldWalker } from "./field-walker.ts";
export { type BlockRecords, createBlockRecords, handOverLine } from "./json/block-records.ts";
export type { JsonLimits } from "./json/json-limits.ts";
export { endsInAction, isBlankLine, type LineBlock } from "./json/line-block.ts";
export { createNdjsonReader } from "./json/ndjson-reader.ts";
export { parseJson } from "./json/parse-json.ts";
export { canonicalJson, stringifyJson } from "./json/stringify-json.ts";
export { type MappedDocument, mapToEcs } from "./mapping/map-to-ecs.ts";
export { repairSystemPid } from "./mapping/repair-system-pid.ts";
export { allParts, type WantedParts, wantedPartsOf } from "./mapping/wanted-parts.ts";
export { createRecordReader } from "./open-reader.ts";
export { readLimits } from "./read-limits.ts";
export type { RawRecord, ReadProblem, RecordReader, RecordSink } from "./record-reader.ts";
