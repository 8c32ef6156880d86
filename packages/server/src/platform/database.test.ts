import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeDatabaseFolder } from "./database.test-support.ts";
import { type Database, openDatabase } from "./database.ts";
import { copyPath, type Migration } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const things: Migration = { version: 1, sql: "CREATE TABLE things (name TEXT PRIMARY KEY) STRICT" };
const sizes: Migration = { version: 2, sql: "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 1" };

const names = (database: Database): readonly string[] =>
  database
    .prepare<{ name: string }>("SELECT name FROM things ORDER BY name")
    .all()
    .map(({ name }) => name);

function openThings(path = folder.path()): { database: Database; add: (name: string) => void } {
  const database = folder.keep(openDatabase(path, { migrations: [things] }));
  const insert = database.prepare("INSERT INTO things (name) VALUES (?)");
  return { database, add: (name) => void insert.run(name) };
}

describe("a database file", () => {
  it("holds what was written after it is closed and opened again", () => {
    const { database, add } = openThings();
    add("one");
    database.close();
    expect(names(openThings().database)).toEqual(["one"]);
  });

  it("is synced with every commit and checks references", () => {
    const database = folder.keep(openDatabase(folder.path()));
    const value = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect(value("journal_mode")).toBe("wal");
    expect(value("synchronous")).toBe(2);
    expect(value("foreign_keys")).toBe(1);
    expect(value("busy_timeout")).toBe(5_000);
  });

  it("is opened twice without being changed", () => {
    openDatabase(folder.path()).close();
    const before = readFileSync(folder.path());
    openDatabase(folder.path()).close();
    expect(readFileSync(folder.path()).equals(before)).toBe(true);
  });

  it("refuses a statement after it was closed", () => {
    const { database, add } = openThings();
    database.close();
    expect(() => add("one")).toThrow(expect.objectContaining({ code: "store-closed" }));
  });
});

describe("migration", () => {
  it("brings an older file to the newer version and keeps a copy of it", () => {
    const { database, add } = openThings();
    add("one");
    database.close();
    const newer = folder.keep(openDatabase(folder.path(), { migrations: [things, sizes] }));
    expect(newer.prepare("SELECT name, size FROM things").all()).toEqual([{ name: "one", size: 1 }]);
    const copy = openThings(copyPath(folder.path(), 1)).database;
    expect(names(copy)).toEqual(["one"]);
    expect(copy.prepare("SELECT * FROM things").all()).toEqual([{ name: "one" }]);
  });

  it("goes through every released version", () => {
    for (let version = 1; version < migrations.length; version += 1) {
      const path = folder.path(`from-${version}.db`);
      openDatabase(path, { migrations: migrations.slice(0, version) }).close();
      const database = folder.keep(openDatabase(path));
      expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: migrations.length });
      expect(database.prepare("SELECT count(*) AS count FROM state_values").get()).toEqual({ count: 0 });
    }
  });

  it("does all steps or none", () => {
    const { database, add } = openThings();
    add("one");
    database.close();
    const broken: Migration = {
      version: 3,
      sql: "CREATE TABLE more (a TEXT) STRICT; SELECT name FROM nowhere",
    };
    expect(() => openDatabase(folder.path(), { migrations: [things, sizes, broken] })).toThrow(/nowhere/);
    const after = openThings().database;
    expect(after.prepare("SELECT * FROM things").all()).toEqual([{ name: "one" }]);
    expect(after.prepare("SELECT 1 FROM sqlite_master WHERE name = 'more'").all()).toEqual([]);
  });

  it("does not copy a file that is new", () => {
    openDatabase(folder.path()).close();
    expect(existsSync(copyPath(folder.path(), 0))).toBe(false);
  });

  it("refuses a file of a newer program, naming both versions", () => {
    openDatabase(folder.path(), { migrations: [things, sizes] }).close();
    expect(() => openDatabase(folder.path(), { migrations: [things] })).toThrow(
      expect.objectContaining({
        code: "data-folder-too-new",
        message: expect.stringMatching(/has version 2 and this program knows versions up to 1/),
      }),
    );
  });

  it("refuses files that are something else", () => {
    const damaged = expect.objectContaining({ code: "store-damaged" });
    writeFileSync(folder.path(), "this is no database, but it is long enough to be one".repeat(100));
    expect(() => openDatabase(folder.path())).toThrow(damaged);
    expect(() => openDatabase(join(folder.path(), "below-a-file.db"))).toThrow(damaged);
    const { database } = openThings(folder.path("foreign.db"));
    database.exec("PRAGMA user_version = 0");
    database.close();
    expect(() => openDatabase(folder.path("foreign.db"))).toThrow(/of another program/);
  });
});

describe("transaction", () => {
  it("keeps all or nothing", () => {
    const { database, add } = openThings();
    database.transaction(() => add("kept"));
    expect(() =>
      database.transaction(() => {
        add("lost");
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(names(database)).toEqual(["kept"]);
  });

  it("undoes the inner work alone where the outer goes on", () => {
    const { database, add } = openThings();
    database.transaction(() => {
      add("outer");
      expect(() =>
        database.transaction(() => {
          add("inner");
          database.transaction(() => add("innermost"));
          throw new Error("no");
        }),
      ).toThrow("no");
      database.transaction(() => add("second"));
    });
    expect(names(database)).toEqual(["outer", "second"]);
  });

  it("undoes inner work that was done with the outer", () => {
    const { database, add } = openThings();
    expect(() =>
      database.transaction(() => {
        database.transaction(() => add("inner"));
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(names(database)).toEqual([]);
  });

  it("returns what the work returns, and refuses work that goes on later", async () => {
    const { database, add } = openThings();
    expect(database.transaction(() => database.transaction(() => 7))).toBe(7);
    expect(() => database.transaction(async () => add("one"))).toThrow(/asynchronous/);
    expect(names(database)).toEqual([]);
  });

  it("keeps nothing where SQLite has undone it by itself", () => {
    const { database, add } = openThings();
    add("before");
    expect(() =>
      database.transaction(() => {
        add("one");
        // As SQLite does where the disk is full.
        database.exec("ROLLBACK");
        add("two");
      }),
    ).toThrow(/undone/);
    expect(names(database)).toEqual(["before"]);
    database.transaction(() => add("after"));
    expect(names(database)).toEqual(["after", "before"]);
  });

  it("reports a full disk", () => {
    const { database, add } = openThings();
    const pages = Object.values(database.prepare("PRAGMA page_count").get() ?? {})[0];
    database.exec(`PRAGMA max_page_count = ${Number(pages) + 2}`);
    const fill = (): void =>
      database.transaction(() => {
        for (let index = 0; index < 100; index += 1) add(`${index}`.padEnd(1_000, "."));
      });
    expect(fill).toThrow(expect.objectContaining({ code: "disk-full" }));
    expect(names(database)).toEqual([]);
    add("small");
    expect(names(database)).toEqual(["small"]);
  });
});

describe("afterCommit", () => {
  it("runs once the outermost work is kept, in order, and not for what was undone", () => {
    const { database } = openThings();
    const told: string[] = [];
    database.transaction(() => {
      database.afterCommit(() => told.push("outer"));
      database.transaction(() => database.afterCommit(() => told.push("inner")));
      expect(() =>
        database.transaction(() => {
          database.afterCommit(() => told.push("undone"));
          throw new Error("no");
        }),
      ).toThrow("no");
      expect(told).toEqual([]);
    });
    expect(told).toEqual(["outer", "inner"]);
    database.afterCommit(() => told.push("at once"));
    expect(told).toEqual(["outer", "inner", "at once"]);
  });

  it("reports an error and stands by the commit", () => {
    const errors: unknown[] = [];
    const reportError = (error: unknown): void => void errors.push(error);
    const database = folder.keep(openDatabase(folder.path(), { migrations: [things], reportError }));
    database.transaction(() => {
      database.prepare("INSERT INTO things (name) VALUES ('one')").run();
      database.afterCommit(() => {
        throw new Error("listener");
      });
    });
    expect(errors).toEqual([new Error("listener")]);
    expect(names(database)).toEqual(["one"]);
  });
});

describe("a statement", () => {
  it("refuses what the library would end the process over or cut", () => {
    const { database } = openThings();
    const insert = database.prepare("INSERT INTO things (name) VALUES (?)");
    const bad: readonly unknown[] = [true, undefined, {}, [], Number.NaN, "a\0b"];
    for (const value of bad) expect(() => insert.run(value as string), String(value)).toThrow();
    expect(names(database)).toEqual([]);
  });

  it("binds null, big integers and bytes", () => {
    const { database } = openThings();
    const bytes = new Uint8Array([1, 2]);
    const row = database
      .prepare<{ empty: null; big: string; size: number }>(
        "SELECT ? AS empty, CAST(? AS TEXT) AS big, length(?) AS size",
      )
      .get(null, 2n ** 60n, bytes);
    expect(row).toEqual({ empty: null, big: String(2n ** 60n), size: 2 });
  });

  it("leaves no row open: the log is written back in between", () => {
    const { database, add } = openThings();
    add("one");
    add("two");
    expect(database.prepare("SELECT name FROM things ORDER BY name").get()).toEqual({ name: "one" });
    expect(database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()).toMatchObject({ busy: 0, log: 0 });
    // All is in the file itself.
    copyFileSync(folder.path(), folder.path("copy.db"));
    expect(names(openThings(folder.path("copy.db")).database)).toEqual(["one", "two"]);
  });
});
