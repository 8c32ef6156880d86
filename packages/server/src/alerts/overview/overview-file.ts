import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Database } from "../../platform/database.ts";
import { alertLimits } from "../alert-limits.ts";
import { decodeOverview, encodeOverview } from "./encode-overview.ts";
import type { OverviewState } from "./overview-columns.ts";

/** What alerts are counted by in a file beside the database, for the next start. */
export interface OverviewFile {
  /** Undefined where there is none, or none that belongs to this database. */
  read(): { readonly change: number; readonly state: OverviewState } | undefined;
  /** @param change the last one that is in the columns */
  write(state: OverviewState, change: number): void;
}

const fileName = "alert-overview.bin";

/** The database says which content the file must have: one of another time, or that is damaged, is not believed. */
export function createOverviewFile(database: Database): OverviewFile {
  const select = database.prepare<{ change: number; sha256: string }>(
    "SELECT change, file_sha256 AS sha256 FROM alert_overview WHERE id = 1",
  );
  const replace = database.prepare(
    "INSERT OR REPLACE INTO alert_overview (id, change, file_sha256) VALUES (1, ?, ?)",
  );
  const path = database.path === ":memory:" ? undefined : join(dirname(database.path), fileName);
  return {
    read() {
      const known = select.get();
      if (known === undefined || path === undefined) return undefined;
      const bytes = readIfThere(path);
      if (bytes === undefined || hashOf(bytes) !== known.sha256) return undefined;
      const state = decodeOverview(bytes);
      return state === undefined ? undefined : { change: known.change, state };
    },
    write(state, change) {
      if (path === undefined) return;
      const bytes = encodeOverview(state);
      if (bytes.length > alertLimits.maxOverviewBytes) return;
      const unfinished = `${path}.unfinished`;
      try {
        writeFileSync(unfinished, bytes, { mode: 0o600 });
        renameSync(unfinished, path);
      } finally {
        rmSync(unfinished, { force: true });
      }
      replace.run(change, hashOf(bytes));
    },
  };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // It only spares time: without it, or where it cannot be read, alerts are counted anew.
    return undefined;
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
