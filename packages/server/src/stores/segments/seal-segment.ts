import { closeSync, openSync } from "node:fs";
import type { Segment } from "./segment.ts";
import { readFilter } from "./segment.ts";
import { decodeSegmentIndex, encodeSegmentIndex } from "./segment-index.ts";
import { indexPathOf } from "./segment-names.ts";
import { writeWhole } from "./write-durably.ts";

/** Writes the index file of a segment to which nothing is appended meanwhile. */
export async function writeSegmentIndex(segment: Segment): Promise<void> {
  const { table, fileBytes } = segment;
  const file = openSync(segment.path, "r");
  let parts: readonly Buffer[];
  try {
    parts = encodeSegmentIndex(
      table,
      fileBytes,
      (frame) => readFilter(file, segment, frame),
      segment.filter?.encode(),
    );
  } finally {
    closeSync(file);
  }
  await writeWhole(indexPathOf(segment.path), parts);
  const [head = Buffer.alloc(0)] = parts;
  const indexBytes = parts.reduce((bytes, part) => bytes + part.length, 0);
  const index = decodeSegmentIndex(head, fileBytes, indexBytes);
  segment.groups = index?.groups;
  segment.pages = index?.pages;
  if (segment.isSealed && segment.pages !== undefined) segment.filter = undefined;
}
