import { isJsonObject, parseJson } from "@eqlite/core/events";
import { createKernel, createKernelFields } from "@eqlite/core/kernel";
import { decodeAscii } from "../../events/decode-ascii.ts";
import type { BlockSummary } from "../event-store.ts";
import { linePieces } from "../line-pieces.ts";
import { storesLimits } from "../stores-limits.ts";
import { createSummaryDraft, createSummaryReader } from "./line-summary.ts";

export interface LineSummary extends BlockSummary {
  readonly lineCount: number;
}

/** Makes summaries; keep one for many blocks. Of most events the kernel gives the values, without a document. */
export function createLineSummarizer(): (lines: Uint8Array) => LineSummary {
  const fields = createKernelFields();
  const { readEvent, readDocument } = createSummaryReader(fields);
  const kernel = createKernel({ fields, predicates: [{ kind: "Always", value: true }], decodeAscii });
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const draft = createSummaryDraft();

  const takeLine = (line: Uint8Array): void => {
    const parsed = parseJson(decoder.decode(line));
    if (parsed.ok && isJsonObject(parsed.value)) readDocument(parsed.value, draft);
    // What is no event is found by nobody; it must be in no block's way.
    else draft.addUntimed();
  };

  const summarizePiece = (bytes: Uint8Array): number => {
    const line = (from: number, to: number): boolean => {
      takeLine(bytes.subarray(from, to));
      return false;
    };
    if (kernel === undefined) return forEachLine(bytes, line);
    return kernel.judgeBlock(bytes, { event: (event) => readEvent(event, draft), line });
  };

  return (lines) => {
    let lineCount = 0;
    for (const { bytes } of linePieces(lines, storesLimits.judgedPieceBytes))
      lineCount += summarizePiece(bytes);
    return { lineCount, ...draft.take() };
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
