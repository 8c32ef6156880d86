import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import type { Database } from "./database.ts";
import { OperationalError } from "./operational-error.ts";

/** One step from a version of the state to the next. Steps that were released are never changed. */
export interface Migration {
  /** The version that the step leads to: 1, 2, 3, … */
  readonly version: number;
  readonly sql: string;
}

export interface MigrationPlan {
  readonly path: string;
  /** Whether the file was there before it was opened. */
  readonly existed: boolean;
  readonly migrations: readonly Migration[];
}

/** Brings a state to the version of this program: all steps or none. A file with data is copied first. */
export function migrate(database: Database, { path, existed, migrations }: MigrationPlan): void {
  const wanted = migrations.at(-1)?.version ?? 0;
  const found = versionOf(database);
  if (found > wanted) {
    throw new OperationalError(
      "data-folder-too-new",
      `${path} has version ${found} and this program knows versions up to ${wanted}: run the newer program again`,
    );
  }
  if (found === wanted) return;
  if (found === 0 && existed && hasTables(database)) {
    throw new OperationalError("store-damaged", `${path} is a database of another program`);
  }
  if (existed && found > 0) copyBefore(database, path, found);
  database.transaction(() => {
    for (const { version, sql } of migrations) {
      if (version > versionOf(database)) {
        database.exec(sql);
        database.exec(`PRAGMA user_version = ${version}`);
      }
    }
  });
}

/** Where the copy of a file is kept that was made before it was brought to a newer version. */
export function copyPath(path: string, version: number): string {
  return `${path}.version-${version}`;
}

function copyBefore(database: Database, path: string, version: number): void {
  const copy = copyPath(path, version);
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { force: true });
  // A consistent copy of what is in the file and in its log together.
  database.prepare("VACUUM INTO ?").run(unfinished);
  const file = openSync(unfinished, "r+");
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, copy);
}

function versionOf(database: Database): number {
  return database.prepare<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
}

function hasTables(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() !== undefined;
}
