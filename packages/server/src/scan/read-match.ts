import type { EventRecord } from "@eqlite/core/events";
import type { PassMatch, ReadMatchKey } from "@eqlite/core/kernel";
import type { KeyTuple } from "@eqlite/core/match";
import type { LoadedEvents } from "../events/event-keeper.ts";

/** A match with its events whole. */
export interface WholeMatch {
  readonly key: KeyTuple | undefined;
  readonly events: readonly (EventRecord | undefined)[];
}

/** The positions of the events of a match, without the missing ones. */
export function positionsOf({ positions }: PassMatch): readonly number[] {
  return positions.filter((position) => position !== undefined);
}

/** Reads the events of a match and its key; undefined where it is none: keys that only have one hash. */
export function readMatch(
  match: PassMatch,
  readKey: ReadMatchKey,
  loaded: LoadedEvents,
): WholeMatch | undefined {
  const events = match.positions.map((position) =>
    position === undefined ? undefined : loaded.get(position),
  );
  const key = readKey(
    match,
    events.map((event) => event?.document),
  );
  return key.isMatch ? { key: key.key, events } : undefined;
}
