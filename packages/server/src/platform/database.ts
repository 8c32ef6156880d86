import { existsSync } from "node:fs";
import Libsql from "libsql";
import { databaseError } from "./database-error.ts";
import { type Migration, migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { OperationalError } from "./operational-error.ts";
import { createStatement, type Statement } from "./sql-statement.ts";

/**
 * The server's state in one SQLite file. Everything is synchronous: what one call does is not interleaved with another.
 */
export interface Database {
  /** Its file, or ":memory:". */
  readonly path: string;
  /** Prepares a statement; stores do so once. `Row` is what the statement selects. */
  prepare<Row = unknown>(sql: string): Statement<Row>;
  /** Runs statements without parameters, for definitions. */
  exec(sql: string): void;
  /**
   * Everything the work does is kept together, or nothing where it throws. May be nested: the inner work is undone alone
   * where the outer one catches what it throws. The work must not be asynchronous.
   */
  transaction<T>(work: () => T): T;
  /** Whether a transaction is open: what is read may still be undone. */
  readonly isInTransaction: boolean;
  /** Runs after the outermost transaction was committed, not at all where it is undone; at once outside of one. */
  afterCommit(work: () => void): void;
  /** Writes the log back into the file. Every call but another `close` throws `store-closed` afterwards. */
  close(): void;
}

export interface DatabaseOptions {
  /** Steps that lead to this program's version of the state. Others only in tests. */
  readonly migrations?: readonly Migration[];
  /** Told of what `afterCommit` work threw. The commit stands, so nobody else can be told. */
  readonly reportError?: (error: unknown) => void;
}

/** How long a statement waits for another process, such as a backup, before it gives up. */
const busyTimeoutMs = 5_000;

/**
 * Opens the state, made anew where the file does not exist, brought to the present version where it is older.
 * Throws OperationalError `data-folder-too-new`, `store-damaged`, `too-busy` or `disk-full`.
 *
 * @param path a file, or ":memory:"
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const existed = path !== ":memory:" && existsSync(path);
  const connection = connect(path);
  try {
    const database = createDatabase(path, connection, options.reportError ?? throwLater);
    migrate(database, { path, existed, migrations: options.migrations ?? migrations });
    return database;
  } catch (error) {
    connection.close();
    throw databaseError(error);
  }
}

function connect(path: string): Libsql.Database {
  let connection: Libsql.Database;
  try {
    connection = new Libsql(path, { timeout: busyTimeoutMs });
  } catch (error) {
    throw new OperationalError(
      "store-damaged",
      `${path} cannot be opened: check that its folder exists and may be written to`,
      error,
    );
  }
  try {
    // Readers such as a backup do not hold up the server, and a commit costs one sync of one file.
    connection.pragma("journal_mode = WAL");
    // With NORMAL the last transactions before a power failure may be gone. Alerts would be raised again, since the cursor
    // goes with them, but a note or a closed alert that somebody was told is stored would not.
    connection.pragma("synchronous = FULL");
    connection.pragma("foreign_keys = ON");
    connection.pragma("cache_size = -16000");
    // A WAL that one large transaction has made long is cut again.
    connection.pragma("journal_size_limit = 67108864");
    return connection;
  } catch (error) {
    connection.close();
    throw databaseError(error);
  }
}

function createDatabase(
  path: string,
  connection: Libsql.Database,
  reportError: (error: unknown) => void,
): Database {
  /** For each open transaction, outermost first, what is to be done after the commit. */
  const levels: (() => void)[][] = [];
  let isClosed = false;

  const mayRun = (): void => {
    // Prepared statements of the library go on working after its `close`.
    if (isClosed)
      throw new OperationalError("store-closed", "The server's state is closed: it is shutting down");
    // Where the disk is full SQLite may undo the whole transaction by itself. Statements after that would be kept, one by one.
    if (levels.length > 0 && !connection.inTransaction) {
      throw new OperationalError("disk-full", "The transaction was undone by the database: nothing was kept");
    }
  };
  const exec = (sql: string): void => {
    try {
      connection.exec(sql);
    } catch (error) {
      throw databaseError(error);
    }
  };
  const runNow = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      reportError(error);
    }
  };
  const end = <T>(depth: number, work: () => T): T => {
    const result = work();
    if (result instanceof Promise) {
      result.catch(() => {});
      throw new TypeError("The work of a transaction must not be asynchronous");
    }
    mayRun();
    exec(depth === 0 ? "COMMIT" : `RELEASE level${depth}`);
    return result;
  };

  return {
    path,
    prepare<Row>(sql: string): Statement<Row> {
      try {
        return createStatement<Row>(connection.prepare(sql), mayRun);
      } catch (error) {
        throw databaseError(error);
      }
    },
    exec(sql) {
      mayRun();
      exec(sql);
    },
    transaction(work) {
      const depth = levels.length;
      mayRun();
      // Immediate: a transaction that reads first and writes later could find the file changed in between.
      exec(depth === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT level${depth}`);
      const afterwards: (() => void)[] = [];
      levels.push(afterwards);
      let result: ReturnType<typeof work>;
      try {
        result = end(depth, work);
      } catch (error) {
        if (connection.inTransaction) {
          exec(depth === 0 ? "ROLLBACK" : `ROLLBACK TO level${depth}; RELEASE level${depth}`);
        }
        throw error;
      } finally {
        levels.pop();
      }
      const outer = levels.at(-1);
      if (outer === undefined) afterwards.forEach(runNow);
      else outer.push(...afterwards);
      return result;
    },
    get isInTransaction() {
      return levels.length > 0;
    },
    afterCommit(work) {
      const level = levels.at(-1);
      if (level === undefined) runNow(work);
      else level.push(work);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      // The library lets go of the file only when its statements are collected: the log is written back now.
      connection.pragma("wal_checkpoint(TRUNCATE)");
      connection.close();
    },
  };
}

/** Nobody was named who wants to know: a bug must not go by unnoticed. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
