import type { RetainedAway, Retention } from "../event-store.ts";
import type { DataStreamFiles } from "./data-stream-files.ts";
import type { Segment } from "./segment.ts";

export interface OutdatedSegment {
  readonly stream: DataStreamFiles;
  readonly segment: Segment;
}

/**
 * Which segments retention takes away: those whose newest event arrived before a time, and of the others the ones with the
 * oldest newest event, until the rest is small enough. The segment with the newest event of all stays in the second case.
 */
export function outdatedSegments(
  dataStreams: Iterable<DataStreamFiles>,
  { ingestedBeforeMs = Number.NEGATIVE_INFINITY, maxStoredBytes = Number.POSITIVE_INFINITY }: Retention,
): readonly OutdatedSegment[] {
  const all: OutdatedSegment[] = [];
  for (const stream of dataStreams) for (const segment of stream.segments) all.push({ stream, segment });
  all.sort(
    (left, right) =>
      newestMs(left.segment) - newestMs(right.segment) || left.segment.fileBytes - right.segment.fileBytes,
  );
  let storedBytes = all.reduce((bytes, { segment }) => bytes + segment.fileBytes, 0);
  return all.filter(({ segment }, number) => {
    const isOld = newestMs(segment) < ingestedBeforeMs;
    const isTooMuch = storedBytes > maxStoredBytes && number + 1 < all.length;
    if (isOld || isTooMuch) storedBytes -= segment.fileBytes;
    return isOld || isTooMuch;
  });
}

/** What goes with some segments. */
export function sumOf(segments: readonly OutdatedSegment[]): RetainedAway {
  const away = { segments: segments.length, events: 0, storedBytes: 0 };
  for (const { segment } of segments) {
    away.events += segment.table.events;
    away.storedBytes += segment.fileBytes;
  }
  return away;
}

function newestMs({ table }: Segment): number {
  return table.blockCount === 0 ? Number.NEGATIVE_INFINITY : table.ingestedMs(table.blockCount - 1);
}
