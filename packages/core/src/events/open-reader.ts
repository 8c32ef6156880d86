import { detectFormat, detectHeadBytes } from "./detect-format.ts";
import { createEvtxReader } from "./evtx/evtx-reader.ts";
import { type JsonLimits, jsonLimits } from "./json/json-limits.ts";
import { createJsonValuesReader } from "./json/json-values-reader.ts";
import { createNdjsonReader } from "./json/ndjson-reader.ts";
import { createPendingBytes } from "./pending-bytes.ts";
import type { RecordReader, RecordSink } from "./record-reader.ts";
import { createUtf16Reader, utf16LabelOf } from "./utf16-transcoder.ts";
import { createXmlReader } from "./xml/xml-reader.ts";

/**
 * Reads a file of any known format, found out from its first 64 KiB. One problem of kind "unknown-format" where it is
 * none of them; neither record nor problem for an empty file.
 */
export function createRecordReader(sink: RecordSink, limits: JsonLimits = jsonLimits): RecordReader {
  const head = createPendingBytes();
  let reader: RecordReader | undefined;

  function open(): RecordReader {
    const bytes = head.take();
    const opened = createReaderFor(bytes, sink, limits);
    opened.push(bytes);
    return opened;
  }

  return {
    push(bytes) {
      if (reader !== undefined) return reader.push(bytes);
      const missing = detectHeadBytes - head.length;
      head.append(bytes.subarray(0, missing));
      if (head.length < detectHeadBytes) return;
      reader = open();
      if (bytes.length > missing) reader.push(bytes.subarray(missing));
    },
    end() {
      if (reader === undefined && head.length === 0) return;
      reader ??= open();
      reader.end();
    },
  };
}

function createReaderFor(head: Uint8Array, sink: RecordSink, limits: JsonLimits): RecordReader {
  const format = detectFormat(head);
  switch (format) {
    case "evtx":
      return createEvtxReader(sink);
    case "unknown":
      return createUnknownReader(sink);
    case "ndjson":
    case "json-array":
    case "json-values":
    case "xml": {
      const create = textReaders[format];
      const label = utf16LabelOf(head);
      if (label === undefined) return create(sink, limits);
      return createUtf16Reader(label, sink, (utf8Sink) => create(utf8Sink, limits));
    }
  }
}

const textReaders = {
  ndjson: createNdjsonReader,
  "json-array": createJsonValuesReader,
  "json-values": createJsonValuesReader,
  xml: createXmlReader,
} as const;

function createUnknownReader(sink: RecordSink): RecordReader {
  const message =
    "This is no event log that can be read: neither JSON lines, nor a JSON array or objects, nor Windows events as EVTX or XML.";
  sink.problem({ kind: "unknown-format", message, lostRecords: 0 });
  return { push() {}, end() {} };
}
