/**
 * Bounds on one record and one chunk. The bytes are bounded by the chunk, but templates and substitutions are
 * references: a few hostile bytes could name the same 60 KB thousands of times, or nest templates in each other.
 * Work is counted in bytes read plus elements written. Among some 45,000 real records none needed more than 81,151, and
 * no chunk more than 125,296.
 */
export const evtxLimits = {
  maxRecordWork: 512 * 1024,
  maxChunkWork: 1024 * 1024,
  /** How deep elements and templates may nest, in the bytes as well as in the record that comes of them. */
  maxDepth: 64,
  /** Longest name of an element or attribute, in UTF-16 units. */
  maxNameUnits: 1024,
} as const;
