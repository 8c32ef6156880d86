import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { FolderUse } from "../http/v1/dependencies.ts";

/** The files of the state: the database, its log, and the index of that. */
const stateFiles = ["state.db", "state.db-wal", "state.db-shm"];

/** How much room the state takes and the disk has. What the system does not say is left out. */
export async function readFolderUse(folder: string): Promise<FolderUse> {
  const sizes = stateFiles.map(async (name) => {
    try {
      return (await stat(join(folder, name))).size;
    } catch {
      return 0;
    }
  });
  let stateBytes = 0;
  for (const size of await Promise.all(sizes)) stateBytes += size;
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { stateBytes, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return { stateBytes, freeBytes: undefined, totalBytes: undefined };
  }
}
