import type { RecordReader, RecordSink } from "../record-reader.ts";
import { createBlockRecords } from "./block-records.ts";
import { type JsonLimits, jsonLimits } from "./json-limits.ts";
import { createLineBlockCutter } from "./line-block-cutter.ts";

/**
 * Reads one JSON object per line (LF or CRLF), and hands out blocks of lines to a sink that takes them. The record number
 * is the one-based line. Hits of Elasticsearch and `_bulk` bodies are taken apart. A bad line is reported and skipped;
 * a line beyond the limit is never held in memory.
 */
export function createNdjsonReader(sink: RecordSink, limits: JsonLimits = jsonLimits): RecordReader {
  const records = createBlockRecords(sink, limits);
  const cutter = createLineBlockCutter(
    {
      block: (block) => sink.lines?.(block, records) ?? records.block(block),
      tooLong(line, byteOffset, lengthBytes) {
        const message = `Line ${line} is longer than ${limits.maxRecordBytes} bytes (${lengthBytes}); it was skipped.`;
        records.lost({ kind: "too-long", message, record: line, byteOffset, lostRecords: 1 });
      },
    },
    limits,
  );
  return {
    push: cutter.push,
    end() {
      cutter.end();
      records.end();
    },
  };
}
