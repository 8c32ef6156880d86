import { type SequenceShape, type StreamEvent, showSequence } from "./event-shorthand.test-support.ts";

// Sequences by what must be true of them, not by a machine: an event extends a partial if nothing lies between the
// two that would have taken, replaced or ended the partial (specification 6.3 to 6.6). Cubic time, and no state.

export interface OracleResult {
  /** The sequences in the order of results, as `showSequence` writes them. */
  readonly matches: readonly string[];
  /** How many partials still wait after the last event. */
  readonly waiting: number;
}

/** An event with its place in the order of specification 6.2. */
interface Placed {
  readonly event: StreamEvent;
  readonly place: number;
}

type Partial = readonly Placed[];

export function findSequences(events: readonly StreamEvent[], shape: SequenceShape): OracleResult {
  const ordered = events.toSorted(comparePlaces).map((event, place) => ({ event, place }));
  const results = keyValues(events, shape).map((key) => ({
    key,
    ...findForKey(
      ordered.filter(({ event }) => hasKey(event, key, shape)),
      shape,
    ),
  }));
  const complete = results.flatMap(({ key, complete }) => complete.map((sequence) => ({ key, sequence })));
  complete.sort(
    (a, b) => placeOfLast(a.sequence) - placeOfLast(b.sequence) || compareKeyValues(a.key, b.key),
  );
  return {
    matches: complete.map(({ key, sequence }) => showComplete(key, sequence, shape)),
    waiting: results.reduce((sum, { waiting }) => sum + waiting, 0),
  };
}

function comparePlaces(a: StreamEvent, b: StreamEvent): number {
  const tiebreaker = (event: StreamEvent): number => event.tiebreaker ?? Number.MAX_VALUE;
  if (a.ms !== b.ms) return a.ms - b.ms;
  return Math.sign(tiebreaker(a) - tiebreaker(b)) || a.arrival - b.arrival;
}

/** The values that join events: `undefined` stands for no key at all, null for an absent optional one. */
type OracleKey = string | null | undefined;

function keyValues(events: readonly StreamEvent[], shape: SequenceShape): readonly OracleKey[] {
  if (shape.key === "none") return [undefined];
  const present = [...new Set(events.flatMap((event) => event.keys))];
  return shape.key === "optional" ? [null, ...present] : present;
}

function hasKey(event: StreamEvent, key: OracleKey, shape: SequenceShape): boolean {
  if (shape.key === "none") return true;
  return key === null ? event.keys.length === 0 : event.keys.some((value) => value === key);
}

function compareKeyValues(a: OracleKey, b: OracleKey): number {
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

function findForKey(
  stream: readonly Placed[],
  shape: SequenceShape,
): { readonly complete: readonly Partial[]; readonly waiting: number } {
  const fitting = (letter: string): readonly Placed[] =>
    stream.filter(({ event }) => event.letters.includes(letter));
  const untils = shape.until === undefined ? [] : fitting(shape.until);
  const ordinary = shape.stages.filter(({ missing }) => !missing).map(({ letter }) => fitting(letter));
  const [first = [], ...later] = ordinary;

  let partials: readonly Partial[] = first.map((event) => [event]);
  let waiting = 0;
  for (const candidates of later) {
    const before = partials;
    waiting += before.filter((partial) => {
      const { place } = lastOf(partial);
      const isTaken = candidates.some((next) => next.place > place);
      const isReplaced = before.some((other) => lastOf(other).place > place);
      const isEnded = untils.some((until) => until.place >= place);
      return !isTaken && !isReplaced && !isEnded;
    }).length;
    partials = candidates.flatMap((next) =>
      before
        .filter((partial) => {
          const { place } = lastOf(partial);
          const isBetween = (other: Placed): boolean => other.place > place && other.place < next.place;
          if (place >= next.place || candidates.some(isBetween)) return false;
          if (before.some((other) => isBetween(lastOf(other)))) return false;
          if (untils.some((until) => until.place >= place && until.place < next.place)) return false;
          return (
            shape.maxspanMs === undefined || next.event.ms - (partial[0] ?? next).event.ms <= shape.maxspanMs
          );
        })
        .map((partial) => [...partial, next]),
    );
  }
  return { complete: partials.filter((sequence) => areMissing(sequence, stream, shape)), waiting };
}

/** Whether the events that must be missing are, by looking at every event of the key (specification 6.6). */
function areMissing(sequence: Partial, stream: readonly Placed[], shape: SequenceShape): boolean {
  const maxspanMs = shape.maxspanMs ?? 0;
  const times = sequence.map(({ event }) => event.ms);
  const firstMs = times[0] ?? Number.NaN;
  const lastMs = times.at(-1) ?? Number.NaN;
  const seenBefore: number[] = [];
  const seenAfter: number[] = [];
  let hasLeading = false;
  let hasTrailing = false;
  let ordinaryBefore = 0;
  for (const { letter, missing } of shape.stages) {
    if (!missing) {
      ordinaryBefore += 1;
      continue;
    }
    const seen = stream.filter(({ event }) => event.letters.includes(letter)).map(({ event }) => event.ms);
    const from = times[ordinaryBefore - 1];
    const to = times[ordinaryBefore];
    if (from === undefined) {
      hasLeading = true;
      seenBefore.push(...seen.filter((ms) => ms < firstMs));
    } else if (to === undefined) {
      hasTrailing = true;
      seenAfter.push(...seen.filter((ms) => ms > lastMs));
    } else if (seen.some((ms) => ms > from && ms < to)) return false;
  }
  // Without stages on one side, the window begins with the first event or ends with the last.
  const before = hasLeading ? seenBefore : hasTrailing ? [firstMs] : [];
  const after = hasTrailing ? seenAfter : hasLeading ? [lastMs] : [];
  return before.every((x) => after.every((y) => y - x > maxspanMs));
}

function lastOf(partial: Partial): Placed {
  const last = partial.at(-1);
  if (last === undefined) throw new Error("a partial holds an event");
  return last;
}

function placeOfLast(sequence: Partial): number {
  return lastOf(sequence).place;
}

function showComplete(key: OracleKey, sequence: Partial, shape: SequenceShape): string {
  let next = 0;
  const labels = shape.stages.map(({ missing }) => (missing ? undefined : sequence[next++]?.event.label));
  return showSequence(key === undefined ? [] : [key ?? "null"], labels);
}
