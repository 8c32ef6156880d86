import { type EventRecord, mapToEcs, type RawRecord, repairSystemPid } from "@eqlite/core/events";
import type { InputProblem } from "../inputs/input-problem.ts";
import { type InputFile, type InputOptions, type InputTotals, readInputs } from "../inputs/read-inputs.ts";

/** One reading of a file or archive member. The same object for all its events. */
export interface FileReading extends InputFile {
  /** How often the same file was read before: more than once only where it was given more than once. */
  readonly occurrence: number;
  /** `arrival` of its first event; the others follow without a gap. */
  readonly firstArrival: number;
}

/** Receives events in the order of the input. */
export interface EventSink {
  event(event: EventRecord, reading: FileReading): void;
  problem(problem: InputProblem, file: InputFile): void;
  progress?(bytesRead: number, bytesTotal: number): void;
}

/** Corrections of what exporters are known to lose. None is made unless it is asked for by name. */
export const repairNames = ["system-pid"] as const;
export type RepairName = (typeof repairNames)[number];

export interface ReadEventsOptions extends InputOptions {
  readonly repairs?: readonly RepairName[];
}

/** Reads all events behind the paths, mapped to ECS: every command sees them the same way. */
export async function readEvents(
  paths: readonly string[],
  sink: EventSink,
  { repairs = [], ...options }: ReadEventsOptions = {},
): Promise<InputTotals> {
  let arrival = 0;
  const startReading = createReadingCounter();
  let current: InputFile | undefined;
  let reading: FileReading | undefined;
  const record = (raw: RawRecord, file: InputFile): void => {
    // Not by name: a file that is given twice starts anew.
    if (reading === undefined || current !== file) {
      current = file;
      reading = startReading(file, arrival);
    }
    const { document, problem } = mapToEcs(raw.document);
    if (problem !== undefined)
      sink.problem({ kind: "xml", message: problem, record: raw.record, lostRecords: 0 }, file);
    const event: EventRecord = {
      document: repairs.includes("system-pid") ? repairSystemPid(document) : document,
      source: { ...file, record: raw.record },
      arrival,
      ...(raw.id === undefined ? {} : { id: raw.id }),
      ...(raw.index === undefined ? {} : { index: raw.index }),
    };
    sink.event(event, reading);
    arrival += 1;
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

function createReadingCounter(): (file: InputFile, firstArrival: number) => FileReading {
  const occurrences = new Map<string, number>();
  return (file, firstArrival) => {
    const name = fileName(file);
    const occurrence = occurrences.get(name) ?? 0;
    occurrences.set(name, occurrence + 1);
    return { ...file, occurrence, firstArrival };
  };
}

/** A text that is the same for the same file and member only. */
export function fileName({ path, member }: InputFile): string {
  return `${path}\u0000${member ?? ""}`;
}
