import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpillFile } from "@eqlite/core/kernel";

/** The folder for temporary files cannot take what has to be put there. */
export class SpillFileError extends Error {
  override readonly name = "SpillFileError";
  /** As in an error of the operating system, which it stands for. */
  readonly syscall: string;

  constructor(message: string, syscall: string, cause: unknown) {
    super(message, { cause });
    this.syscall = syscall;
  }
}

/** The calls to the file system, for tests of what cannot be arranged on a real disk. */
export interface SpillFileSystem {
  openSync(path: string, flags: string, mode: number): number;
  writeSync(file: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  readSync(file: number, into: Uint8Array, offset: number, length: number, position: number): number;
  closeSync(file: number): void;
  rmSync(path: string): void;
}

const nodeFileSystem: SpillFileSystem = { openSync, writeSync, readSync, closeSync, rmSync };

const openFiles = new Set<SpillFile>();
let isWatchingExit = false;

function closeAtExit(file: SpillFile): void {
  openFiles.add(file);
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.once("exit", () => {
    for (const open of [...openFiles]) open.close();
  });
}

/**
 * Opens a temporary file that nobody else can find: it has no name any more where the system allows that. Calls return when
 * they are done. Throws SpillFileError where the folder cannot take it, also later; it is removed by `close`, or at the end
 * of the process.
 */
export function createSpillFile(
  folder: string = tmpdir(),
  fileSystem: SpillFileSystem = nodeFileSystem,
): SpillFile {
  const path = join(folder, `eqlite-${randomUUID()}.tmp`);
  let file: number;
  try {
    file = fileSystem.openSync(path, "wx+", 0o600);
  } catch (error) {
    throw spillError(error, folder, "open");
  }
  let isNamed = !tryToRemove();
  let length = 0;
  let isClosed = false;

  function tryToRemove(): boolean {
    try {
      fileSystem.rmSync(path);
      return true;
    } catch {
      // Windows removes no file that is open: `close` tries again.
      return false;
    }
  }

  const spill: SpillFile = {
    append(bytes) {
      const offset = length;
      let written = 0;
      try {
        while (written < bytes.length) {
          written += fileSystem.writeSync(file, bytes, written, bytes.length - written, offset + written);
        }
      } catch (error) {
        throw spillError(error, folder, "write");
      }
      length += bytes.length;
      return offset;
    },
    read(offset, into) {
      if (offset < 0 || offset + into.length > length) throw new RangeError("nothing was spilled there");
      let filled = 0;
      while (filled < into.length) {
        const count = fileSystem.readSync(file, into, filled, into.length - filled, offset + filled);
        if (count === 0) throw spillError(new Error("the file is shorter than it was"), folder, "read");
        filled += count;
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      openFiles.delete(spill);
      fileSystem.closeSync(file);
      if (isNamed) isNamed = !tryToRemove();
    },
  };
  closeAtExit(spill);
  return spill;
}

function spillError(error: unknown, folder: string, syscall: string): SpillFileError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const advice = "Set TMPDIR to a folder with more room.";
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new SpillFileError(
      `The folder for temporary files, ${folder}, is full. ${advice}`,
      syscall,
      error,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SpillFileError(
    `The folder for temporary files, ${folder}, cannot be used (${reason}). Set TMPDIR to another folder.`,
    syscall,
    error,
  );
}

/** A spill file that is opened when something is put there: most scans need none, and some machines have no room for it. */
export function createSpillFileOnDemand(open: () => SpillFile = createSpillFile): SpillFile {
  let file: SpillFile | undefined;
  return {
    append(bytes) {
      file ??= open();
      return file.append(bytes);
    },
    read(offset, into) {
      file?.read(offset, into);
    },
    close() {
      file?.close();
      file = undefined;
    },
  };
}
