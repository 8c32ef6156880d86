import {
  compileFieldReader,
  createNdjsonReader,
  type JsonValue,
  type ReadProblem,
  type RecordSink,
} from "../events/index.ts";
import { jsonLimits } from "../events/json/json-limits.ts";
import { recognizeShape } from "../events/mapping/recognize-shape.ts";
import { createKernelFields } from "./event-view.ts";
import { createKernel } from "./kernel.ts";

/** What stands in lines: of each event its number and the values of the wanted fields. */
export interface LineReading {
  readonly events: readonly { readonly record: number; readonly values: readonly (readonly JsonValue[])[] }[];
  readonly problems: readonly Pick<ReadProblem, "kind" | "record" | "message">[];
}

export interface KernelLineReading extends LineReading {
  /** Numbers of the lines that the kernel took for events in ECS, and of those that it left. */
  readonly judged: readonly number[];
  readonly left: readonly number[];
}

export interface LineCuts {
  /** Where the bytes are cut before they reach the reader; whole where it is left out. */
  readonly cuts?: readonly number[];
  readonly lineBlockBytes?: number;
}

/** Wanted fields beside which an event's category and time are always read. */
export type ReadByKernel = (bytes: Uint8Array | string, cuts?: LineCuts) => KernelLineReading;

/** Reads lines through a kernel that holds every event for found, and documents from those that it leaves. */
export function createKernelReading(names: readonly string[]): ReadByKernel {
  const fields = createKernelFields();
  const numbers = names.map(fields.numberOf);
  const kernel = createKernel({ fields, probeEvery: 1, predicates: [{ kind: "Always", value: true }] });
  if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
  const readers = names.map(compileFieldReader);
  return (bytes, { cuts = [], lineBlockBytes = jsonLimits.lineBlockBytes } = {}) => {
    const events: LineReading["events"][number][] = [];
    const problems: LineReading["problems"][number][] = [];
    const judged: number[] = [];
    const left: number[] = [];
    const sink: RecordSink = {
      record({ document, record }) {
        events.push({ record, values: readers.map((read) => read(document)) });
      },
      problem: ({ kind, message, record }) => problems.push(withRecord({ kind, message }, record)),
      lines(lines, records) {
        // The first line of a block belongs to an action only where the action is longer than a block.
        if (records.expectsDocument) return records.block(lines);
        return kernel.judgeBlock(lines.bytes, {
          event({ view, linesBefore }) {
            const record = lines.firstLine + linesBefore;
            judged.push(record);
            events.push({ record, values: numbers.map((number) => view.read(number)) });
          },
          line(from, to, linesBefore) {
            const record = lines.firstLine + linesBefore;
            left.push(record);
            const isLast = lines.isLast && to === lines.bytes.length;
            records.line(lines.bytes.subarray(from, to), record, lines.byteOffset + from, isLast);
            return records.expectsDocument;
          },
        });
      },
    };
    pushInPieces(sink, bytes, cuts, lineBlockBytes);
    return { events, problems, judged, left };
  };
}

function pushInPieces(
  sink: RecordSink,
  bytes: Uint8Array | string,
  cuts: readonly number[],
  lineBlockBytes: number,
): void {
  const whole = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  const ends = [...cuts.filter((cut) => cut <= whole.length), whole.length].sort((a, b) => a - b);
  const reader = createNdjsonReader(sink, { ...jsonLimits, lineBlockBytes });
  let from = 0;
  for (const to of ends) {
    // A copy: whoever keeps the bytes of a push beyond the call finds them gone.
    const piece = whole.slice(from, to);
    reader.push(piece);
    piece.fill(0xff);
    from = to;
  }
  reader.end();
}

function withRecord(
  problem: Pick<ReadProblem, "kind" | "message">,
  record: number | undefined,
): LineReading["problems"][number] {
  return record === undefined ? problem : { ...problem, record };
}

/** Reads lines as documents; `inEcs` has the numbers of those that are plain events in ECS, as the kernel takes them. */
export function readLinesAsDocuments(
  bytes: Uint8Array | string,
  names: readonly string[],
): LineReading & { readonly inEcs: ReadonlySet<number> } {
  const readers = names.map(compileFieldReader);
  const events: LineReading["events"][number][] = [];
  const problems: LineReading["problems"][number][] = [];
  const inEcs = new Set<number>();
  const sink: RecordSink = {
    record({ document, record, index }) {
      events.push({ record, values: readers.map((read) => read(document)) });
      if (recognizeShape(document) === "ecs" && index === undefined) inEcs.add(record);
    },
    problem: ({ kind, message, record }) => problems.push(withRecord({ kind, message }, record)),
  };
  pushInPieces(sink, bytes, [], jsonLimits.lineBlockBytes);
  return { events, problems, inEcs };
}
