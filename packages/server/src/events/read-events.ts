import type { BlockRecords, EventRecord, LineBlock, RawRecord } from "@eqlite/core/events";
import type { InputProblem } from "../inputs/input-problem.ts";
import {
  type BlockTally,
  type InputContent,
  type InputFile,
  type InputOptions,
  type InputTotals,
  readInputs,
} from "../inputs/read-inputs.ts";
import { type BlockTable, createBlockTable } from "./block-table.ts";
import { createMakeEvent, type RepairName } from "./make-event.ts";

export { type RepairName, repairNames } from "./make-event.ts";

/**
 * One reading of a file or archive member. The same object for all its events. The `arrival` of an event is
 * `basePosition` and the offset of its line in the content, or its number among the records where those are no lines.
 */
export interface FileReading extends InputContent {
  /** How often the same file was read before: more than once only where it was given more than once. */
  readonly occurrence: number;
  /** The blocks so far, where the content is plain NDJSON: its events can be read again by their arrival. */
  readonly blocks: BlockTable;
}

/** Receives events in the order of the input. */
export interface EventSink {
  /** @param makeWhole makes the event with all its fields, where it may lack some; see `ReadEventsOptions.fields` */
  event(event: EventRecord, reading: FileReading, makeWhole: () => EventRecord): void;
  /**
   * Takes NDJSON in blocks, before events are made of it; without it all comes as events. The sink hands the lines that
   * it does not judge by their bytes to `records` (see `BlockRecords`): they come back as `event` and `problem` during the
   * call.
   */
  block?(block: LineBlock, reading: FileReading, records: BlockRecords): BlockTally;
  problem(problem: InputProblem, file: InputFile): void;
  progress?(bytesRead: number, bytesTotal: number): void;
}

export interface ReadEventsOptions extends InputOptions {
  readonly repairs?: readonly RepairName[];
  /** All fields that will be read of the events, which may then lack others. */
  readonly fields?: readonly string[] | undefined;
}

/** Reads all events behind the paths, mapped to ECS: every command sees them the same way. */
export async function readEvents(
  paths: readonly string[],
  sink: EventSink,
  { repairs = [], fields, ...options }: ReadEventsOptions = {},
): Promise<InputTotals> {
  const makeEvent = createMakeEvent(repairs, fields);
  const makeWhole = createMakeEvent(repairs);
  const readingOf = createReadings();
  const { progress, block: takeBlock } = sink;

  function record(raw: RawRecord, content: InputContent): void {
    const reading = readingOf(content);
    const position = raw.byteOffset ?? reading.records;
    reading.records += 1;
    const arrival = content.basePosition + position;
    const { event, problem } = makeEvent(raw, content, arrival);
    if (problem !== undefined) sink.problem(problem, fileOf(content));
    sink.event(event, reading, () => makeWhole(raw, content, arrival).event);
  }

  function block(lines: LineBlock, content: InputContent, records: BlockRecords): BlockTally {
    const reading = readingOf(content);
    if (content.isPlain) reading.blocks.add(lines);
    if (takeBlock === undefined) return { lines: records.block(lines), records: 0 };
    return takeBlock(lines, reading, records);
  }

  return readInputs(
    paths,
    {
      record,
      block,
      problem: (problem, file) => sink.problem(problem, file),
      ...(progress === undefined ? {} : { progress: (read, total) => progress(read, total) }),
    },
    options,
  );
}

interface CountedReading extends FileReading {
  records: number;
}

/** Finds the reading of a content, which begins with the first record or block. */
function createReadings(): (content: InputContent) => CountedReading {
  const occurrences = new Map<string, number>();
  let current: InputContent | undefined;
  let reading: CountedReading | undefined;
  return (content) => {
    // Not by name: a file that is given twice starts anew.
    if (reading === undefined || current !== content) {
      const name = fileName(content);
      const occurrence = occurrences.get(name) ?? 0;
      occurrences.set(name, occurrence + 1);
      current = content;
      reading = { ...content, occurrence, blocks: createBlockTable(), records: 0 };
    }
    return reading;
  };
}

function fileOf({ path, member }: InputFile): InputFile {
  return member === undefined ? { path } : { path, member };
}

/** A text that is the same for the same file and member only. */
export function fileName({ path, member }: InputFile): string {
  return `${path}\u0000${member ?? ""}`;
}
