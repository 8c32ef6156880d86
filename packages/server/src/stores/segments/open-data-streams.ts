import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DataStreamFiles } from "./data-stream-files.ts";
import { openSegment, type Segment } from "./segment.ts";
import { dataStreamOfFolder, indexPathOf, isSegmentName, unfinishedSuffix } from "./segment-names.ts";
import type { ReportProblem } from "./store-problem.ts";

export interface OpenedDataStreams {
  readonly dataStreams: readonly DataStreamFiles[];
  /** Behind everything that was stored as far as the files tell. */
  readonly endPosition: number;
  readonly lastIngestedMs: number;
}

/** Opens all segments of a store. Throws OperationalError `data-folder-too-new`. */
export function openDataStreams(root: string, report: ReportProblem): OpenedDataStreams {
  mkdirSync(root, { recursive: true });
  let endPosition = 0;
  let lastIngestedMs = Number.NEGATIVE_INFINITY;
  const dataStreams: DataStreamFiles[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const name = entry.isDirectory() ? dataStreamOfFolder(entry.name) : undefined;
    if (name === undefined) continue;
    const folder = join(root, entry.name);
    const segments: Segment[] = [];
    const paths = segmentPaths(folder);
    for (const [number, path] of paths.entries()) {
      const segment = openSegment(path, name, number === paths.length - 1, report);
      endPosition = Math.max(endPosition, segment.endPosition);
      const { table, fileBytes } = segment;
      if (table.blockCount > 0) {
        lastIngestedMs = Math.max(lastIngestedMs, table.ingestedMs(table.blockCount - 1));
        segments.push(segment);
      } else if (fileBytes === 0) {
        rmSync(indexPathOf(path), { force: true });
        rmSync(path);
      }
    }
    dataStreams.push({ name, folder, segments, file: undefined });
  }
  return { dataStreams, endPosition, lastIngestedMs };
}

/** In the order of positions. Removes what a crash has left unfinished. */
function segmentPaths(folder: string): readonly string[] {
  const names = readdirSync(folder);
  for (const name of names) if (name.endsWith(unfinishedSuffix)) rmSync(join(folder, name));
  return names
    .filter(isSegmentName)
    .toSorted()
    .map((name) => join(folder, name));
}
