import {
  compareHits,
  type HitChunk,
  hitKeyHigh,
  hitKeyLow,
  hitMs,
  hitNanos,
  hitPosition,
  hitStage,
} from "./hit-record.ts";

/** Hits of one query in ascending order, from memory or from one written run. */
export interface HitSource {
  /** Where the present hit is, and its number there; good after `advance` returned true. */
  chunk: HitChunk;
  hit: number;
  advance(): boolean;
}

/**
 * Walks over the hits of one query in the order of `compareHits`, merging its sources. The fields are those of the
 * present hit, good after `next` returned true. Hits of one event have the same position and follow each other.
 */
export class HitCursor {
  stage = 0;
  keyLow = 0;
  keyHigh = 0;
  ms = 0;
  nanos = 0;
  position = 0;
  readonly #sources: HitSource[];
  readonly #checkValid: () => void;
  /** The source of the present hit, and the one that comes next when it falls behind. */
  #current = -1;
  #runnerUp = -1;

  /**
   * @param sources from the oldest to the newest: of equal hits the older come first.
   * @param checkValid throws when the hits are no longer where they were.
   */
  constructor(sources: readonly HitSource[], checkValid: () => void) {
    this.#sources = sources.filter((source) => source.advance());
    this.#checkValid = checkValid;
  }

  next(): boolean {
    this.#checkValid();
    this.#advance();
    const source = this.#sources[this.#current];
    if (source === undefined) return false;
    const { chunk, hit } = source;
    this.stage = hitStage(chunk, hit);
    this.keyLow = hitKeyLow(chunk, hit);
    this.keyHigh = hitKeyHigh(chunk, hit);
    this.ms = hitMs(chunk, hit);
    this.nanos = hitNanos(chunk, hit);
    this.position = hitPosition(chunk, hit);
    return true;
  }

  /**
   * Runs were written one after the other, and input is nearly in order, so that one source is ahead for long: it is
   * compared with the runner-up alone, and all are looked at only when it falls behind.
   */
  #advance(): void {
    const current = this.#sources[this.#current];
    if (current === undefined) {
      this.#choose();
    } else if (!current.advance()) {
      this.#sources.splice(this.#current, 1);
      this.#choose();
    } else if (this.#runnerUp >= 0 && this.#isBefore(this.#runnerUp, this.#current)) {
      this.#choose();
    }
  }

  #choose(): void {
    this.#current = -1;
    this.#runnerUp = -1;
    for (let at = 0; at < this.#sources.length; at += 1) {
      if (this.#current < 0 || this.#isBefore(at, this.#current)) {
        this.#runnerUp = this.#current;
        this.#current = at;
      } else if (this.#runnerUp < 0 || this.#isBefore(at, this.#runnerUp)) {
        this.#runnerUp = at;
      }
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [left, right] = [this.#sources[a], this.#sources[b]];
    if (left === undefined || right === undefined) return false;
    const order = compareHits(left.chunk, left.hit, right.chunk, right.hit);
    return order < 0 || (order === 0 && a < b);
  }
}
