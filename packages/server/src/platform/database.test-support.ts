import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "./database.ts";

/** A folder for the database files of one test file. */
export interface DatabaseFolder {
  path(name?: string): string;
  /** Opens a file of the folder; closed with it. */
  open(name?: string): Database;
  keep(database: Database): Database;
  /** To be called after each test. */
  clear(): void;
}

export function makeDatabaseFolder(): DatabaseFolder {
  let folder: string | undefined;
  let opened: Database[] = [];
  const path = (name = "state.db"): string => {
    folder ??= mkdtempSync(join(tmpdir(), "eqlite-state-"));
    return join(folder, name);
  };
  const keep = (database: Database): Database => {
    opened.push(database);
    return database;
  };
  return {
    path,
    keep,
    open: (name) => keep(openDatabase(path(name))),
    clear() {
      for (const database of opened) database.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      opened = [];
      folder = undefined;
    },
  };
}
