import { createPendingBytes } from "../pending-bytes.ts";
import type { RecordReader, RecordSink } from "../record-reader.ts";
import { type JsonLimits, jsonLimits } from "./json-limits.ts";
import { createRecordEmitter } from "./record-emitter.ts";

const lineFeed = 0x0a;
const byteOrderMark = [0xef, 0xbb, 0xbf] as const;

/**
 * Reads one JSON object per line (LF or CRLF). The record number is the one-based line. Hits of Elasticsearch and
 * `_bulk` bodies are taken apart. A bad line is reported and skipped; a line beyond the limit is never held in memory.
 */
export function createNdjsonReader(sink: RecordSink, limits: JsonLimits = jsonLimits): RecordReader {
  const emitter = createRecordEmitter(sink, "line", limits);
  const pending = createPendingBytes();
  let line = 1;
  let lineOffset = 0;
  let lineBytes = 0;

  const isTooLong = (): boolean => lineBytes > limits.maxRecordBytes;

  function takePiece(piece: Uint8Array): void {
    lineBytes += piece.length;
    if (isTooLong()) pending.clear();
    else pending.append(piece);
  }

  function endLine(bytes: Uint8Array, isLast: boolean): void {
    const start =
      line === 1 && byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
    const text = start === 0 ? bytes : bytes.subarray(start);
    if (isTooLong()) {
      const message = `Line ${line} is longer than ${limits.maxRecordBytes} bytes (${lineBytes}); it was skipped.`;
      emitter.lost({ kind: "too-long", message, record: line, byteOffset: lineOffset, lostRecords: 1 });
    } else if (!isBlank(text)) {
      emitter.text({ bytes: text, record: line, byteOffset: lineOffset + start, isLast, isHit: false });
    }
  }

  return {
    push(bytes) {
      let from = 0;
      for (let to = bytes.indexOf(lineFeed); to !== -1; to = bytes.indexOf(lineFeed, from)) {
        const piece = bytes.subarray(from, to);
        if (lineBytes === 0) {
          // The usual case: the whole line stands in these bytes, nothing is copied.
          lineBytes = piece.length;
          endLine(piece, false);
        } else {
          takePiece(piece);
          endLine(pending.take(), false);
        }
        lineOffset += lineBytes + 1;
        lineBytes = 0;
        line += 1;
        from = to + 1;
      }
      if (from < bytes.length) takePiece(bytes.subarray(from));
    },
    end() {
      if (lineBytes > 0) endLine(pending.take(), true);
      emitter.end();
    },
  };
}

/** JSON's own white space, which is also the CR of CRLF. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
