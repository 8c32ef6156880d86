import { compileFieldReader, isJsonObject, type JsonValue, parseJson } from "@eqlite/core/events";
import { createKernel, createKernelFields, type EventView, type ValueVisitor } from "@eqlite/core/kernel";
import { convertToDate } from "@eqlite/core/match";
import { decodeAscii } from "../../events/decode-ascii.ts";
import { linePieces } from "../line-pieces.ts";
import { storesLimits } from "../stores-limits.ts";
import { createHashSet } from "./hash-set.ts";
import { lookupFields } from "./lookup-fields.ts";
import { type FieldHasher, fieldHasher, lookupText } from "./value-hash.ts";

/** What is written down about lines so that they need not be read where they cannot matter. */
export interface LineSummary {
  readonly lineCount: number;
  readonly times: { readonly firstMs: number; readonly lastMs: number } | undefined;
  /** Some event has no `@timestamp` that can be read. */
  readonly hasUntimed: boolean;
  /** Hashes of the distinct values of the fields that are looked up. */
  readonly values: Uint32Array;
}

const timeField = "@timestamp";

/** Makes summaries; keep one for many blocks. Of most events the kernel gives the values, without a document. */
export function createLineSummarizer(): (lines: Uint8Array) => LineSummary {
  const fields = createKernelFields();
  const timeNumber = fields.numberOf(timeField);
  const hashers: (FieldHasher | undefined)[] = [];
  for (const name of lookupFields.keys()) hashers[fields.numberOf(name)] = fieldHasher(name);
  const kernel = createKernel({ fields, predicates: [{ kind: "Always", value: true }], decodeAscii });
  const readers = fields.names.map(compileFieldReader);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  let hasUntimed = false;
  const values = createHashSet();

  const takeTime = (ms: number): void => {
    firstMs = Math.min(firstMs, ms);
    lastMs = Math.max(lastMs, ms);
  };

  const takeTimes = (raw: readonly JsonValue[]): void => {
    const dates = raw.flatMap((value) => convertToDate(value) ?? []);
    if (dates.length === 0) hasUntimed = true;
    for (const { ms } of dates) takeTime(ms);
  };

  const takeValues = (raw: readonly JsonValue[], hasher: FieldHasher): void => {
    for (const value of raw) {
      const text = lookupText(value);
      const hash = text === undefined ? undefined : hasher.hash(text);
      if (hash !== undefined) values.add(hash);
    }
  };

  /** The event whose values are shown. */
  let view: EventView | undefined;
  const visitor: ValueVisitor = {
    text(field, bytes, from, to) {
      const hasher = hashers[field];
      if (hasher?.kind === "text") values.add(hasher.hashBytes(bytes, from, to));
      else if (hasher !== undefined) this.other(field);
    },
    other(field) {
      const hasher = hashers[field];
      if (hasher !== undefined) takeValues(view?.read(field) ?? [], hasher);
    },
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
    for (const [field, hasher] of hashers.entries()) {
      if (hasher !== undefined) takeValues(readers[field]?.(document) ?? [], hasher);
    }
  };

  const summarizePiece = (bytes: Uint8Array): number => {
    const line = (from: number, to: number): boolean => {
      takeDocument(bytes.subarray(from, to));
      return false;
    };
    if (kernel === undefined) return forEachLine(bytes, line);
    return kernel.judgeBlock(bytes, {
      event({ view: shown, ms, hasSeveralTimes }) {
        if (hasSeveralTimes) takeTimes(shown.read(timeNumber));
        else if (ms === Number.NEGATIVE_INFINITY) hasUntimed = true;
        else takeTime(ms);
        view = shown;
        shown.visit(visitor);
      },
      line,
    });
  };

  return (lines) => {
    firstMs = Number.POSITIVE_INFINITY;
    lastMs = Number.NEGATIVE_INFINITY;
    hasUntimed = false;
    let lineCount = 0;
    for (const { bytes } of linePieces(lines, storesLimits.judgedPieceBytes))
      lineCount += summarizePiece(bytes);
    return {
      lineCount,
      times: firstMs > lastMs ? undefined : { firstMs, lastMs },
      hasUntimed,
      values: values.take(),
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
