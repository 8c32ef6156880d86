import Libsql from "libsql";
import { databaseError } from "./database-error.ts";

/** How long it waits for another process that holds the file. */
const busyTimeoutMs = 30_000;

/**
 * Writes a copy of a SQLite file, as it is at one moment, to a path where nothing is yet. The file may be in use by another
 * process, and is neither changed nor brought to another version. Throws OperationalError as `openDatabase` does.
 */
export function copyDatabase(path: string, target: string): void {
  let connection: Libsql.Database | undefined;
  try {
    connection = new Libsql(path, { timeout: busyTimeoutMs });
    connection.prepare("VACUUM INTO ?").run(target);
  } catch (error) {
    throw databaseError(error);
  } finally {
    connection?.close();
  }
}
