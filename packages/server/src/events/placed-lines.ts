import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type EventRecord, handOverLine, type JsonLimits, readLimits } from "@eqlite/core/events";
import { fileVersion, mayHoldTheSame } from "../inputs/file-version.ts";
import { lineStartsOf } from "./block-table.ts";
import { InputChangedError } from "./input-changed-error.ts";
import { lastAtMost } from "./last-at-most.ts";
import type { MakeEvent } from "./make-event.ts";
import type { FileReading } from "./read-events.ts";
import { createTakeRecord } from "./take-record.ts";

/** Makes events of the lines of plain files anew, by where they stand. */
export interface PlacedLines {
  /** Reads the file while the caller waits. Throws InputChangedError where the event is not there any more. */
  eventAt(arrival: number, reading: FileReading): EventRecord;
}

/** Blocks at hand: events are mostly asked for in the order of the input, several of a block. */
const defaultCachedBytes = 16 * 1024 * 1024;

/** So long are nearly all blocks: in memory of this size, each can follow each. */
const usualBlockBytes = readLimits.lineBlockBytes;
const noMemory = new ArrayBuffer(0);

interface CachedBlock {
  readonly bytes: Uint8Array;
  readonly lineStarts: readonly number[];
}

/** @param readBlock gives bytes of the file of a reading, or throws InputChangedError; it may put them into `spare` */
export function createPlacedLines(
  makeEvent: MakeEvent,
  limits: JsonLimits,
  readBlock: typeof readAgain = readAgain,
  cachedBytes = defaultCachedBytes,
): PlacedLines {
  /** By the arrival of their first byte; what was used last stands last. */
  const blocks = new Map<number, CachedBlock>();
  let usedBytes = 0;
  const takeRecord = createTakeRecord(limits);

  function blockAt(
    key: number,
    lengthBytes: number,
    read: (spare: ArrayBufferLike) => Uint8Array,
  ): CachedBlock {
    let block = blocks.get(key);
    if (block === undefined) {
      const bytes = read(makeRoom(lengthBytes));
      block = { bytes, lineStarts: lineStartsOf(bytes) };
      usedBytes += bytes.length;
    } else blocks.delete(key);
    blocks.set(key, block);
    return block;
  }

  /** Drops blocks. The memory of one goes to the next: left to the garbage collector, that of many would pile up. */
  function makeRoom(lengthBytes: number): ArrayBufferLike {
    let spare: ArrayBufferLike = noMemory;
    for (const [oldestKey, { bytes }] of blocks) {
      if (usedBytes + lengthBytes <= cachedBytes) break;
      blocks.delete(oldestKey);
      usedBytes -= bytes.length;
      spare = bytes.buffer;
    }
    return spare;
  }

  return {
    eventAt(arrival, reading) {
      const byteOffset = arrival - reading.basePosition;
      const place = reading.blocks.find(byteOffset);
      if (place === undefined) throw new InputChangedError(reading.path);
      const key = reading.basePosition + place.byteOffset;
      const { bytes, lineStarts } = blockAt(key, place.lengthBytes, (spare) =>
        readBlock(reading, place.byteOffset, place.lengthBytes, spare),
      );
      const at = byteOffset - place.byteOffset;
      const line = lastAtMost(lineStarts, at);
      if (lineStarts[line] !== at) throw new InputChangedError(reading.path);
      const found = takeRecord((records) =>
        handOverLine({ bytes, byteOffset: place.byteOffset }, at, place.firstLine + line, records, limits),
      );
      if (found === undefined) throw new InputChangedError(reading.path);
      return makeEvent(found, reading, arrival).event;
    },
  };
}

/** Opens the file for each block: a scan may find events in more files than can be open at a time. */
function readAgain(
  { path, version }: FileReading,
  position: number,
  lengthBytes: number,
  spare: ArrayBufferLike,
): Uint8Array {
  const memory =
    spare.byteLength >= lengthBytes ? spare : new ArrayBuffer(Math.max(lengthBytes, usualBlockBytes));
  const bytes = new Uint8Array(memory, 0, lengthBytes);
  let filled = 0;
  try {
    const file = openSync(path, "r");
    try {
      if (version === undefined || !mayHoldTheSame(version, fileVersion(fstatSync(file)))) {
        throw new InputChangedError(path);
      }
      while (filled < lengthBytes) {
        const length = readSync(file, bytes, filled, lengthBytes - filled, position + filled);
        if (length === 0) throw new InputChangedError(path);
        filled += length;
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw error instanceof InputChangedError ? error : new InputChangedError(path, error);
  }
  return bytes;
}
