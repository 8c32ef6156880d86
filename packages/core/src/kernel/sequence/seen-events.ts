import { KeyTable } from "./key-table.ts";
import { Sweep } from "./sweep.ts";
import { isTimeBefore } from "./time-order.ts";

const latestMsField = 0;
const previousMsField = 1;
const latestNanosWord = 0;
const previousNanosWord = 1;

/**
 * The events that must be missing in front of an ordinary stage, for each key (specification 6.6).
 *
 * The question is always the same: which is the latest of them strictly before the event that is being fed? Time only
 * goes up, so the last two different times of each key answer it: the latest one, or, where that is the time of the
 * event itself, the one before.
 */
export class SeenEvents {
  readonly #table: KeyTable;
  readonly #nanos: boolean;
  readonly #sweep: Sweep | undefined;

  /** @param maxspanMs what was seen further back can no longer matter: a sequence that ends now began later. */
  constructor(nanos: boolean, maxspanMs: number | undefined) {
    this.#table = new KeyTable({ doubles: 2, words: nanos ? 2 : 0 });
    this.#nanos = nanos;
    this.#sweep = maxspanMs === undefined ? undefined : new Sweep(this.#table, latestMsField, maxspanMs);
  }

  get count(): number {
    return this.#table.count;
  }

  get bytes(): number {
    return this.#table.bytes;
  }

  see(keyLow: number, keyHigh: number, ms: number, nanos: number): void {
    const table = this.#table;
    let record = table.find(keyLow, keyHigh);
    let [latestMs, latestNanos] = [Number.NEGATIVE_INFINITY, 0];
    if (record < 0) {
      record = table.insert(keyLow, keyHigh);
    } else {
      latestMs = table.double(record, latestMsField);
      latestNanos = this.#nanos ? table.word(record, latestNanosWord) : 0;
      if (latestMs === ms && latestNanos === nanos) return;
    }
    table.setDouble(record, previousMsField, latestMs);
    table.setDouble(record, latestMsField, ms);
    if (!this.#nanos) return;
    table.setWord(record, previousNanosWord, latestNanos);
    table.setWord(record, latestNanosWord, nanos);
  }

  /** Milliseconds of the latest event seen strictly before a time; minus infinity if there is none. */
  latestMsBefore(keyLow: number, keyHigh: number, ms: number, nanos: number): number {
    const record = this.#table.find(keyLow, keyHigh);
    if (record < 0) return Number.NEGATIVE_INFINITY;
    return this.#table.double(
      record,
      this.#isLatestBefore(record, ms, nanos) ? latestMsField : previousMsField,
    );
  }

  /** Nanoseconds of the same event. */
  latestNanosBefore(keyLow: number, keyHigh: number, ms: number, nanos: number): number {
    const record = this.#nanos ? this.#table.find(keyLow, keyHigh) : -1;
    if (record < 0) return 0;
    return this.#table.word(
      record,
      this.#isLatestBefore(record, ms, nanos) ? latestNanosWord : previousNanosWord,
    );
  }

  #isLatestBefore(record: number, ms: number, nanos: number): boolean {
    const latestNanos = this.#nanos ? this.#table.word(record, latestNanosWord) : 0;
    return isTimeBefore(this.#table.double(record, latestMsField), latestNanos, ms, nanos);
  }

  /** Forgets what can no longer matter, within bounds on work, see sweep.ts; how much of it was used. */
  expire(nowMs: number, maxWork: number): number {
    return this.#sweep?.run(nowMs, maxWork) ?? 0;
  }

  /** Whether `expire` would find something to look at. */
  isExpiryDue(nowMs: number): boolean {
    return this.#sweep?.isDue(nowMs) ?? false;
  }
}
