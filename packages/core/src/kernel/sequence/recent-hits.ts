import { hitLimits } from "../hits/hit-limits.ts";
import type { Hit } from "../hits/read-hits.ts";
import type { OrderedHits } from "./run-sequence.ts";

// The hits that a standing sequence remembers, as columns of plain numbers: some 45 bytes for a hit and as many for a key. A
// million objects would take ten times as much, and the collector would walk over all of them again and again.
//
// The hits of a key are a list through `next`, in the order in which they came, or in that of time once it was asked for.
// Numbers of hits and keys are given again when they are free; 0 is none, in links and in the table of keys.

const startRoom = 16;
const none = 0;

export class RecentHits {
  // Of hits, by number.
  #ms = new Float64Array(startRoom);
  #position = new Float64Array(startRoom);
  #arrivedMs = new Float64Array(startRoom);
  #nanos = new Uint32Array(startRoom);
  #next = new Uint32Array(startRoom);
  #stage = new Uint8Array(startRoom);
  #freeHit = none;
  #topHit = 1;
  #hitCount = 0;

  // Of keys, by number. A key without hits is free.
  #keyLow = new Uint32Array(startRoom);
  #keyHigh = new Uint32Array(startRoom);
  #first = new Uint32Array(startRoom);
  #last = new Uint32Array(startRoom);
  #count = new Uint32Array(startRoom);
  #stages = new Uint32Array(startRoom);
  #isSorted = new Uint8Array(startRoom);
  #freeKey = none;
  #topKey = 1;
  #keyCount = 0;
  /** Numbers of keys, by hash: the next free place where one is taken. */
  #places = new Uint32Array(startRoom * 2);

  get hitCount(): number {
    return this.#hitCount;
  }

  /** Adds a hit; the number of its key. */
  add(hit: Hit, arrivedMs: number): number {
    const key = this.#keyOf(hit.keyLow, hit.keyHigh);
    const number = this.#takeHit();
    this.#ms[number] = hit.ms;
    this.#position[number] = hit.position;
    this.#arrivedMs[number] = arrivedMs;
    this.#nanos[number] = hit.nanos;
    this.#stage[number] = hit.stage;
    this.#next[number] = none;
    const last = at(this.#last, key);
    if (last === none) this.#first[key] = number;
    else {
      this.#next[last] = number;
      if (this.#compare(last, number) > 0) this.#isSorted[key] = 0;
    }
    this.#last[key] = number;
    this.#count[key] = at(this.#count, key) + 1;
    this.#stages[key] = at(this.#stages, key) | stageBit(hit.stage);
    this.#hitCount += 1;
    return key;
  }

  /** All keys, in no order. Hits may be forgotten on the way. */
  *keys(): Generator<number> {
    for (let key = 1; key < this.#topKey; key += 1) if (this.count(key) > 0) yield key;
  }

  /** How many hits a key has. */
  count(key: number): number {
    return at(this.#count, key);
  }

  /** Bits of the stages that some hit of a key has. */
  stages(key: number): number {
    return at(this.#stages, key);
  }

  /** When the event of a key arrived that happened first. */
  firstArrivedMs(key: number): number {
    this.#sort(key);
    return this.#arrivedMs[at(this.#first, key)] ?? Number.POSITIVE_INFINITY;
  }

  /** When the event of a key at a position arrived, and when it happened. */
  arrivalOf(key: number, position: number): number {
    return this.#arrivedMs[this.#find(key, position)] ?? 0;
  }

  timeOf(key: number, position: number): number {
    return this.#ms[this.#find(key, position)] ?? 0;
  }

  /** How many of the first events of a key arrived before a time. */
  countBefore(key: number, arrivedMs: number): number {
    this.#sort(key);
    let count = 0;
    for (let hit = at(this.#first, key); hit !== none; hit = at(this.#next, hit)) {
      if ((this.#arrivedMs[hit] ?? 0) > arrivedMs) break;
      count += 1;
    }
    return count;
  }

  /** The hits of a key as they are run: by time, then by position. */
  inOrder(key: number): OrderedHits {
    this.#sort(key);
    return new HitsInOrder(
      {
        ms: this.#ms,
        position: this.#position,
        nanos: this.#nanos,
        stage: this.#stage,
        next: this.#next,
        keyLow: at(this.#keyLow, key),
        keyHigh: at(this.#keyHigh, key),
      },
      at(this.#first, key),
    );
  }

  /**
   * Forgets the hits of the first events of a key; where none is left, its number is free. The time of the last of them.
   *
   * @param forgotten told of the position of each
   */
  forgetFirst(key: number, count: number, forgotten: (position: number) => void): number {
    this.#sort(key);
    let hit = at(this.#first, key);
    let lastMs = Number.NEGATIVE_INFINITY;
    for (let gone = 0; gone < count && hit !== none; gone += 1) {
      const next = at(this.#next, hit);
      forgotten(this.#position[hit] ?? 0);
      lastMs = this.#ms[hit] ?? lastMs;
      this.#next[hit] = this.#freeHit;
      this.#freeHit = hit;
      this.#hitCount -= 1;
      this.#count[key] = at(this.#count, key) - 1;
      hit = next;
    }
    this.#first[key] = hit;
    let stages = 0;
    for (let left = hit; left !== none; left = at(this.#next, left))
      stages |= stageBit(at(this.#stage, left));
    this.#stages[key] = stages;
    if (hit === none) this.#freeKeyOf(key);
    // What was there at the busiest moment is not kept for ever. Numbers are only given anew where no key is left.
    if (this.#hitCount === 0) this.#clear();
    return lastMs;
  }

  #clear(): void {
    const room = startRoom;
    [this.#ms, this.#position, this.#arrivedMs] = [doubles(room), doubles(room), doubles(room)];
    [this.#nanos, this.#next, this.#stage] = [words(room), words(room), new Uint8Array(room)];
    [this.#keyLow, this.#keyHigh, this.#first, this.#last] = [
      words(room),
      words(room),
      words(room),
      words(room),
    ];
    [this.#count, this.#stages, this.#isSorted] = [words(room), words(room), new Uint8Array(room)];
    this.#places = words(room * 2);
    [this.#freeHit, this.#freeKey, this.#topHit, this.#topKey, this.#keyCount] = [none, none, 1, 1, 0];
  }

  #find(key: number, position: number): number {
    let hit = at(this.#first, key);
    while (hit !== none && this.#position[hit] !== position) hit = at(this.#next, hit);
    return hit === none ? -1 : hit;
  }

  /** Two hits as `compareHits` orders them: by time, then by position, then from the last stage to the first. */
  #compare(a: number, b: number): number {
    const [msA = 0, msB = 0] = [this.#ms[a], this.#ms[b]];
    if (msA !== msB) return msA < msB ? -1 : 1;
    return (
      at(this.#nanos, a) - at(this.#nanos, b) ||
      (this.#position[a] ?? 0) - (this.#position[b] ?? 0) ||
      stageTurn(at(this.#stage, b)) - stageTurn(at(this.#stage, a))
    );
  }

  #sort(key: number): void {
    if (this.#isSorted[key] === 1) return;
    const hits: number[] = [];
    for (let hit = at(this.#first, key); hit !== none; hit = at(this.#next, hit)) hits.push(hit);
    hits.sort((a, b) => this.#compare(a, b));
    for (const [place, hit] of hits.entries()) this.#next[hit] = hits[place + 1] ?? none;
    this.#first[key] = hits[0] ?? none;
    this.#last[key] = hits.at(-1) ?? none;
    this.#isSorted[key] = 1;
  }

  #takeHit(): number {
    const free = this.#freeHit;
    if (free !== none) {
      this.#freeHit = at(this.#next, free);
      return free;
    }
    if (this.#topHit === this.#ms.length) {
      this.#ms = grown(this.#ms, Float64Array);
      this.#position = grown(this.#position, Float64Array);
      this.#arrivedMs = grown(this.#arrivedMs, Float64Array);
      this.#nanos = grown(this.#nanos, Uint32Array);
      this.#next = grown(this.#next, Uint32Array);
      this.#stage = grown(this.#stage, Uint8Array);
    }
    this.#topHit += 1;
    return this.#topHit - 1;
  }

  /** The number of a key, which is taken where it has none. */
  #keyOf(low: number, high: number): number {
    const mask = this.#places.length - 1;
    let place = low & mask;
    for (let key = at(this.#places, place); key !== none; key = at(this.#places, place)) {
      if (at(this.#keyLow, key) === low && at(this.#keyHigh, key) === high) return key;
      place = (place + 1) & mask;
    }
    const key = this.#takeKey();
    this.#keyLow[key] = low;
    this.#keyHigh[key] = high;
    this.#first[key] = none;
    this.#last[key] = none;
    this.#stages[key] = 0;
    this.#isSorted[key] = 1;
    this.#places[place] = key;
    this.#keyCount += 1;
    // Half of the places stay free, so that ways are short.
    if (this.#keyCount * 2 > this.#places.length) this.#growPlaces();
    return key;
  }

  #takeKey(): number {
    const free = this.#freeKey;
    if (free !== none) {
      this.#freeKey = at(this.#first, free);
      return free;
    }
    if (this.#topKey === this.#keyLow.length) {
      this.#keyLow = grown(this.#keyLow, Uint32Array);
      this.#keyHigh = grown(this.#keyHigh, Uint32Array);
      this.#first = grown(this.#first, Uint32Array);
      this.#last = grown(this.#last, Uint32Array);
      this.#count = grown(this.#count, Uint32Array);
      this.#stages = grown(this.#stages, Uint32Array);
      this.#isSorted = grown(this.#isSorted, Uint8Array);
    }
    this.#topKey += 1;
    return this.#topKey - 1;
  }

  #growPlaces(): void {
    const before = this.#places;
    this.#places = words(before.length * 2);
    const mask = this.#places.length - 1;
    for (const key of before) {
      if (key === none) continue;
      let place = at(this.#keyLow, key) & mask;
      while (this.#places[place] !== none) place = (place + 1) & mask;
      this.#places[place] = key;
    }
  }

  #freeKeyOf(key: number): void {
    const mask = this.#places.length - 1;
    let gap = at(this.#keyLow, key) & mask;
    while (this.#places[gap] !== key) gap = (gap + 1) & mask;
    // Those behind it move up as long as that brings them no further than to where they belong.
    for (let place = (gap + 1) & mask; this.#places[place] !== none; place = (place + 1) & mask) {
      const home = at(this.#keyLow, at(this.#places, place)) & mask;
      if (((place - home) & mask) < ((place - gap) & mask)) continue;
      this.#places[gap] = at(this.#places, place);
      gap = place;
    }
    this.#places[gap] = none;
    this.#keyCount -= 1;
    this.#first[key] = this.#freeKey;
    this.#freeKey = key;
  }
}

/** Where the hits of one key stand. */
interface HitColumns {
  readonly ms: Float64Array;
  readonly position: Float64Array;
  readonly nanos: Uint32Array;
  readonly stage: Uint8Array;
  readonly next: Uint32Array;
  readonly keyLow: number;
  readonly keyHigh: number;
}

/** Walks over hits that are in order. */
class HitsInOrder implements OrderedHits {
  stage = 0;
  readonly keyLow: number;
  readonly keyHigh: number;
  ms = 0;
  nanos = 0;
  position = 0;
  readonly #columns: HitColumns;
  #hit: number;

  constructor(columns: HitColumns, first: number) {
    this.#columns = columns;
    this.#hit = first;
    this.keyLow = columns.keyLow;
    this.keyHigh = columns.keyHigh;
  }

  next(): boolean {
    const hit = this.#hit;
    if (hit === none) return false;
    const { ms, position, nanos, stage, next } = this.#columns;
    this.#hit = at(next, hit);
    this.stage = at(stage, hit);
    this.ms = ms[hit] ?? 0;
    this.nanos = at(nanos, hit);
    this.position = position[hit] ?? 0;
    return true;
  }
}

function at(column: Uint32Array | Uint8Array, number: number): number {
  return column[number] ?? 0;
}

function words(room: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(room);
}

function doubles(room: number): Float64Array<ArrayBuffer> {
  return new Float64Array(room);
}

/** The same numbers with half as much room again. */
function grown<Column extends { readonly length: number; set(from: Column): void }>(
  column: Column,
  type: new (room: number) => Column,
): Column {
  const larger = new type(Math.ceil(column.length * 1.5));
  larger.set(column);
  return larger;
}

function stageBit(stage: number): number {
  return stage === hitLimits.untilStage ? 0 : 1 << stage;
}

function stageTurn(stage: number): number {
  return stage === hitLimits.untilStage ? -1 : stage;
}
