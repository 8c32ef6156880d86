import { statSync } from "node:fs";
import { listRuleFiles, reasonOf } from "./list-rule-files.ts";

/** Tells when rule files have changed. */
export interface RuleFileChanges {
  /** Whether they have since the last look. */
  look(): boolean;
}

/**
 * A look at a thousand files takes ten milliseconds, and nearly always nothing has changed. So most looks are at the folders
 * alone, which tell of files that are new, gone or replaced; a file that was written in place is noticed by one look in so
 * many.
 */
const looksPerWholeLook = 5;
/** So few files are looked at each time. */
const fewFiles = 50;

/** @param paths files and folders, as they are now */
export function createRuleFileChanges(paths: readonly string[]): RuleFileChanges {
  let looks = 0;
  let whole = wholeLook(paths);
  let folders = folderVersions(whole.folders);
  return {
    look() {
      looks += 1;
      const isDue = whole.fileCount <= fewFiles || looks % looksPerWholeLook === 0;
      if (!isDue && folderVersions(whole.folders) === folders) return false;
      const before = whole.versions;
      whole = wholeLook(paths);
      folders = folderVersions(whole.folders);
      return whole.versions !== before;
    },
  };
}

interface WholeLook {
  /** A text that changes when a file does, by name, size and time of change. */
  readonly versions: string;
  readonly fileCount: number;
  readonly folders: readonly string[];
}

function wholeLook(paths: readonly string[]): WholeLook {
  const { files, folders, failures } = listRuleFiles(paths);
  const parts = files.map(({ path }) => `${path} ${versionOf(path)}`);
  for (const { path, message } of failures) parts.push(`${path} ${message}`);
  return { versions: parts.join("\n"), fileCount: files.length, folders };
}

function folderVersions(folders: readonly string[]): string {
  return folders.map(versionOf).join("\n");
}

function versionOf(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}`;
  } catch (error) {
    // Gone between the two looks, or not to be looked at.
    return reasonOf(error);
  }
}
