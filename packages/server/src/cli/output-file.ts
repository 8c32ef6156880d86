import { closeSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { access, constants, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import pc from "picocolors";
import { UsageError } from "./exit-codes.ts";
import type { OutputStream, Terminal } from "./terminal.ts";

/** Where the results of a command go. */
export interface OutputRequest {
  /** The file asked for; undefined is standard output. */
  readonly path: string | undefined;
  /** Files and folders the command reads: none of them may be overwritten. */
  readonly inputs: readonly string[];
}

/**
 * Opens the output, runs `work` on it, and leaves either a complete file or none. Throws UsageError where the file
 * cannot be written, and the reason of the signal where the work was interrupted.
 */
export async function withOutput<T>(
  { path, inputs }: OutputRequest,
  terminal: Terminal,
  work: (output: OutputStream) => Promise<T>,
): Promise<T> {
  // Opened by name, standard output would have a second place to write at, and the two would overwrite each other.
  const isStandard = path === undefined || path === "/dev/stdout";
  const file = isStandard ? undefined : createOutputFile(path, await findPlace(path, inputs));
  const buffer = createBuffer((text) => (file === undefined ? terminal.out.write(text) : file.append(text)));
  const output = file === undefined ? terminal.out : plainStream;
  try {
    // Nobody waits for single lines in a file or a pipe, and thousands of small writes take their time.
    const result = await work(output.isTerminal ? terminal.out : { ...output, write: buffer.write });
    terminal.signal.throwIfAborted();
    buffer.flush();
    file?.commit();
    return result;
  } catch (error) {
    file?.discard();
    throw error;
  }
}

/** A file has no width and no colours. */
const plainStream = { isTerminal: false, width: 0, colors: pc.createColors(false) };

/**
 * Together with one more piece still well below 128 KiB, from which on V8 keeps a string apart and frees it late: results
 * would pile up in memory.
 */
const bufferCharacters = 1 << 14;

function createBuffer(write: (text: string) => void): { write(text: string): void; flush(): void } {
  let pieces: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (length > 0) write(pieces.join(""));
    pieces = [];
    length = 0;
  };
  return {
    write(text) {
      pieces.push(text);
      length += text.length;
      if (length >= bufferCharacters) flush();
    },
    flush,
  };
}

interface Place {
  /** Free of symbolic links, so that a rename replaces the file and not a link to it. */
  readonly path: string;
  /** A device, a pipe or an open file such as `/dev/fd/3`, which must not be replaced: it is written to at once. */
  readonly isSpecial: boolean;
}

async function findPlace(path: string, inputs: readonly string[]): Promise<Place> {
  if (path === "") throw new UsageError("--output needs the name of a file.");
  try {
    if (/^\/(?:dev|proc)\//.test(resolve(path))) return { path, isSpecial: true };
    const target = await realpath(path).catch(() => undefined);
    const found = target === undefined ? undefined : await stat(target);
    if (found?.isDirectory() === true) throw new UsageError(`The output ${path} is a folder; name a file.`);
    if (target !== undefined && found?.isFile() === false) return { path: target, isSpecial: true };
    if (target !== undefined) await refuseInput(path, target, inputs);
    const folder = await realpath(dirname(target ?? path));
    // Said before the work, which may take long; the file itself is made after it.
    await access(folder, constants.W_OK);
    return { path: join(folder, basename(target ?? path)), isSpecial: false };
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Evidence must not be lost to a slip of the hand, nor the results of one run become the input of the next. */
async function refuseInput(path: string, target: string, inputs: readonly string[]): Promise<void> {
  for (const input of inputs) {
    const folder = await realpath(input).catch(() => undefined);
    if (folder === undefined || (folder !== target && !target.startsWith(folder + sep))) continue;
    throw new UsageError(
      `The output ${path} exists and is one of the inputs (${input}); write to another file.`,
    );
  }
}

interface OutputFile {
  append(text: string): void;
  /** Puts the finished file in its place. */
  commit(): void;
  /** Takes back what was written, after Ctrl-C or an error. */
  discard(): void;
}

/** The file is made at the first write, when the inputs have been listed: it may stand in a folder that is read. */
function createOutputFile(name: string, { path, isSpecial }: Place): OutputFile {
  // Beside its final place, so that the last step is a rename within one file system.
  const temporary = isSpecial ? path : join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  let descriptor: number | undefined;
  const append = (text: string): void => {
    try {
      descriptor ??= openSync(temporary, isSpecial ? "a" : "w");
      writeFileSync(descriptor, text);
    } catch (error) {
      throw cannotWrite(name, error);
    }
  };
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    append,
    commit() {
      append("");
      try {
        close();
        if (!isSpecial) renameSync(temporary, path);
      } catch (error) {
        throw cannotWrite(name, error);
      }
    },
    discard() {
      close();
      if (!isSpecial) rmSync(temporary, { force: true });
    },
  };
}

function cannotWrite(path: string, error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  return new UsageError(`The output ${path} cannot be written: ${reasonOf(error)}.`);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "its folder does not exist";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
    case "EDQUOT":
      return "no space is left";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
