import { type FileHandle, open } from "node:fs/promises";
import type { RawRecord } from "@eqlite/core/events";
import type { ByteSource } from "./byte-cursor.ts";
import { createContentReader } from "./content-reader.ts";
import { type InputLimits, inputLimits } from "./input-limits.ts";
import { fileSystemError, type InputProblem, isContainerProblem } from "./input-problem.ts";
import { createUnpackBudget } from "./unpack-budget.ts";
import { type WalkedEntry, type WalkFileSystem, walkPaths } from "./walk-paths.ts";
import { openZip } from "./zip-members.ts";

/** The file that a record or a problem comes from. */
export interface InputFile {
  readonly path: string;
  /** Name in the archive; for an archive in an archive the names of both with a slash between. */
  readonly member?: string;
}

/** Receives what the inputs hold, in their order. */
export interface InputSink {
  record(record: RawRecord, file: InputFile): void;
  problem(problem: InputProblem, file: InputFile): void;
  /** Packed bytes of the files on disk: read so far, and in all. */
  progress?(bytesRead: number, bytesTotal: number): void;
}

export interface InputTotals {
  /** Files on disk that were read; those skipped are not among them. */
  readonly files: number;
  /** Archive members that were read. */
  readonly members: number;
  /** Size of these files on disk. */
  readonly bytes: number;
  /** Bytes that the readers of records were given. */
  readonly unpackedBytes: number;
  readonly records: number;
  /** Files that gave no record because they could not be opened or unpacked, or are named and no event log. */
  readonly unreadableFiles: number;
  /** Files in folders and archives that are no event logs. */
  readonly skippedFiles: number;
}

export interface InputOptions {
  /**
   * Which files to read. Asked with the path alone before a file is opened (true where anything in it is wanted), then
   * with the path and the member for every member of an archive.
   */
  readonly only?: (file: InputFile) => boolean;
  /** Ends the reading early; the totals are then those so far. */
  readonly signal?: AbortSignal;
  readonly limits?: InputLimits;
  /** For tests of what cannot be arranged on a real disk. */
  readonly fileSystem?: WalkFileSystem;
}

const chunkBytes = 256 * 1024;

/**
 * Reads all event logs behind the paths, whatever they are packed in. The same paths give the same records in the same
 * order as long as the files do not change. What cannot be read is reported to the sink; only errors of the sink are
 * thrown. Memory is bounded by the limits.
 */
export async function readInputs(
  paths: readonly string[],
  sink: InputSink,
  { only, signal, limits = inputLimits, fileSystem }: InputOptions = {},
): Promise<InputTotals> {
  const totals = {
    files: 0,
    members: 0,
    bytes: 0,
    unpackedBytes: 0,
    records: 0,
    unreadableFiles: 0,
    skippedFiles: 0,
  };
  const entries = await walkPaths(paths, fileSystem);
  const bytesTotal = entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.sizeBytes : 0), 0);
  let bytesBefore = 0;

  async function readFile(file: Extract<WalkedEntry, { kind: "file" }>): Promise<void> {
    const { path, sizeBytes, isNamed } = file;
    const recordsBefore = totals.records;
    let bytesRead = 0;
    let isDamaged = false;
    let current: InputFile = { path };

    function fileOf(member: string | undefined): InputFile {
      if (current.member !== member) current = member === undefined ? { path } : { path, member };
      return current;
    }

    function addBytesRead(count: number): void {
      signal?.throwIfAborted();
      bytesRead += count;
      sink.progress?.(bytesBefore + Math.min(bytesRead, sizeBytes), bytesTotal);
    }

    function problem(found: InputProblem, member: string | undefined): void {
      const isUnknown = found.kind === "unknown-format";
      const isNote = isUnknown && (member !== undefined || !isNamed);
      if (isNote) {
        totals.skippedFiles += 1;
        if (member === undefined) {
          totals.files -= 1;
          totals.bytes -= sizeBytes;
        }
      } else isDamaged ||= isUnknown || isContainerProblem(found);
      sink.problem(isNote ? { ...found, isNote } : found, fileOf(member));
    }

    const handlers = {
      wants: (member: string) => only?.({ path, member }) ?? true,
      onMember: () => {
        totals.members += 1;
      },
      onContent(count: number) {
        signal?.throwIfAborted();
        totals.unpackedBytes += count;
      },
      onPackedBytes: addBytesRead,
      record(record: RawRecord, member: string | undefined) {
        totals.records += 1;
        sink.record(record, fileOf(member));
      },
      problem,
    };

    let handle: FileHandle;
    try {
      handle = await open(path);
    } catch (error) {
      const { kind, message } = fileSystemError(error, "The file");
      totals.unreadableFiles += 1;
      sink.problem({ kind, message }, { path });
      return;
    }
    try {
      totals.files += 1;
      totals.bytes += sizeBytes;
      const budget = createUnpackBudget(() => (file.isRegular ? sizeBytes : bytesRead), limits);
      const reader = createContentReader(handlers, budget, limits);
      const openFileAsZip = file.isRegular ? () => openZip(path) : undefined;
      await reader.read(fileBytes(handle, addBytesRead), openFileAsZip);
    } finally {
      await handle.close();
    }
    if (isDamaged && totals.records === recordsBefore) totals.unreadableFiles += 1;
    bytesBefore += sizeBytes;
    sink.progress?.(bytesBefore, bytesTotal);
  }

  try {
    for (const entry of entries) {
      signal?.throwIfAborted();
      if (entry.kind === "problem") {
        totals.unreadableFiles += 1;
        sink.problem(entry.problem, { path: entry.path });
      } else if (only?.({ path: entry.path }) ?? true) {
        await readFile(entry);
      }
    }
  } catch (error) {
    if (signal?.aborted !== true || error !== signal.reason) throw error;
  }
  return totals;
}

async function* fileBytes(handle: FileHandle, onBytes: (count: number) => void): ByteSource {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    const length = await readChunk(handle, buffer);
    if (length === 0) return;
    onBytes(length);
    yield buffer.subarray(0, length);
  }
}

async function readChunk(handle: FileHandle, buffer: Buffer): Promise<number> {
  try {
    return (await handle.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (error) {
    throw fileSystemError(error, "The file");
  }
}
