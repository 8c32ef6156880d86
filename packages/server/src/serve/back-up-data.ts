import { constants, existsSync } from "node:fs";
import { chmod, copyFile, mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { configFileName } from "../config/load-config.ts";
import { copyDatabase } from "../platform/copy-database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { unfinishedSuffix } from "../stores/segments/segment-names.ts";
import { syncFolder } from "../stores/segments/write-durably.ts";
import { eventsFolderName, stateFileName } from "./open-data.ts";

export interface BackedUpData {
  readonly files: number;
  readonly bytes: number;
}

/** Belongs to a process, not to the data. */
const lockFile = /^lock\./;

/**
 * Copies a data folder to a folder that is not there yet, also while its server runs: everything that was acknowledged
 * before the start is in the copy. Throws OperationalError where one of them is not as it should be.
 *
 * The state comes first. It says up to where events were judged, and must not say so of events that the copy lacks. Of those
 * that it has and the state does not know yet, alerts are raised after a start from the copy.
 *
 * @param signal ends the work between two files; what was copied is left under the name of an unfinished copy
 */
export async function backUpData(folder: string, target: string, signal: AbortSignal): Promise<BackedUpData> {
  const unfinished = `${target}.unfinished`;
  checkFolders(folder, target, unfinished);
  // The same as the original: it holds the same secrets.
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const state = join(unfinished, stateFileName);
  copyDatabase(join(folder, stateFileName), state);
  await chmod(state, 0o600);
  await syncFile(state);
  const copied = { files: 1, bytes: (await stat(state)).size };
  const copy = async (name: string): Promise<void> => {
    signal.throwIfAborted();
    const path = join(unfinished, name);
    if (!(await copyIfThere(join(folder, name), path))) return;
    copied.files += 1;
    copied.bytes += (await stat(path)).size;
  };
  await copy(configFileName);
  const folders = [unfinished];
  const copyAll = async (name: string): Promise<void> => {
    await mkdir(join(unfinished, name), { mode: 0o700 });
    folders.push(join(unfinished, name));
    // In the order of their names a segment comes before the next one.
    const entries = await readdir(join(folder, name), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(name, entry.name);
      if (entry.isDirectory()) await copyAll(path);
      else if (entry.isFile() && !lockFile.test(entry.name) && !entry.name.endsWith(unfinishedSuffix))
        await copy(path);
    }
  };
  await copyAll(eventsFolderName);
  for (const path of folders.toReversed()) await syncFolder(path);
  await rename(unfinished, target);
  await syncFolder(dirname(resolve(target)));
  return copied;
}

function checkFolders(folder: string, target: string, unfinished: string): void {
  if (!existsSync(join(folder, stateFileName))) {
    throw new OperationalError(
      "not-found",
      `${folder} is no data folder of a server: ${stateFileName} is missing`,
    );
  }
  if (`${resolve(target)}${sep}`.startsWith(`${resolve(folder)}${sep}`)) {
    throw new OperationalError(
      "bad-request",
      `${target} lies in the data folder: choose a place outside of it`,
    );
  }
  for (const path of [target, unfinished]) {
    if (existsSync(path)) {
      throw new OperationalError(
        "conflict",
        `${path} is there already: name a folder that is not, or remove it`,
      );
    }
  }
}

/** False where retention has removed it, or a tidied up segment its old index, since it was listed. */
async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    // On file systems that can, a copy shares its blocks with the original.
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
  await syncFile(to);
  return true;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
