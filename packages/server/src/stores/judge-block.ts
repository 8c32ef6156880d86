import { isJsonObject, parseJson } from "@eqlite/core/events";
import type { QueryPass } from "@eqlite/core/kernel";
import { splitIngested, withIngested } from "../ingest/ingested-time.ts";
import type { BlockLines } from "./event-store.ts";
import { lineEnd, linePieces } from "./line-pieces.ts";
import { storesLimits } from "./stores-limits.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Shows the events of a stored block to a pass, each with its position and its data stream. What the kernel does not judge
 * by its bytes is parsed. Nothing is mapped: that was done when the events arrived.
 */
export function judgeBlock(
  pass: QueryPass,
  { lines, position, dataStream }: Pick<BlockLines, "lines" | "position" | "dataStream">,
): void {
  for (const { bytes, byteOffset } of linePieces(lines, storesLimits.judgedPieceBytes)) {
    const piecePosition = position + byteOffset;
    const showLine = (from: number, to: number): boolean => {
      const parsed = parseJson(decoder.decode(bytes.subarray(from, to)));
      if (parsed.ok && isJsonObject(parsed.value)) {
        const { document, ingested } = splitIngested(parsed.value);
        pass.judgeDocument(withIngested(document, ingested), piecePosition + from, dataStream);
      }
      // No line belongs to the one before it: bodies of bulk requests were taken apart on arrival.
      return false;
    };
    if (pass.judgeBlock === undefined) {
      for (let from = 0; from < bytes.length; from = lineEnd(bytes, from))
        showLine(from, lineEnd(bytes, from));
    } else {
      pass.judgeBlock(bytes, piecePosition, showLine, dataStream);
    }
  }
}
