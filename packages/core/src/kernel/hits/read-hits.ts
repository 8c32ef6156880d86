import type { HitBatch } from "./hit-log.ts";
import {
  createHitChunk,
  hitBytes,
  hitKeyHigh,
  hitKeyLow,
  hitMs,
  hitNanos,
  hitPosition,
  hitQuery,
  hitStage,
} from "./hit-record.ts";

/** One event that fits one stage of one query with one key. */
export interface Hit {
  /** Number of the query in its pass. */
  readonly query: number;
  /** As the pass logs it: stages that ask the same are one, 255 is `until`. */
  readonly stage: number;
  readonly keyLow: number;
  readonly keyHigh: number;
  /** Milliseconds since 1970; minus infinity for an event without a time. */
  readonly ms: number;
  readonly nanos: number;
  readonly position: number;
}

/** The hits that a pass has given out as its share, in the order in which they were found. */
export function* readHits({ buffers }: HitBatch): Generator<Hit> {
  for (const buffer of buffers) {
    const chunk = createHitChunk(buffer);
    for (let hit = 0; hit < buffer.byteLength / hitBytes; hit += 1) {
      yield {
        query: hitQuery(chunk, hit),
        stage: hitStage(chunk, hit),
        keyLow: hitKeyLow(chunk, hit),
        keyHigh: hitKeyHigh(chunk, hit),
        ms: hitMs(chunk, hit),
        nanos: hitNanos(chunk, hit),
        position: hitPosition(chunk, hit),
      };
    }
  }
}
