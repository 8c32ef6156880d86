import { KeyTable } from "./key-table.ts";
import { Sweep } from "./sweep.ts";

/**
 * A partial sequence outside its slot: the one object through which partials move from slot to slot, so that none is
 * made for each. Times are those that count, see time-order.ts.
 */
export interface MovingPartial {
  firstMs: number;
  firstNanos: number;
  /** The last event of the partial. */
  lastMs: number;
  lastNanos: number;
  /** The latest event that must be missing in front and lies before the first: x of specification 6.6. */
  leadMs: number;
  leadNanos: number;
  /** An event that must be missing was seen in a gap: the partial goes its way, but will not be a match. */
  isForbidden: boolean;
  /** Positions of the events so far; what lies behind them is left over from others. */
  readonly positions: Float64Array;
}

export function createMovingPartial(ordinaryCount: number): MovingPartial {
  return {
    firstMs: 0,
    firstNanos: 0,
    lastMs: 0,
    lastNanos: 0,
    leadMs: Number.NEGATIVE_INFINITY,
    leadNanos: 0,
    isForbidden: false,
    positions: new Float64Array(ordinaryCount),
  };
}

/** What the partials of one slot must remember beside key, first time and positions. */
export interface SlotNeeds {
  /** The time of the last event: an event must be missing between it and the next. */
  readonly lastTime: boolean;
  readonly lead: boolean;
  readonly nanos: boolean;
}

const firstMsField = 0;
const flagsWord = 0;
/** Nanoseconds take 20 bits of the word. */
const forbiddenFlag = 0x8000_0000;
const nanosMask = 0x000f_ffff;

/**
 * The partials behind one ordinary stage, at most one for each key (specification 6.1). Of its events a partial keeps
 * positions, and of their times only what is still to be compared: behind the first stage of a plain sequence that is
 * a record of 32 bytes.
 */
export class PartialSlot {
  readonly #table: KeyTable;
  readonly #needs: SlotNeeds;
  readonly #eventCount: number;
  readonly #sweep: Sweep | undefined;
  readonly #lastMsField: number;
  readonly #leadMsField: number;
  readonly #positionsField: number;

  /** @param eventCount events in each partial: 1 in the first slot. */
  constructor(eventCount: number, needs: SlotNeeds, maxspanMs: number | undefined) {
    // In the first slot the last event is the first.
    this.#needs = { ...needs, lastTime: needs.lastTime && eventCount > 1 };
    this.#eventCount = eventCount;
    this.#lastMsField = firstMsField + 1;
    this.#leadMsField = this.#lastMsField + Number(this.#needs.lastTime);
    this.#positionsField = this.#leadMsField + Number(needs.lead);
    this.#table = new KeyTable({ doubles: this.#positionsField + eventCount, words: needs.nanos ? 3 : 1 });
    this.#sweep = maxspanMs === undefined ? undefined : new Sweep(this.#table, firstMsField, maxspanMs);
  }

  get count(): number {
    return this.#table.count;
  }

  get bytes(): number {
    return this.#table.bytes;
  }

  /** Moves the partial of a key out of the slot; whether there was one. */
  take(keyLow: number, keyHigh: number, into: MovingPartial): boolean {
    const table = this.#table;
    const record = table.find(keyLow, keyHigh);
    if (record < 0) return false;
    const flags = table.word(record, flagsWord);
    into.isForbidden = flags >= forbiddenFlag;
    into.firstMs = table.double(record, firstMsField);
    into.firstNanos = flags & nanosMask;
    const { lastTime, lead, nanos } = this.#needs;
    into.lastMs = lastTime ? table.double(record, this.#lastMsField) : into.firstMs;
    into.lastNanos = lastTime && nanos ? table.word(record, 1) : into.firstNanos;
    into.leadMs = lead ? table.double(record, this.#leadMsField) : Number.NEGATIVE_INFINITY;
    into.leadNanos = lead && nanos ? table.word(record, 2) : 0;
    for (let at = 0; at < this.#eventCount; at += 1)
      into.positions[at] = table.double(record, this.#positionsField + at);
    table.remove(record);
    return true;
  }

  /** Puts a partial in, in place of the one that is there; whether there was none. */
  put(keyLow: number, keyHigh: number, partial: MovingPartial): boolean {
    const table = this.#table;
    const { lastTime, lead, nanos } = this.#needs;
    const found = table.find(keyLow, keyHigh);
    const record = found < 0 ? table.insert(keyLow, keyHigh) : found;
    table.setDouble(record, firstMsField, partial.firstMs);
    table.setWord(record, flagsWord, partial.firstNanos + (partial.isForbidden ? forbiddenFlag : 0));
    if (lastTime) table.setDouble(record, this.#lastMsField, partial.lastMs);
    if (lead) table.setDouble(record, this.#leadMsField, partial.leadMs);
    if (nanos) {
      table.setWord(record, 1, partial.lastNanos);
      table.setWord(record, 2, partial.leadNanos);
    }
    for (let at = 0; at < this.#eventCount; at += 1)
      table.setDouble(record, this.#positionsField + at, partial.positions[at] ?? 0);
    return found < 0;
  }

  /** Ends the partial of a key; whether there was one. */
  end(keyLow: number, keyHigh: number): boolean {
    const record = this.#table.find(keyLow, keyHigh);
    if (record >= 0) this.#table.remove(record);
    return record >= 0;
  }

  /** Drops expired partials, within bounds on work, see sweep.ts; how much of it was used. */
  expire(nowMs: number, maxWork: number): number {
    return this.#sweep?.run(nowMs, maxWork) ?? 0;
  }

  /** Whether `expire` would find something to look at. */
  isExpiryDue(nowMs: number): boolean {
    return this.#sweep?.isDue(nowMs) ?? false;
  }
}
