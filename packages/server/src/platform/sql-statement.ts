import type Libsql from "libsql";
import { databaseError } from "./database-error.ts";
import { OperationalError } from "./operational-error.ts";

/**
 * A value as it is bound. Numbers are bound as doubles: a column of type INTEGER makes whole numbers of them again, but an
 * expression does not, so `?` in arithmetic is written `CAST(? AS INTEGER)`.
 */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A prepared statement. Each call runs it to its end: no row is left open between calls, which would hold up checkpoints. */
export interface Statement<Row> {
  /** Returns how many rows were changed. */
  run(...values: readonly SqlValue[]): number;
  /** The first row. */
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): Row[];
}

/** @param mayRun throws where no statement may be run at the moment */
export function createStatement<Row>(prepared: Libsql.Statement, mayRun: () => void): Statement<Row> {
  const attempt = <T>(values: readonly SqlValue[], work: (checked: SqlValue[]) => T): T => {
    mayRun();
    for (const value of values) checkValue(value);
    try {
      // Always one array: the library takes a single object, also null, for named parameters.
      return work([...values]);
    } catch (error) {
      throw databaseError(error);
    }
  };
  const all = (...values: readonly SqlValue[]): Row[] =>
    attempt(values, (checked) => prepared.all(checked) as Row[]);
  return {
    run: (...values) => attempt(values, (checked) => prepared.run(checked).changes),
    // Not the library's `get`, which puts `_metadata` among the columns.
    get: (...values) => all(...values)[0],
    all,
  };
}

/**
 * The library ends the whole process where it is given a boolean, and it reads a text only up to its first NUL: both are
 * found here instead.
 */
function checkValue(value: unknown): void {
  switch (typeof value) {
    case "string":
      if (value.includes("\0")) {
        throw new OperationalError("bad-request", "A text holds a NUL character, which cannot be stored");
      }
      return;
    case "number":
      if (Number.isNaN(value)) throw new TypeError("NaN cannot be stored");
      return;
    case "bigint":
      return;
    case "object":
      if (value === null || value instanceof Uint8Array) return;
      throw new TypeError("An object cannot be stored as it is");
    default:
      throw new TypeError(`A ${typeof value} cannot be stored`);
  }
}
