import { type FileHandle, open } from "node:fs/promises";
import type { BlockRecords, LineBlock, RawRecord } from "@eqlite/core/events";
import type { ByteSource } from "./byte-cursor.ts";
import { type ContentHandlers, createContentReader } from "./content-reader.ts";
import { type FileVersion, fileVersion } from "./file-version.ts";
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

/** One reading of the content of a file or archive member. The same object for all that it holds. */
export interface InputContent extends InputFile {
  /**
   * Where its positions begin: what stands at an offset in it, or is one of its records, has a number from here on which
   * grows in the order of the input, and no other content has it.
   */
  readonly basePosition: number;
  /** The content is the file itself, packed in nothing: an offset in it is one in the file. */
  readonly isPlain: boolean;
  /** The file as it was opened; undefined for a pipe or a device, which can be read only once. */
  readonly version: FileVersion | undefined;
}

/** Lines and records of a block that a sink has dealt with. */
export interface BlockTally {
  /** Lines in the block, blank ones too: the line numbers of what follows rest on it. */
  readonly lines: number;
  /** Records among them that were not handed back as lines. */
  readonly records: number;
}

/** Receives what the inputs hold, in their order. */
export interface InputSink {
  record(record: RawRecord, content: InputContent): void;
  /** Takes NDJSON in blocks, see `RecordSink.lines`; without it all comes as records. */
  block?(block: LineBlock, content: InputContent, records: BlockRecords): BlockTally;
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

/** Large enough that a block of lines seldom lies across two pieces. */
const maxPieceBytes = 1024 * 1024;
/** What a pipe holds at most on most systems, and enough for a file that has grown. */
const minPieceBytes = 64 * 1024;

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
  const { block: takeBlock } = sink;
  let bytesBefore = 0;
  let contents = 0;

  async function readFile(file: Extract<WalkedEntry, { kind: "file" }>): Promise<void> {
    const { path, sizeBytes, isNamed } = file;
    const recordsBefore = totals.records;
    let bytesRead = 0;
    let isDamaged = false;
    let version: FileVersion | undefined;
    let content: InputContent = { path, basePosition: 0, isPlain: false, version };

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
      sink.problem(isNote ? { ...found, isNote } : found, member === undefined ? { path } : { path, member });
    }

    const handlers: ContentHandlers = {
      wants: (member) => only?.({ path, member }) ?? true,
      onStart(member, isPlain) {
        if (member !== undefined) totals.members += 1;
        const name = member === undefined ? {} : { member };
        // A record takes a byte at least: numbers of records stay below the next content's, too.
        content = { path, ...name, basePosition: totals.unpackedBytes + contents, isPlain, version };
        contents += 1;
      },
      onContent(count) {
        signal?.throwIfAborted();
        totals.unpackedBytes += count;
      },
      onPackedBytes: addBytesRead,
      record(record) {
        totals.records += 1;
        sink.record(record, content);
      },
      ...(takeBlock === undefined
        ? {}
        : {
            block(block, records) {
              const tally = takeBlock(block, content, records);
              totals.records += tally.records;
              return tally.lines;
            },
          }),
      problem,
    };

    let handle: FileHandle;
    try {
      ({ handle, version } = await openFile(file));
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
      const reader = createContentReader(handlers, budget, limits, file.isRegular);
      const openFileAsZip = file.isRegular ? () => openZip(path) : undefined;
      const pieceBytes = file.isRegular ? Math.min(maxPieceBytes, sizeBytes) : 0;
      const bytes = fileBytes(handle, Math.max(minPieceBytes, pieceBytes), addBytesRead);
      await reader.read(bytes, openFileAsZip);
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

interface OpenFile {
  readonly handle: FileHandle;
  readonly version: FileVersion | undefined;
}

async function openFile({ path, isRegular }: { path: string; isRegular: boolean }): Promise<OpenFile> {
  const handle = await open(path);
  if (!isRegular) return { handle, version: undefined };
  try {
    return { handle, version: fileVersion(await handle.stat()) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* fileBytes(
  handle: FileHandle,
  pieceBytes: number,
  onBytes: (count: number) => void,
): ByteSource {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(pieceBytes);
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
