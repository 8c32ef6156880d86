import { compileFieldReader, isJsonObject, type JsonValue, parseJson } from "@eqlite/core/events";
import { createKernel, createKernelFields } from "@eqlite/core/kernel";
import { convertToDate } from "@eqlite/core/match";
import { decodeAscii } from "../../events/decode-ascii.ts";
import { linePieces } from "../line-pieces.ts";
import { storesLimits } from "../stores-limits.ts";
import { lookupFields } from "./lookup-fields.ts";
import { type FieldHasher, fieldHasher, lookupText, type ValueHash } from "./value-hash.ts";

/** What is written down about lines so that they need not be read where they cannot matter. */
export interface LineSummary {
  readonly lineCount: number;
  readonly times: { readonly firstMs: number; readonly lastMs: number } | undefined;
  /** Some event has no `@timestamp` that can be read. */
  readonly hasUntimed: boolean;
  /** The distinct values of the fields that are looked up. */
  readonly values: readonly ValueHash[];
}

const timeField = "@timestamp";

interface SummarizedField {
  readonly number: number;
  readonly hasher: FieldHasher;
  readonly seen: Set<JsonValue>;
}

/** Makes summaries; keep one for many blocks. Of most events the kernel gives the values, without a document. */
export function createLineSummarizer(): (lines: Uint8Array) => LineSummary {
  const fields = createKernelFields();
  const timeNumber = fields.numberOf(timeField);
  const summarized: SummarizedField[] = [...lookupFields.keys()].flatMap((name) => {
    const hasher = fieldHasher(name);
    return hasher === undefined
      ? []
      : [{ number: fields.numberOf(name), hasher, seen: new Set<JsonValue>() }];
  });
  const kernel = createKernel({ fields, predicates: [{ kind: "Always", value: true }], decodeAscii });
  const readers = fields.names.map(compileFieldReader);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  let hasUntimed = false;
  let values: ValueHash[] = [];

  const takeTime = (ms: number): void => {
    firstMs = Math.min(firstMs, ms);
    lastMs = Math.max(lastMs, ms);
  };

  const takeTimes = (raw: readonly JsonValue[]): void => {
    const dates = raw.flatMap((value) => convertToDate(value) ?? []);
    if (dates.length === 0) hasUntimed = true;
    for (const { ms } of dates) takeTime(ms);
  };

  const takeValues = (raw: readonly JsonValue[], { hasher, seen }: SummarizedField): void => {
    for (const value of raw) {
      if (seen.has(value)) continue;
      seen.add(value);
      const text = lookupText(value);
      const hash = text === undefined ? undefined : hasher.hash(text);
      if (hash !== undefined) values.push(hash);
    }
  };

  const takeDocument = (line: Uint8Array): void => {
    // What is no event is found by nobody; it must be in no block's way.
    const parsed = parseJson(decoder.decode(line));
    if (!parsed.ok || !isJsonObject(parsed.value)) {
      hasUntimed = true;
      return;
    }
    const document = parsed.value;
    takeTimes(readers[timeNumber]?.(document) ?? []);
    for (const field of summarized) takeValues(readers[field.number]?.(document) ?? [], field);
  };

  const summarizePiece = (bytes: Uint8Array): number => {
    const line = (from: number, to: number): boolean => {
      takeDocument(bytes.subarray(from, to));
      return false;
    };
    if (kernel === undefined) return forEachLine(bytes, line);
    return kernel.judgeBlock(bytes, {
      event({ view, ms, hasSeveralTimes }) {
        if (hasSeveralTimes) takeTimes(view.read(timeNumber));
        else if (ms === Number.NEGATIVE_INFINITY) hasUntimed = true;
        else takeTime(ms);
        for (const field of summarized) takeValues(view.read(field.number), field);
      },
      line,
    });
  };

  return (lines) => {
    firstMs = Number.POSITIVE_INFINITY;
    lastMs = Number.NEGATIVE_INFINITY;
    hasUntimed = false;
    values = [];
    let lineCount = 0;
    for (const { bytes } of linePieces(lines, storesLimits.judgedPieceBytes))
      lineCount += summarizePiece(bytes);
    for (const { seen } of summarized) seen.clear();
    return {
      lineCount,
      times: firstMs > lastMs ? undefined : { firstMs, lastMs },
      hasUntimed,
      values,
    };
  };
}

function forEachLine(bytes: Uint8Array, take: (from: number, to: number) => boolean): number {
  let count = 0;
  for (let from = 0; from < bytes.length; count += 1) {
    const feed = bytes.indexOf(0x0a, from);
    const to = feed === -1 ? bytes.length : feed;
    take(from, to);
    from = to + 1;
  }
  return count;
}
