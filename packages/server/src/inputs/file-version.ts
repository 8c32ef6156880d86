import type { Stats } from "node:fs";

/** What tells whether a file is still the one that was read. */
export interface FileVersion {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly device: number;
  readonly inode: number;
}

export function fileVersion({ size, mtimeMs, dev, ino }: Stats): FileVersion {
  return { sizeBytes: size, modifiedMs: mtimeMs, device: dev, inode: ino };
}

/** Whether what was read may still stand where it stood: in the same file, which may have grown as logs do. */
export function mayHoldTheSame(before: FileVersion, now: FileVersion): boolean {
  const { sizeBytes, modifiedMs, device, inode } = before;
  if (now.device !== device || now.inode !== inode) return false;
  return now.sizeBytes > sizeBytes || (now.sizeBytes === sizeBytes && now.modifiedMs === modifiedMs);
}
