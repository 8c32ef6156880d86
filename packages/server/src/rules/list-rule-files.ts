import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ruleFileLimits } from "./rule-file-limits.ts";

/** A file to look into. */
export interface ListedFile {
  readonly path: string;
  /** False for a file that was found in a folder: it may well be no rule file. */
  readonly isNamed: boolean;
}

/** The files behind the paths, each once, and what could not be listed. */
export interface RuleFileList {
  readonly files: readonly ListedFile[];
  /** The folders that were looked through. */
  readonly folders: readonly string[];
  readonly failures: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Lists files and the files in folders and their sub-folders, by name in code unit order. Hidden entries and links to
 * folders are passed over.
 */
export function listRuleFiles(paths: readonly string[]): RuleFileList {
  const files = new Map<string, ListedFile>();
  const folders: string[] = [];
  const failures: { path: string; message: string }[] = [];

  const visitFolder = (folder: string, depth: number): void => {
    if (depth > ruleFileLimits.maxFolderDepth) {
      failures.push({
        path: folder,
        message: `Folders nest deeper than ${ruleFileLimits.maxFolderDepth} levels.`,
      });
      return;
    }
    folders.push(folder);
    const entries = readdirSync(folder, { withFileTypes: true });
    entries.sort((left, right) => (left.name < right.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) attempt(path, () => visitFolder(path, depth + 1));
      else if (entry.isFile()) attempt(path, () => add(path, false));
      else if (entry.isSymbolicLink()) attempt(path, () => visitFile(path, false));
    }
  };

  const visitFile = (path: string, isNamed: boolean): void => {
    if (statSync(path).isFile()) add(path, isNamed);
    else if (isNamed) failures.push({ path, message: "This is neither a file nor a folder." });
  };

  const add = (path: string, isNamed: boolean): void => {
    if (files.size >= ruleFileLimits.maxFiles && !files.has(path)) {
      throw new Error(`more than ${ruleFileLimits.maxFiles} files`);
    }
    const known = files.get(path);
    files.set(path, { path, isNamed: isNamed || known?.isNamed === true });
  };

  const attempt = (path: string, visit: () => void): void => {
    try {
      visit();
    } catch (error) {
      failures.push({ path, message: `This cannot be read: ${reasonOf(error)}.` });
    }
  };

  for (const named of paths) {
    const path = join(named);
    attempt(path, () => {
      if (statSync(path).isDirectory()) visitFolder(path, 0);
      else visitFile(path, true);
    });
  }
  return { files: [...files.values()], folders, failures };
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
