import { type EventRecord, mapToEcs, type RawRecord } from "@eqlite/core/events";
import type { InputProblem } from "../inputs/input-problem.ts";
import { type InputFile, type InputOptions, type InputTotals, readInputs } from "../inputs/read-inputs.ts";

/** Where an event stands in the input, enough to read it again. */
export interface EventPlace extends InputFile {
  /** Zero-based count of records within one reading of the file or member. */
  readonly ordinal: number;
}

/** Receives events in the order of the input. */
export interface EventSink {
  event(event: EventRecord, place: EventPlace): void;
  problem(problem: InputProblem, file: InputFile): void;
  progress?(bytesRead: number, bytesTotal: number): void;
}

/** Reads all events behind the paths, mapped to ECS: every command sees them the same way. */
export async function readEvents(
  paths: readonly string[],
  sink: EventSink,
  options: InputOptions = {},
): Promise<InputTotals> {
  let arrival = 0;
  let current: InputFile | undefined;
  let ordinal = 0;
  const record = (raw: RawRecord, file: InputFile): void => {
    // Not by name: a file that is given twice starts anew, also where a second pass leaves out what stood between.
    if (current !== file) {
      current = file;
      ordinal = 0;
    }
    const event: EventRecord = {
      document: mapToEcs(raw.document).document,
      source: { ...file, record: raw.record },
      arrival,
      ...(raw.id === undefined ? {} : { id: raw.id }),
      ...(raw.index === undefined ? {} : { index: raw.index }),
    };
    sink.event(event, { ...file, ordinal });
    arrival += 1;
    ordinal += 1;
  };
  const { progress } = sink;
  return readInputs(
    paths,
    {
      record,
      problem: (problem, file) => sink.problem(problem, file),
      ...(progress === undefined ? {} : { progress: (read, total) => progress(read, total) }),
    },
    options,
  );
}
