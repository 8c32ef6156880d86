import { hitLimits } from "../hits/hit-limits.ts";
import type { Hit } from "../hits/read-hits.ts";
import type { OrderedHits } from "./run-sequence.ts";
import type { StandingMatch } from "./standing-sequence.ts";

/** A hit that is remembered. */
export interface RecentHit extends Hit {
  readonly arrivedMs: number;
}

/** What a standing sequence remembers of the events with one key. */
export class KeyHits {
  /** Matches that were handed out, by what they are made of, as long as their first event is remembered. */
  readonly found = new Map<string, StandingMatch>();
  /** When the first undecided match is decided. */
  decideAtMs = Number.POSITIVE_INFINITY;
  /** Time of the last event that was forgotten. */
  forgottenMs = Number.NEGATIVE_INFINITY;
  readonly bucket: number;
  readonly #hits: RecentHit[] = [];
  #isSorted = true;
  #stages = 0;

  constructor(bucket: number) {
    this.bucket = bucket;
  }

  get count(): number {
    return this.#hits.length;
  }

  /** Bits of the stages that some hit has. */
  stages(): number {
    return this.#stages;
  }

  add(hit: RecentHit, stageBit: number): void {
    const last = this.#hits.at(-1);
    if (last !== undefined && this.#isSorted && compareRecent(last, hit) > 0) this.#isSorted = false;
    this.#hits.push(hit);
    this.#stages |= stageBit;
  }

  sorted(): readonly RecentHit[] {
    if (!this.#isSorted) this.#hits.sort(compareRecent);
    this.#isSorted = true;
    return this.#hits;
  }

  /** When the event at a position arrived. */
  arrivalOf(position: number): number {
    return this.#hits.find((hit) => hit.position === position)?.arrivedMs ?? 0;
  }

  /** When it happened. */
  timeOf(position: number): number {
    return this.#hits.find((hit) => hit.position === position)?.ms ?? 0;
  }

  /** When the event arrived that happened first. */
  get firstArrivedMs(): number {
    return this.sorted()[0]?.arrivedMs ?? Number.POSITIVE_INFINITY;
  }

  /** How many of the first events arrived before a time. */
  countBefore(arrivedMs: number): number {
    const hits = this.sorted();
    const first = hits.findIndex((hit) => hit.arrivedMs > arrivedMs);
    return first === -1 ? hits.length : first;
  }

  /** Forgets the hits of the first events, and the matches they are part of, which stand from now on. */
  forgetFirst(count: number): void {
    const gone = new Set(
      this.sorted()
        .slice(0, count)
        .map(({ position }) => position),
    );
    this.#hits.splice(0, count);
    this.#stages = 0;
    for (const { stage } of this.#hits) if (stage !== hitLimits.untilStage) this.#stages |= 1 << stage;
    for (const [id, { positions }] of this.found) {
      if (positions.some((position) => position !== undefined && gone.has(position))) this.found.delete(id);
    }
  }
}

/** As compareHits orders hits: by time, then by position, then from the last stage to the first, `until` at the end. */
function compareRecent(a: RecentHit, b: RecentHit): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  return a.nanos - b.nanos || a.position - b.position || stageTurn(b.stage) - stageTurn(a.stage);
}

function stageTurn(stage: number): number {
  return stage === hitLimits.untilStage ? -1 : stage;
}

/** Walks over hits that are in order. */
export class HitsInOrder implements OrderedHits {
  stage = 0;
  keyLow = 0;
  keyHigh = 0;
  ms = 0;
  nanos = 0;
  position = 0;
  readonly #hits: readonly RecentHit[];
  #next = 0;

  constructor(hits: readonly RecentHit[]) {
    this.#hits = hits;
  }

  next(): boolean {
    const hit = this.#hits[this.#next];
    if (hit === undefined) return false;
    this.#next += 1;
    this.stage = hit.stage;
    this.keyLow = hit.keyLow;
    this.keyHigh = hit.keyHigh;
    this.ms = hit.ms;
    this.nanos = hit.nanos;
    this.position = hit.position;
    return true;
  }
}
