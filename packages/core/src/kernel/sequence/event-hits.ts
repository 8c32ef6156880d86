import type { HitCursor } from "../hits/hit-cursor.ts";
import { hitLimits } from "../hits/hit-limits.ts";

/**
 * The hits of one event, gathered from a cursor so that its stages can be fed in their own order. One object serves
 * all events. It holds as many keys as one event can have.
 */
export class EventHits {
  ms = 0;
  nanos = 0;
  position = 0;
  #keys = new Uint32Array(16);
  #count = 0;
  /** For each condition, 255 for `until`, where its keys begin and end: its hits follow each other. */
  readonly #from = new Uint32Array(hitLimits.untilStage + 1);
  readonly #to = new Uint32Array(hitLimits.untilStage + 1);
  readonly #conditions: number[] = [];

  /** Forgets the event before, and takes the time and place of the one at the cursor. */
  begin({ ms, nanos, position }: Pick<HitCursor, "ms" | "nanos" | "position">): void {
    this.ms = ms;
    this.nanos = nanos;
    this.position = position;
    this.#count = 0;
    for (const condition of this.#conditions) {
      this.#from[condition] = 0;
      this.#to[condition] = 0;
    }
    this.#conditions.length = 0;
  }

  /** Takes the hit at the cursor. */
  add({ stage, keyLow, keyHigh }: Pick<HitCursor, "stage" | "keyLow" | "keyHigh">): void {
    if (this.#conditions.at(-1) !== stage) {
      this.#conditions.push(stage);
      this.#from[stage] = this.#count;
    }
    if (this.#count * 2 === this.#keys.length) {
      const larger = new Uint32Array(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    this.#keys[this.#count * 2] = keyLow;
    this.#keys[this.#count * 2 + 1] = keyHigh;
    this.#count += 1;
    this.#to[stage] = this.#count;
  }

  /** The first hit of a condition; equal to `to` if it has none. */
  from(condition: number): number {
    return this.#from[condition] ?? 0;
  }

  to(condition: number): number {
    return this.#to[condition] ?? 0;
  }

  keyLow(hit: number): number {
    return this.#keys[hit * 2] ?? 0;
  }

  keyHigh(hit: number): number {
    return this.#keys[hit * 2 + 1] ?? 0;
  }
}
