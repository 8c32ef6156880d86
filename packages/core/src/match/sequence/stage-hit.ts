import type { EventOrder } from "../event-order.ts";
import type { KeyTuple } from "../join-key.ts";

/** An event that fits some stage of a sequence: all that the machine needs of it. */
export interface StageHit<E> {
  readonly order: EventOrder;
  /** For each stage of the sequence the event's key tuples there; none where the event does not fit the stage. */
  readonly keysAt: readonly (readonly KeyTuple[])[];
  /** The same for `until`. */
  readonly untilKeys: readonly KeyTuple[];
  /** What the caller knows the event by. */
  readonly event: E;
}

/** A completed sequence. `hits` has one entry for each stage, undefined where an event is missing as it must. */
export interface SequenceMatch<E> {
  readonly key: KeyTuple;
  readonly hits: readonly (StageHit<E> | undefined)[];
  readonly last: EventOrder;
}
