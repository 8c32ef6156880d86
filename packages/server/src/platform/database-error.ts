import { OperationalError } from "./operational-error.ts";

/** What an error of SQLite means to who runs the server; errors that only we can have made stay as they are. */
export function databaseError(error: unknown): unknown {
  if (error instanceof OperationalError || !(error instanceof Error)) return error;
  const { message } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "SQLITE_FULL") {
    return new OperationalError("disk-full", "No room on the disk for the server's state: make room", error);
  }
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return new OperationalError("too-busy", "Another process holds the server's state: try again", error);
  }
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR|CANTOPEN|READONLY)/.test(code)) {
    return new OperationalError(
      "store-damaged",
      `The server's state cannot be read or written (${message}): check the disk, or put back a copy of the file`,
      error,
    );
  }
  return error;
}
