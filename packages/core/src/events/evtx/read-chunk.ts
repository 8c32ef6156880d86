import { isJsonObject, type JsonObject, type JsonValue } from "../document.ts";
import type { ReadProblem, RecordSink } from "../record-reader.ts";
import type { DocumentBuilder } from "./build-document.ts";
import type { ChunkData } from "./chunk-data.ts";
import { type ChunkHeader, readChunkHeader } from "./chunk-header.ts";
import { crc32 } from "./crc32.ts";
import { EvtxDamage } from "./evtx-damage.ts";
import {
  chunkBytes,
  chunkHeaderBytes,
  chunkMagic,
  hasMagic,
  isZero,
  recordHeaderBytes,
  recordMagic,
} from "./evtx-layout.ts";
import { type LocatedRecord, locateRecords } from "./locate-records.ts";

/** Whether bytes in the place of a chunk are one, sound or damaged, used or not; false for anything else. */
export function isChunk(chunk: ChunkData, length: number): boolean {
  if (length < chunkHeaderBytes || isZero(chunk.bytes, 0, length)) return true;
  // A chunk that lost its signature still begins with a record behind its header.
  return hasMagic(chunk.bytes, 0, chunkMagic) || chunk.view.getUint32(chunkHeaderBytes, true) === recordMagic;
}

/**
 * Reads the records of the chunk whose first `length` bytes are in `chunk`, and reports what is damaged. `length` is
 * less than a whole chunk only where the file ends inside it.
 *
 * @param fileOffset Where the chunk begins in the file.
 */
export function readChunk(
  chunk: ChunkData,
  builder: DocumentBuilder,
  length: number,
  fileOffset: number,
  sink: RecordSink,
): void {
  // The size of a log is fixed in advance: chunks never used are zeros.
  if (isZero(chunk.bytes, 0, length)) return;
  if (length < chunkHeaderBytes) {
    sink.problem(truncated(fileOffset + length, undefined));
    return;
  }
  const isMarked = hasMagic(chunk.bytes, 0, chunkMagic);
  const header = readChunkHeader(chunk.view);
  const { located, to, missingRecords } = locateRecords(chunk.bytes, chunk.view, header, length);
  const damage = chunkDamage(chunk, header, isMarked, length);
  if (damage !== undefined) {
    sink.problem({
      kind: "evtx-chunk",
      message: `The chunk at byte ${fileOffset} has ${damage}; its records were read as far as they make sense.`,
      byteOffset: fileOffset,
      // Without a sound header nobody knows how many there were. Records that fail are reported by themselves.
      ...(header.isSound || missingRecords === 0 ? { lostRecords: 0 } : {}),
    });
  }
  chunk.begin();
  builder.begin();
  for (const found of located) {
    if (found.kind === "record") readRecord(chunk, builder, found, fileOffset, sink);
    else sink.problem(skipped(fileOffset + found.from, found.lostRecords));
  }
  if (length < chunkBytes) sink.problem(truncated(fileOffset + length, missingRecords));
  else if (header.isSound && missingRecords !== 0) sink.problem(skipped(fileOffset + to, missingRecords));
}

function readRecord(
  chunk: ChunkData,
  builder: DocumentBuilder,
  located: LocatedRecord,
  fileOffset: number,
  sink: RecordSink,
): void {
  const { from, to, number, isSizeSound } = located;
  const byteOffset = fileOffset + from;
  let document: JsonObject;
  try {
    chunk.beginRecord();
    document = builder.build(from + recordHeaderBytes, to);
  } catch (error) {
    if (!(error instanceof EvtxDamage)) throw error;
    const message = `Record ${number} at byte ${byteOffset} is damaged and was skipped: ${error.message} (byte ${fileOffset + error.offset}).`;
    sink.problem({ kind: "evtx-record", message, record: number, byteOffset, lostRecords: 1 });
    return;
  }
  const record = eventRecordId(document) ?? number;
  if (!isSizeSound) {
    const message = `Record ${record} at byte ${byteOffset} has a wrong size; it was read up to the next record.`;
    sink.problem({ kind: "evtx-record", message, record, byteOffset, lostRecords: 0 });
  }
  sink.record({ document, record });
}

/** What is wrong with the chunk as a whole, in words. */
function chunkDamage(
  chunk: ChunkData,
  header: ChunkHeader,
  isMarked: boolean,
  length: number,
): string | undefined {
  if (!isMarked) return "a wrong signature";
  if (!header.isSound) return "a damaged header";
  const { recordsChecksum, freeSpaceOffset } = header;
  if (recordsChecksum === undefined || freeSpaceOffset > length) return undefined;
  return crc32(chunk.view, chunkHeaderBytes, freeSpaceOffset) === recordsChecksum
    ? undefined
    : "a wrong checksum of its records";
}

/** The number that Windows shows. In exported logs it differs from the one in the record's header. */
function eventRecordId(document: JsonObject): number | undefined {
  const id = member(member(member(document, "Event"), "System"), "EventRecordID");
  // Forwarded events that were rendered before they were stored have text here.
  const number = typeof id === "string" && /^\d+$/.test(id) ? Number(id) : id;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}

function skipped(byteOffset: number, lostRecords: number | undefined): ReadProblem {
  const what = lostRecords === undefined ? "Records" : `${lostRecords} records`;
  const message = `${what} at byte ${byteOffset} could not be read: the chain of records is broken there.`;
  return { kind: "evtx-record", message, byteOffset, ...(lostRecords === undefined ? {} : { lostRecords }) };
}

function truncated(byteOffset: number, lostRecords: number | undefined): ReadProblem {
  const message = `The file ends at byte ${byteOffset}, inside a chunk; the records before were read.`;
  return { kind: "truncated", message, byteOffset, ...(lostRecords === undefined ? {} : { lostRecords }) };
}
