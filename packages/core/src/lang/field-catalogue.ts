/** Mapping types of a field, as Elasticsearch names them. */
export type FieldType =
  | "keyword"
  | "constant_keyword"
  | "wildcard"
  | "long"
  | "integer"
  | "short"
  | "byte"
  | "unsigned_long"
  | "double"
  | "float"
  | "half_float"
  | "scaled_float"
  | "boolean"
  | "date"
  | "date_nanos"
  | "ip"
  | "version"
  | "text"
  | "match_only_text"
  /** A keyword that is lower-cased when indexed, such as `process.name.caseless`. */
  | "normalized_keyword"
  | "nested"
  | "object"
  | "flattened"
  | "geo_point"
  | "geo_shape"
  | "binary"
  | "range"
  /** Known to exist, type not known: values keep the type they have in the event. */
  | "unknown"
  /** A type this engine does not know. */
  | "other";

/** Which fields exist and what type they have (specification section 4.1). */
export interface FieldCatalogue {
  /** The type of a field by its dotted name, or undefined where the field is unmapped. */
  typeOf(name: string): FieldType | undefined;
  /** All names, to suggest one for a misspelt field. */
  names(): Iterable<string>;
  /**
   * What a name that is not in the catalogue means. "error": no event has the field, so a plain name is refused and an
   * optional one is null (specification 4.2). "warning": the catalogue does not know everything, so the field counts as
   * mapped with an unknown type, and a plain name gives a warning.
   */
  readonly onUnknownField: "error" | "warning";
}
