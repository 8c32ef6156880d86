import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ruleFileLimits } from "./rule-file-limits.ts";

/** A file to look into. */
export interface ListedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** False for a file that was found in a folder: it may well be no rule file. */
  readonly isNamed: boolean;
}

/** The files behind the paths, each once, and what could not be listed. */
export interface RuleFileList {
  readonly files: readonly ListedFile[];
  readonly failures: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Lists files and the files in folders and their sub-folders, by name in code unit order. Hidden entries and links to
 * folders are passed over.
 */
export async function listRuleFiles(paths: readonly string[]): Promise<RuleFileList> {
  const files = new Map<string, ListedFile>();
  const failures: { path: string; message: string }[] = [];

  const visitFolder = async (folder: string, depth: number): Promise<void> => {
    if (depth > ruleFileLimits.maxFolderDepth) {
      failures.push({
        path: folder,
        message: `Folders nest deeper than ${ruleFileLimits.maxFolderDepth} levels.`,
      });
      return;
    }
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((left, right) => (left.name < right.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await attempt(path, () => visitFolder(path, depth + 1));
      else if (entry.isFile() || entry.isSymbolicLink()) await attempt(path, () => visitFile(path, false));
    }
  };

  const visitFile = async (path: string, isNamed: boolean): Promise<void> => {
    const found = await stat(path);
    if (!found.isFile()) {
      if (isNamed) failures.push({ path, message: "This is neither a file nor a folder." });
      return;
    }
    if (files.size >= ruleFileLimits.maxFiles && !files.has(path)) {
      throw new Error(`more than ${ruleFileLimits.maxFiles} files`);
    }
    const known = files.get(path);
    files.set(path, { path, sizeBytes: found.size, isNamed: isNamed || known?.isNamed === true });
  };

  const attempt = async (path: string, visit: () => Promise<void>): Promise<void> => {
    try {
      await visit();
    } catch (error) {
      failures.push({ path, message: `This cannot be read: ${reasonOf(error)}.` });
    }
  };

  for (const named of paths) {
    const path = join(named);
    await attempt(path, async () => {
      const found = await stat(path);
      await (found.isDirectory() ? visitFolder(path, 0) : visitFile(path, true));
    });
  }
  return { files: [...files.values()], failures };
}

/** Why the operating system refused, in a few words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
