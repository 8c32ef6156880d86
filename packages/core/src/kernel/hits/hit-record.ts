import { hitLimits } from "./hit-limits.ts";

// The layout of a hit, in memory, between threads and on disk alike: 32 bytes, in the byte order of the machine, since
// what is written is read back by the same process.
//
//   0  double  ms         milliseconds since 1970, minus infinity for an event without a time
//   8  double  position   the event's place in the whole input, and the reference it is read again by
//  16  word    keyLow     64-bit hash of the join-key tuple
//  20  word    keyHigh
//  24  word    nanos      beyond the millisecond
//  28  word    query << 8 | stage

/** Bytes of one hit. */
export const hitBytes = 32;
export const hitDoubles = hitBytes / 8;

/** Many hits in one buffer, under the two views that read them. */
export interface HitChunk {
  readonly doubles: Float64Array;
  readonly words: Uint32Array;
}

export const noHits: HitChunk = { doubles: new Float64Array(0), words: new Uint32Array(0) };

export function createHitChunk(buffer: ArrayBuffer): HitChunk {
  return { doubles: new Float64Array(buffer), words: new Uint32Array(buffer) };
}

// In what follows `hit` is the number of a hit in its chunk.

export function writeHit(
  { doubles, words }: HitChunk,
  hit: number,
  query: number,
  stage: number,
  keyLow: number,
  keyHigh: number,
  ms: number,
  nanos: number,
  position: number,
): void {
  const at = hit * hitDoubles;
  doubles[at] = ms;
  doubles[at + 1] = position;
  words[at * 2 + 4] = keyLow;
  words[at * 2 + 5] = keyHigh;
  words[at * 2 + 6] = nanos;
  words[at * 2 + 7] = query * (hitLimits.untilStage + 1) + stage;
}

/** Copies a hit as it is: its words, since a double that is really two words must not be normalised on the way. */
export function copyHit(from: HitChunk, fromHit: number, to: HitChunk, toHit: number): void {
  const source = fromHit * hitDoubles * 2;
  const target = toHit * hitDoubles * 2;
  for (let word = 0; word < hitDoubles * 2; word += 1)
    to.words[target + word] = from.words[source + word] ?? 0;
}

export function hitMs({ doubles }: HitChunk, hit: number): number {
  return doubles[hit * hitDoubles] ?? 0;
}

export function hitPosition({ doubles }: HitChunk, hit: number): number {
  return doubles[hit * hitDoubles + 1] ?? 0;
}

export function hitKeyLow({ words }: HitChunk, hit: number): number {
  return words[hit * hitDoubles * 2 + 4] ?? 0;
}

export function hitKeyHigh({ words }: HitChunk, hit: number): number {
  return words[hit * hitDoubles * 2 + 5] ?? 0;
}

export function hitNanos({ words }: HitChunk, hit: number): number {
  return words[hit * hitDoubles * 2 + 6] ?? 0;
}

export function hitQuery({ words }: HitChunk, hit: number): number {
  return (words[hit * hitDoubles * 2 + 7] ?? 0) >>> 8;
}

export function hitStage({ words }: HitChunk, hit: number): number {
  return (words[hit * hitDoubles * 2 + 7] ?? 0) & 0xff;
}

/**
 * The order in which hits of one query are fed: by time, then by position, which ends the order of events as arrival
 * does in match/event-order.ts, then from the last stage of the event to the first, so that one event never fills two
 * stages of the same sequence. `until` has the highest number but acts after all stages.
 */
export function compareHits(a: HitChunk, aHit: number, b: HitChunk, bHit: number): number {
  const aMs = hitMs(a, aHit);
  const bMs = hitMs(b, bHit);
  if (aMs !== bMs) return aMs < bMs ? -1 : 1;
  return (
    hitNanos(a, aHit) - hitNanos(b, bHit) ||
    hitPosition(a, aHit) - hitPosition(b, bHit) ||
    stageTurn(hitStage(b, bHit)) - stageTurn(hitStage(a, aHit))
  );
}

function stageTurn(stage: number): number {
  return stage === hitLimits.untilStage ? -1 : stage;
}
