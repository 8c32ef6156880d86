import type { KeyTable } from "./key-table.ts";

/** Looking at a record is a step to its neighbour; dropping it jumps to and fro in memory. Roughly as measured. */
const lookWork = 1;
export const dropWork = 16;

/**
 * Removes the records of a table whose time lies further back than a span, a few at a time: a caller who may not
 * pause looks at so many records now and at the next ones later.
 *
 * A round looks at every record once. The next one begins when the time has moved on by an eighth of the span, so
 * that a record is looked at about eight times in its life however often the caller asks, and stays at most an eighth
 * of the span too long. No result depends on when a record goes: its time is checked again wherever it is used.
 */
export class Sweep {
  readonly #table: KeyTable;
  /** The field of the record, in milliseconds, that says how old it is. */
  readonly #msField: number;
  readonly #spanMs: number;
  /** Records below this number are still to be looked at in this round. */
  #left = 0;
  #roundMs = Number.NEGATIVE_INFINITY;

  constructor(table: KeyTable, msField: number, spanMs: number) {
    this.#table = table;
    this.#msField = msField;
    this.#spanMs = spanMs;
  }

  /** Whether there is something to look at. */
  isDue(nowMs: number): boolean {
    if (this.#table.count === 0) return false;
    return this.#left > 0 || (nowMs > this.#roundMs && nowMs - this.#roundMs >= this.#spanMs / 8);
  }

  /**
   * Goes on with the round, or begins one if it is time, until the work is done or used up; returns how much of it was
   * used, which is more than allowed by the last record at the most. No event before `nowMs` may follow.
   */
  run(nowMs: number, maxWork: number): number {
    if (maxWork <= 0 || !this.isDue(nowMs)) return 0;
    const table = this.#table;
    if (this.#left === 0) {
      this.#left = table.count;
      this.#roundMs = nowMs;
    }
    let work = 0;
    // From the end: a removed record is replaced by the last one, which was looked at or is younger than the round.
    let left = Math.min(this.#left, table.count);
    while (left > 0 && work < maxWork) {
      left -= 1;
      work += lookWork;
      if (nowMs - table.double(left, this.#msField) > this.#spanMs) {
        table.remove(left);
        work += dropWork;
      }
    }
    this.#left = left;
    return work;
  }
}
