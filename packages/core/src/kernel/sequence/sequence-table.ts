import { QueryFailure } from "../../lang/index.ts";
import { matchLimits } from "../../match/index.ts";
import { createMovingPartial, PartialSlot } from "./partial-slot.ts";
import { planGaps } from "./plan-gaps.ts";
import { SeenEvents } from "./seen-events.ts";
import { sequenceLimits } from "./sequence-limits.ts";
import { dropWork } from "./sweep.ts";
import { isTimeBefore, isTimeFurther } from "./time-order.ts";
import { type CompletedSequence, UndecidedSequences } from "./undecided-sequences.ts";

export interface SequenceTablePlan {
  /** For each stage, runs written out, whether its event must be missing. */
  readonly missing: readonly boolean[];
  readonly maxspanMs: number | undefined;
  /** Whether nanoseconds count as time, as with `date_nanos`. If not they only order events, which the caller does. */
  readonly countsNanos: boolean;
}

export interface SequenceTableOptions {
  /** Called for each completed sequence, in the order of their last events. It must not feed the table. */
  readonly onCompleted: (sequence: CompletedSequence) => void;
  readonly maxPartials?: number;
  readonly maxRemembered?: number;
}

/**
 * The machine of specification 6.3 to 6.6, fed with plain numbers and running for ever if need be. It means what
 * match/sequence/sequence-matcher.ts means. What is different:
 *
 * - It knows events by their positions, and keys by a 64-bit hash. Two keys with one hash are one key here. Whoever
 *   takes a completed sequence reads its events anyway and compares their keys, so that none is made up; that one key
 *   takes away what the other waited for cannot be seen. With five million keys alive, the chance that any two of them
 *   share a good hash is less than one in a million.
 * - Missing events are not kept. In front of an ordinary stage the last two times of each key answer all questions
 *   (seen-events.ts); what is forbidden in a gap marks the partial when it crosses the gap. Behind the last stage the
 *   completed sequence waits instead (undecided-sequences.ts).
 * - Sequences come out as soon as they are decided, in the order of their last events. Several that end in the same
 *   event come in the order in which its keys were fed: to order them by key (6.7) is up to who knows the keys.
 */
export interface SequenceTable {
  /**
   * Takes one hit: the event at `position` fits a stage with a key. Hits come in the order of specification 6.2, and
   * those of one event together, from the last stage to the first: so it never fills two stages of one sequence.
   *
   * Throws QueryFailure if the event before left more partials than allowed.
   */
  feed(stage: number, keyLow: number, keyHigh: number, ms: number, nanos: number, position: number): void;
  /** The same for `until`, after all stages of the event. */
  feedUntil(keyLow: number, keyHigh: number, ms: number, nanos: number, position: number): void;
  /**
   * Forgets what can no longer matter when no event before `nowMs` will follow, and hands out what is decided. A call
   * takes a bounded time, whatever there is to forget (see `sequenceLimits.expireWork`), and returns whether it is done
   * with this `nowMs`: call again if not. What expired less than an eighth of maxspan ago may stay. Changes no result.
   */
  expire(nowMs: number, maxWork?: number): boolean;
  /** No event follows: hands out all that waited. Throws QueryFailure as `feed` does. */
  finish(): void;
  /** Partials waiting, among them expired ones that were not dropped yet. */
  readonly partialCount: number;
  /** Keys of missing events, and completed sequences that wait to be decided. */
  readonly rememberedCount: number;
  /** Bytes allocated. */
  readonly bytes: number;
}

export function createSequenceTable(plan: SequenceTablePlan, options: SequenceTableOptions): SequenceTable {
  const { maxspanMs, countsNanos } = plan;
  const { onCompleted, maxPartials = matchLimits.maxPartials } = options;
  const { maxRemembered = sequenceLimits.maxRemembered } = options;
  const { ordinaryCount, placeOfStage, gapOfStage, isWatched } = planGaps(plan.missing);
  const spanMs = maxspanMs ?? 0;
  const lastPlace = ordinaryCount - 1;
  const hasLead = isWatched[0] ?? false;
  /** The slot behind each ordinary stage but the last. */
  const slots = Array.from({ length: Math.max(0, lastPlace) }, (_, place) => {
    const needs = { lastTime: isWatched[place + 1] ?? false, lead: hasLead, nanos: countsNanos };
    return new PartialSlot(place + 1, needs, maxspanMs);
  });
  /** What was seen in the gap in front of each ordinary stage, where something must be missing. */
  const seen = Array.from({ length: ordinaryCount }, (_, gap) =>
    isWatched[gap] ? new SeenEvents(countsNanos, maxspanMs) : undefined,
  );
  const watching = seen.filter((events) => events !== undefined);
  const undecided = isWatched[ordinaryCount]
    ? new UndecidedSequences({ ordinaryCount, spanMs, countsNanos, onCompleted })
    : undefined;

  const partial = createMovingPartial(ordinaryCount);
  const completed: CompletedSequence = {
    keyLow: 0,
    keyHigh: 0,
    lastMs: 0,
    lastNanos: 0,
    positions: partial.positions,
  };
  const expiring = [...slots, ...watching];
  let nextExpiring = 0;
  let partialCount = 0;
  let eventPosition = Number.NaN;

  function rememberedCount(): number {
    let count = undecided?.count ?? 0;
    for (const events of watching) count += events.count;
    return count;
  }

  function endEvent(): void {
    eventPosition = Number.NaN;
    if (partialCount > maxPartials) {
      throw new QueryFailure(
        `more than ${maxPartials} partial sequences wait at once; narrow the first stages or set a maxspan`,
      );
    }
    if (rememberedCount() > maxRemembered) {
      throw new QueryFailure(
        `more than ${maxRemembered} keys of missing events are remembered at once; narrow them or set a shorter maxspan`,
      );
    }
  }

  function beginEvent(ms: number, nanos: number, position: number): void {
    if (position === eventPosition) return;
    endEvent();
    eventPosition = position;
    undecided?.release(ms, nanos, Number.POSITIVE_INFINITY);
  }

  /** An event that must be missing in a gap. */
  function see(gap: number, keyLow: number, keyHigh: number, ms: number, nanos: number): void {
    if (gap === ordinaryCount) undecided?.forbid(keyLow, keyHigh, ms, nanos);
    else seen[gap]?.see(keyLow, keyHigh, ms, nanos);
  }

  /** Begins a partial with this event. */
  function begin(keyLow: number, keyHigh: number, ms: number, nanos: number): void {
    const lead = seen[0];
    partial.firstMs = ms;
    partial.firstNanos = nanos;
    partial.leadMs = lead?.latestMsBefore(keyLow, keyHigh, ms, nanos) ?? Number.NEGATIVE_INFINITY;
    partial.leadNanos = lead?.latestNanosBefore(keyLow, keyHigh, ms, nanos) ?? 0;
    partial.isForbidden = false;
  }

  /** Takes the partial that this event extends out of its slot; whether there is one and it goes on. */
  function takeBefore(place: number, keyLow: number, keyHigh: number, ms: number, nanos: number): boolean {
    if (slots[place - 1]?.take(keyLow, keyHigh, partial) !== true) return false;
    partialCount -= 1;
    // Taken out whatever follows: an event that comes too late destroys the partial (6.3).
    if (maxspanMs !== undefined && isTimeFurther(partial.firstMs, partial.firstNanos, ms, nanos, maxspanMs))
      return false;
    const between = seen[place];
    if (between !== undefined && !partial.isForbidden) {
      const seenMs = between.latestMsBefore(keyLow, keyHigh, ms, nanos);
      const seenNanos = between.latestNanosBefore(keyLow, keyHigh, ms, nanos);
      partial.isForbidden = isTimeBefore(partial.lastMs, partial.lastNanos, seenMs, seenNanos);
    }
    return true;
  }

  /** The partial has all its events; judges what must be missing at its edges (6.6). */
  function complete(keyLow: number, keyHigh: number, ms: number, nanos: number): void {
    if (partial.isForbidden) return;
    const { firstMs, firstNanos, leadMs, leadNanos } = partial;
    const lastNanos = countsNanos ? nanos : 0;
    completed.keyLow = keyLow >>> 0;
    completed.keyHigh = keyHigh >>> 0;
    completed.lastMs = ms;
    completed.lastNanos = nanos;
    if (undecided !== undefined) {
      if (hasLead) undecided.add(completed, leadMs, leadNanos);
      else undecided.add(completed, firstMs, firstNanos);
    } else if (!hasLead || isTimeFurther(leadMs, leadNanos, ms, lastNanos, spanMs)) {
      onCompleted(completed);
    }
  }

  return {
    feed(stage, keyLow, keyHigh, ms, nanos, position) {
      const countedNanos = countsNanos ? nanos : 0;
      beginEvent(ms, countedNanos, position);
      const place = placeOfStage[stage] ?? -1;
      if (place < 0) {
        see(gapOfStage[stage] ?? -1, keyLow, keyHigh, ms, countedNanos);
        return;
      }
      if (place === 0) begin(keyLow, keyHigh, ms, countedNanos);
      else if (!takeBefore(place, keyLow, keyHigh, ms, countedNanos)) return;
      partial.lastMs = ms;
      partial.lastNanos = countedNanos;
      partial.positions[place] = position;
      if (place === lastPlace) complete(keyLow, keyHigh, ms, nanos);
      else if (slots[place]?.put(keyLow, keyHigh, partial)) partialCount += 1;
    },
    feedUntil(keyLow, keyHigh, ms, nanos, position) {
      beginEvent(ms, countsNanos ? nanos : 0, position);
      for (const slot of slots) if (slot.end(keyLow, keyHigh)) partialCount -= 1;
    },
    expire(nowMs, maxWork = sequenceLimits.expireWork) {
      endEvent();
      let left = maxWork;
      left -= dropWork * (undecided?.release(nowMs, 0, Math.ceil(maxWork / dropWork)) ?? 0);
      // In turn, each one round at the most: a large slot must not keep the others waiting for ever.
      for (let turn = 0; turn < expiring.length && left > 0; turn += 1) {
        left -= expiring[nextExpiring]?.expire(nowMs, left) ?? 0;
        if (left > 0) nextExpiring = (nextExpiring + 1) % expiring.length;
      }
      partialCount = slots.reduce((sum, { count }) => sum + count, 0);
      const isDue = expiring.some((part) => part.isExpiryDue(nowMs));
      return !isDue && undecided?.isReleaseDue(nowMs, 0) !== true;
    },
    finish() {
      endEvent();
      undecided?.releaseAll();
    },
    get partialCount() {
      return partialCount;
    },
    get rememberedCount() {
      return rememberedCount();
    },
    get bytes() {
      return expiring.reduce((sum, { bytes }) => sum + bytes, undecided?.bytes ?? 0);
    },
  };
}
