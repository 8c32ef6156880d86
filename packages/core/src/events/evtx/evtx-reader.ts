import type { RecordReader, RecordSink } from "../record-reader.ts";
import { createDocumentBuilder } from "./build-document.ts";
import { ChunkData } from "./chunk-data.ts";
import { crc32 } from "./crc32.ts";
import { chunkBytes, chunkMagic, fileHeaderBytes, fileMagic, hasMagic } from "./evtx-layout.ts";
import { isChunk, readChunk } from "./read-chunk.ts";

/**
 * Whether a file that begins with `head` is a Windows event log. Where the head reaches that far, the first chunk's
 * magic is enough: the file header holds nothing that reading needs.
 */
export function isEvtx(head: Uint8Array): boolean {
  return hasMagic(head, 0, fileMagic) || hasMagic(head, fileHeaderBytes, chunkMagic);
}

/**
 * Reads a Windows event log. Documents have the shape `{"Event": {"System": {…}, "EventData": {…}}}`, see
 * `build-document.ts`; `record` is the EventRecordID. Damage is reported and costs the records that it hits, not their
 * neighbours. The chunk count of the file header is not used: a log copied while in use has an old one.
 *
 * Memory: one chunk of 64 KiB.
 */
export function createEvtxReader(sink: RecordSink): RecordReader {
  const chunk = new ChunkData();
  const builder = createDocumentBuilder(chunk);
  const strange = createStrangeBytes(sink);
  let filled = 0;
  let fileOffset = 0;

  const readBlock = (): void => {
    if (fileOffset === 0) checkFileHeader(chunk, filled, sink);
    else if (isChunk(chunk, filled)) {
      strange.report();
      readChunk(chunk, builder, filled, fileOffset, sink);
    } else strange.add(fileOffset, filled);
    fileOffset += filled;
    filled = 0;
  };

  return {
    push(bytes) {
      let from = 0;
      while (from < bytes.length) {
        const wanted = (fileOffset === 0 ? fileHeaderBytes : chunkBytes) - filled;
        const part = bytes.subarray(from, from + wanted);
        chunk.bytes.set(part, filled);
        filled += part.length;
        from += part.length;
        if (part.length === wanted) readBlock();
      }
    },
    end() {
      // What a template or name refers to beyond the end of the file must not be found in the previous chunk.
      chunk.bytes.fill(0, filled);
      if (filled > 0) readBlock();
      strange.report();
    },
  };
}

/** Bytes where a chunk should be and is none: one report for all that follow each other. */
function createStrangeBytes(sink: RecordSink): { add(from: number, length: number): void; report(): void } {
  let start = 0;
  let bytes = 0;
  return {
    add(from, length) {
      if (bytes === 0) start = from;
      bytes += length;
    },
    report() {
      if (bytes === 0) return;
      const message = `The ${Math.ceil(bytes / 1024)} KiB at byte ${start} are no EVTX chunk and were skipped.`;
      sink.problem({ kind: "evtx-chunk", message, byteOffset: start });
      bytes = 0;
    },
  };
}

const flagsOffset = 120;
const checksumOffset = 124;
/** Flag of a file whose writer computed no checksums. */
const noChecksums = 0x4;

function checkFileHeader(chunk: ChunkData, length: number, sink: RecordSink): void {
  if (length < fileHeaderBytes) {
    const message = `The file ends at byte ${length}, inside its header.`;
    sink.problem({ kind: "truncated", message, byteOffset: length });
    return;
  }
  const { bytes, view } = chunk;
  const isSound =
    (view.getUint32(flagsOffset, true) & noChecksums) !== 0 ||
    view.getUint32(checksumOffset, true) === crc32(view, 0, flagsOffset);
  if (isSound && hasMagic(bytes, 0, fileMagic)) return;
  const message = "The header of the file is damaged; the chunks after it were read all the same.";
  sink.problem({ kind: "evtx-header", message, byteOffset: 0, lostRecords: 0 });
}
