import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileSystemError, type InputProblem } from "./input-problem.ts";

/** A file to read, or why something could not be walked, in the order of the walk. */
export type WalkedEntry =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly sizeBytes: number;
      /** Given as an argument, not met in a folder. */
      readonly isNamed: boolean;
      /** False for a pipe or a device, which can only be read from start to end. */
      readonly isRegular: boolean;
    }
  | { readonly kind: "problem"; readonly path: string; readonly problem: InputProblem };

interface FileStat {
  readonly size: number;
  readonly dev: number;
  readonly ino: number;
  isDirectory(): boolean;
  isFile(): boolean;
}

/** The part of the file system that a walk needs. */
export interface WalkFileSystem {
  stat(path: string): Promise<FileStat>;
  readdir(path: string): Promise<string[]>;
}

const nodeFileSystem: WalkFileSystem = { stat: (path) => stat(path), readdir: (path) => readdir(path) };

/**
 * The files behind the arguments, in their order; the entries of a folder by the code units of their names, hidden
 * ones too. Symbolic links are followed, but no folder is entered twice below one argument: links may lead in circles.
 * Pipes and devices are read when named and left out when met in a folder.
 */
export async function walkPaths(
  paths: readonly string[],
  fileSystem: WalkFileSystem = nodeFileSystem,
): Promise<readonly WalkedEntry[]> {
  const entries: WalkedEntry[] = [];

  function addProblem(path: string, error: unknown, what: string): void {
    const { kind, message } = fileSystemError(error, what);
    entries.push({ kind: "problem", path, problem: { kind, message } });
  }

  async function walkFolder(folder: string, entered: Set<string>): Promise<void> {
    let names: string[];
    try {
      names = await fileSystem.readdir(folder);
    } catch (error) {
      addProblem(folder, error, "The folder");
      return;
    }
    for (const name of names.sort()) await walk(join(folder, name), false, entered);
  }

  async function walk(path: string, isNamed: boolean, entered: Set<string>): Promise<void> {
    let found: FileStat;
    try {
      found = await fileSystem.stat(path);
    } catch (error) {
      addProblem(path, error, "The file or folder");
      return;
    }
    if (found.isDirectory()) {
      const identity = `${found.dev}:${found.ino}`;
      if (entered.has(identity)) return;
      entered.add(identity);
      await walkFolder(path, entered);
    } else if (found.isFile() || isNamed) {
      entries.push({ kind: "file", path, sizeBytes: found.size, isNamed, isRegular: found.isFile() });
    }
  }

  for (const path of paths) await walk(path, true, new Set());
  return entries;
}
