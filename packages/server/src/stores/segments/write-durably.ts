import { type FileHandle, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { unfinishedSuffix } from "./segment-names.ts";

/** Writes bytes at a place of a file, all of them; passed in so that tests can have a full disk. */
export type WriteBytes = (file: FileHandle, bytes: Uint8Array, offset: number) => Promise<void>;

export const writeBytes: WriteBytes = async (file, bytes, offset) => {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written);
    written += bytesWritten;
  }
};

/** Writes a file so that after a crash it is there whole or not at all. */
export async function writeWhole(
  path: string,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  await writeUnfinished(path, parts);
  await finishFile(path);
}

/** The first half of it: the file is on disk under the name of an unfinished one. */
export async function writeUnfinished(
  path: string,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const unfinished = `${path}${unfinishedSuffix}`;
  const file = await open(unfinished, "w");
  try {
    let offset = 0;
    for await (const bytes of parts) {
      await writeBytes(file, bytes, offset);
      offset += bytes.length;
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(unfinished);
    throw error;
  }
  await file.close();
}

export async function finishFile(path: string): Promise<void> {
  await rename(`${path}${unfinishedSuffix}`, path);
  await syncFolder(dirname(path));
}

/** Makes new and renamed files of a folder durable, where the platform knows of that. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
