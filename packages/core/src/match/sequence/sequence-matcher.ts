import { QueryFailure } from "../../lang/index.ts";
import { compareOrder, isFurtherThan } from "../event-order.ts";
import { compareKeys, type KeyTuple } from "../join-key.ts";
import { matchLimits } from "../match-limits.ts";
import { createMissingEvents } from "./missing-events.ts";
import type { SequenceMatch, StageHit } from "./stage-hit.ts";

export interface SequencePlan {
  /** For each stage whether its event must be missing. */
  readonly missing: readonly boolean[];
  readonly maxspanMs: number | undefined;
}

/** The events matched so far for one key, newest first as a chain. */
interface PartialSequence<E> {
  readonly first: StageHit<E>;
  readonly last: StageHit<E>;
  readonly before: PartialSequence<E> | undefined;
}

export interface SequenceMatcher<E> {
  /** Takes the next event in the order of specification 6.2. */
  feed(hit: StageHit<E>): void;
  /** All sequences completed, in order of their last event, then of their keys (6.7). */
  finish(): readonly SequenceMatch<E>[];
  /** Partial sequences waiting. */
  readonly partialCount: number;
}

/**
 * The machine of specification 6.3: for each key one slot behind each ordinary stage but the last.
 * A partial leaves its slot in exactly three ways: it is taken by the next stage (and extended, or dropped beyond
 * maxspan), replaced by a newer one, or ended by `until`.
 */
export function createSequenceMatcher<E>(
  plan: SequencePlan,
  maxPartials: number = matchLimits.maxPartials,
): SequenceMatcher<E> {
  const ordinary = plan.missing.flatMap((missing, stage) => (missing ? [] : [stage]));
  const slots = ordinary.slice(1).map(() => new Map<string, PartialSequence<E>>());
  const missingEvents = createMissingEvents<E>(plan);
  const completed: { key: KeyTuple; sequence: PartialSequence<E> }[] = [];

  let partialCount = 0;
  const take = (slot: Map<string, PartialSequence<E>>, key: KeyTuple): void => {
    if (slot.delete(key.id)) partialCount -= 1;
  };

  const advance = (hit: StageHit<E>, position: number, key: KeyTuple): void => {
    let before: PartialSequence<E> | undefined;
    if (position > 0) {
      const slot = slots[position - 1];
      before = slot?.get(key.id);
      if (slot === undefined || before === undefined) return;
      // Taken out whatever follows: an event that comes too late destroys the partial (6.3).
      take(slot, key);
      if (plan.maxspanMs !== undefined && isFurtherThan(before.first.order, hit.order, plan.maxspanMs))
        return;
    }
    const sequence = { first: before?.first ?? hit, last: hit, before };
    const next = slots[position];
    if (next === undefined) {
      completed.push({ key, sequence });
      return;
    }
    if (!next.has(key.id)) partialCount += 1;
    next.set(key.id, sequence);
  };

  return {
    feed(hit) {
      missingEvents.see(hit);
      // From the last stage to the first, so that one event never fills two stages of the same sequence.
      for (let position = ordinary.length - 1; position >= 0; position -= 1) {
        for (const key of hit.keysAt[ordinary[position] ?? 0] ?? []) advance(hit, position, key);
      }
      for (const key of hit.untilKeys) {
        for (const slot of slots) take(slot, key);
      }
      if (partialCount > maxPartials) {
        throw new QueryFailure(
          `more than ${maxPartials} partial sequences wait at once; narrow the first stages or set a maxspan`,
        );
      }
    },
    finish() {
      return completed
        .filter(({ key, sequence }) => missingEvents.allow(key, ordinaryHits(sequence)))
        .map(({ key, sequence }) => toMatch(plan, key, sequence))
        .sort((a, b) => compareOrder(a.last, b.last) || compareKeys(a.key, b.key));
    },
    get partialCount() {
      return partialCount;
    },
  };
}

function ordinaryHits<E>(sequence: PartialSequence<E>): readonly StageHit<E>[] {
  const hits: StageHit<E>[] = [];
  for (let at: PartialSequence<E> | undefined = sequence; at !== undefined; at = at.before)
    hits.push(at.last);
  return hits.reverse();
}

function toMatch<E>(plan: SequencePlan, key: KeyTuple, sequence: PartialSequence<E>): SequenceMatch<E> {
  const hits = ordinaryHits(sequence);
  let next = 0;
  const inStages = plan.missing.map((missing) => {
    if (missing) return undefined;
    next += 1;
    return hits[next - 1];
  });
  return { key, hits: inStages, last: sequence.last.order };
}
