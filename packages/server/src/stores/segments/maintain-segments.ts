import { dirname } from "node:path";
import type { DataStreamFiles } from "./data-stream-files.ts";
import { emptyJoined, isWorthJoining, type JoiningTools, joinFrames } from "./join-frames.ts";
import { writeSegmentIndex } from "./seal-segment.ts";
import { removeIndex, type Segment } from "./segment.ts";
import { createSegmentFilter, type SegmentFilter } from "./segment-filter.ts";
import type { ReportProblem } from "./store-problem.ts";
import { createTurns, type Turns } from "./turns.ts";
import { finishFile, syncFolder, writeUnfinished } from "./write-durably.ts";

/** Work in the background on segments that are no longer written to. */
export interface SegmentMaintenance {
  /** Puts small frames together and writes the index file, one segment after the other. */
  add(stream: DataStreamFiles, segment: Segment): void;
  /** Resolved when everything that was added is done. */
  idle(): Promise<void>;
  /** What has not begun is left for the next time. */
  stop(): void;
}

/**
 * @param turns in which files of the store are exchanged
 * @param joins whether small frames are put together
 */
export function createSegmentMaintenance(
  turns: Turns,
  tools: JoiningTools,
  joins: boolean,
  report: ReportProblem,
): SegmentMaintenance {
  const work = createTurns();
  let isStopped = false;

  const isThere = ({ segments }: DataStreamFiles, segment: Segment): boolean => segments.includes(segment);

  const join = async (stream: DataStreamFiles, segment: Segment): Promise<void> => {
    const joined = emptyJoined(segment.dataStream);
    await writeUnfinished(segment.path, joinFrames(segment, joined, tools));
    await turns.take(async () => {
      if (!isThere(stream, segment)) return;
      removeIndex(segment);
      await finishFile(segment.path);
      segment.table = joined.table;
      segment.fileBytes = joined.fileBytes;
      segment.generation += 1;
    });
  };

  const filterOfLines = async (segment: Segment): Promise<SegmentFilter> => {
    const filter = createSegmentFilter();
    for (let frame = 0; frame < segment.table.frameCount; frame += 1) {
      // A damaged frame is passed over by everybody.
      const read = await tools.frames.readFrame(segment, frame);
      if (read !== undefined) filter.add(tools.summarize(read.lines).values);
    }
    return filter;
  };

  const maintain = async (stream: DataStreamFiles, segment: Segment): Promise<void> => {
    try {
      if (isStopped || !isThere(stream, segment)) return;
      if (joins && isWorthJoining(segment)) await join(stream, segment);
      // Known of what this process has written; after a crash the lines tell.
      segment.filter ??= await filterOfLines(segment);
      if (isThere(stream, segment)) await writeSegmentIndex(segment);
      await syncFolder(dirname(segment.path));
    } catch (error) {
      // Retention may have come in between.
      if (!isThere(stream, segment)) return;
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${segment.path} could not be tidied up and stays as it is: ${reason}`;
      report({ kind: "maintenance-failed", message, path: segment.path, cause: error });
    }
  };

  return {
    add(stream, segment) {
      void work.take(() => maintain(stream, segment));
    },
    idle: work.idle,
    stop() {
      isStopped = true;
    },
  };
}
