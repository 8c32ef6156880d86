import type { RecordReader, RecordSink } from "./record-reader.ts";

/** The encoding that a UTF-16 byte order mark names, or undefined where there is none. */
export function utf16LabelOf(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}

/**
 * Puts UTF-16 text, as Windows tools export it, before a reader of UTF-8. Unpaired surrogates become U+FFFD.
 * The reader's byte offsets would be those of the UTF-8 text: they are left out of its records and
 * problems, and lines come as records.
 */
export function createUtf16Reader(
  label: "utf-16le" | "utf-16be",
  sink: RecordSink,
  createReader: (sink: RecordSink) => RecordReader,
): RecordReader {
  const decoder = new TextDecoder(label);
  const encoder = new TextEncoder();
  const reader = createReader({
    record: ({ byteOffset: _, ...record }) => sink.record(record),
    problem: ({ byteOffset: _, ...problem }) => sink.problem(problem),
  });
  return {
    push(bytes) {
      reader.push(encoder.encode(decoder.decode(bytes, { stream: true })));
    },
    end() {
      reader.push(encoder.encode(decoder.decode()));
      reader.end();
    },
  };
}
