import { readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { OperationalError } from "./operational-error.ts";

export interface DataFolderLock {
  release(): void;
}

const lockFile = "lock.db";
const ownerFile = "lock.pid";

/**
 * Takes a folder for this process alone; makes it where it is not there. Throws OperationalError `data-folder-in-use`, which
 * names the process that has it.
 *
 * The lock is one of the operating system, on a file of SQLite: it ends with the process, however that ends. A number of a
 * process in a file says nothing by itself, since in containers every server is process 1; it is there for the message only.
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  await mkdir(folder, { recursive: true });
  const database = new Database(join(folder, lockFile), { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY");
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    const message = `${folder} is in use by ${ownerOf(folder)}; stop it, or give this server a folder of its own`;
    throw new OperationalError("data-folder-in-use", message, error);
  }
  writeFileSync(join(folder, ownerFile), `${process.pid}\n`);
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      database.exec("ROLLBACK");
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

function ownerOf(folder: string): string {
  try {
    const pid = readFileSync(join(folder, ownerFile), "utf8").trim();
    return /^\d+$/.test(pid) ? `the process with pid ${pid}` : "another process";
  } catch {
    return "another process";
  }
}
