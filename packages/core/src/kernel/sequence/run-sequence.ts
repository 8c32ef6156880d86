import type { HitCursor } from "../hits/hit-cursor.ts";
import { hitLimits } from "../hits/hit-limits.ts";
import { EventHits } from "./event-hits.ts";
import { createSequenceTable, type SequenceTableOptions, type SequenceTablePlan } from "./sequence-table.ts";

/** A sequence over hits that name conditions: stages that ask the same are logged once. */
export interface RunSequencePlan extends SequenceTablePlan {
  /**
   * For each condition, as hits name it in place of a stage, the stages that ask it: several where `with runs`
   * repeats a stage, or where two stages are equal.
   */
  readonly stagesOf: readonly (readonly number[])[];
}

/** Hits of one query in the order of `compareHits`: the fields are those of the present one, good after `next` was true. */
export interface OrderedHits extends Readonly<Omit<HitCursor, "next">> {
  next(): boolean;
}

/** Hits after which time is told to the table, so that it forgets as it goes. */
const expireEvery = 16_384;
/** A hit makes one record or two, with several stages more; each is looked at some eight times and dropped once. */
const expireWorkPerHit = 100;

/**
 * Runs a sequence over all its hits. Sequences are handed to `options.onCompleted` in the order of their last events.
 * Returns how many events were left aside because they have no time: one such event fails a sequence query
 * (specification 6.2), or is no match to it where failures are only counted.
 *
 * Expired partials are dropped on the way and do not count as waiting. So of two queries with more than
 * `maxPartials`, the reference path may fail one that this does not.
 */
export function runSequence(
  cursor: OrderedHits,
  plan: RunSequencePlan,
  options: SequenceTableOptions,
): { readonly eventsWithoutTime: number } {
  const table = createSequenceTable(plan, options);
  const conditionOf = plan.missing.map((_, stage) =>
    plan.stagesOf.findIndex((stages) => stages.includes(stage)),
  );
  const event = new EventHits();
  let eventsWithoutTime = 0;
  let hitCount = 0;

  function feedEvent(): void {
    const { ms, nanos, position } = event;
    // From the last stage to the first, also where conditions and stages are in different orders.
    for (let stage = plan.missing.length - 1; stage >= 0; stage -= 1) {
      const condition = conditionOf[stage] ?? -1;
      const to = event.to(condition);
      for (let at = event.from(condition); at < to; at += 1)
        table.feed(stage, event.keyLow(at), event.keyHigh(at), ms, nanos, position);
    }
    const to = event.to(hitLimits.untilStage);
    for (let at = event.from(hitLimits.untilStage); at < to; at += 1)
      table.feedUntil(event.keyLow(at), event.keyHigh(at), ms, nanos, position);
  }

  let hasHit = cursor.next();
  while (hasHit) {
    event.begin(cursor);
    do {
      event.add(cursor);
      hitCount += 1;
      hasHit = cursor.next();
    } while (hasHit && cursor.position === event.position);
    if (event.ms === Number.NEGATIVE_INFINITY) eventsWithoutTime += 1;
    else feedEvent();
    if (hitCount >= expireEvery) {
      hitCount = 0;
      // The next event is not before this one. More work than the hits since the last call can have made.
      if (event.ms !== Number.NEGATIVE_INFINITY) table.expire(event.ms, expireEvery * expireWorkPerHit);
    }
  }
  table.finish();
  return { eventsWithoutTime };
}
