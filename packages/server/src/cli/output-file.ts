import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Terminal } from "./terminal.ts";

/** Where a command's results go: standard output, or a file that appears only when it is complete. */
export interface Output {
  write(text: string): Promise<void>;
  /** Puts the finished file in its place. */
  commit(): Promise<void>;
  /** Takes back what was written, after Ctrl-C or an error. */
  abort(): Promise<void>;
}

const bufferCharacters = 1 << 20;

/** Throws where the file cannot be created. */
export async function openOutput(path: string | undefined, terminal: Terminal): Promise<Output> {
  if (path === undefined) return standardOutput(terminal);
  // Beside its final place, so that the last step is a rename within one file system.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const handle = await open(temporary, "w");
  let buffer = "";
  return {
    async write(text) {
      buffer += text;
      if (buffer.length < bufferCharacters) return;
      const full = buffer;
      buffer = "";
      await handle.appendFile(full);
    },
    async commit() {
      await handle.appendFile(buffer);
      await handle.close();
      await rename(temporary, path);
    },
    abort: () => discard(handle, temporary),
  };
}

async function discard(handle: FileHandle, temporary: string): Promise<void> {
  await handle.close();
  await rm(temporary, { force: true });
}

function standardOutput(terminal: Terminal): Output {
  return {
    write: async (text) => terminal.out.write(text),
    commit: async () => {},
    abort: async () => {},
  };
}

/** Opens the output, runs `work` on it, and leaves either a complete file or none. */
export async function withOutput<T>(path: string | undefined, terminal: Terminal, work: (output: Output) => Promise<T>): Promise<T> {
  const output = await openOutput(path, terminal);
  try {
    const result = await work(output);
    terminal.signal.throwIfAborted();
    await output.commit();
    return result;
  } catch (error) {
    await output.abort();
    throw error;
  }
}
