import { compareOrder } from "../event-order.ts";
import type { KeyTuple } from "../join-key.ts";
import type { SequenceMatch, StageHit } from "./stage-hit.ts";

/** An event of a stream written in shorthand. */
export interface StreamEvent {
  /** The event as written, which names it in results. */
  readonly label: string;
  /** One letter for each stage the event fits. */
  readonly letters: string;
  /** Values of the join key, one digit each; none where the key is absent. */
  readonly keys: readonly string[];
  readonly ms: number;
  readonly tiebreaker: number | null;
  readonly arrival: number;
}

/**
 * Reads a stream such as `A@0 B1@9 AU12@3.5/t2`: letters of the stages the event fits, digits that are its key
 * values, the time in seconds, and after `/t` a tiebreaker.
 */
export function parseStream(text: string): readonly StreamEvent[] {
  const words = text.split(" ").filter((word) => word !== "");
  return words.map((label, arrival) => {
    const found = /^([A-Z]+)(\d*)@([\d.]+)(?:\/t(\d+))?$/.exec(label);
    if (found === null) throw new Error(`not an event: ${label}`);
    const [, letters = "", keys = "", seconds, tiebreaker] = found;
    return {
      label,
      letters,
      keys: [...new Set(keys)],
      ms: Math.round(Number(seconds) * 1000),
      tiebreaker: tiebreaker === undefined ? null : Number(tiebreaker),
      arrival,
    };
  });
}

/** A sequence written in shorthand. */
export interface SequenceShape {
  readonly stages: readonly { readonly letter: string; readonly missing: boolean }[];
  readonly until: string | undefined;
  readonly maxspanMs: number | undefined;
  readonly key: "none" | "mandatory" | "optional";
}

/** Reads a sequence such as `A !M B until U by ?k maxspan=10`, the maxspan in seconds. */
export function parseShape(text: string): SequenceShape {
  const found = /^((?:!?[A-Z] ?)+)(?:until ([A-Z]) ?)?(?:by (\??)k ?)?(?:maxspan=([\d.]+))?$/.exec(text);
  if (found === null) throw new Error(`not a sequence: ${text}`);
  const [, stages = "", until, optional, maxspan] = found;
  return {
    stages: stages
      .trim()
      .split(" ")
      .map((stage) => ({ letter: stage.slice(-1), missing: stage.startsWith("!") })),
    until,
    maxspanMs: maxspan === undefined ? undefined : Number(maxspan) * 1000,
    key: optional === undefined ? "none" : optional === "?" ? "optional" : "mandatory",
  };
}

/** The stream as the machine takes it, in order. */
export function toHits(events: readonly StreamEvent[], shape: SequenceShape): readonly StageHit<string>[] {
  return events
    .map((event) => {
      const keysAt = (letter: string): readonly KeyTuple[] =>
        event.letters.includes(letter) ? keyTuples(event, shape) : [];
      return {
        order: {
          ms: event.ms,
          nanos: 0,
          tiebreaker: event.tiebreaker === null ? null : BigInt(event.tiebreaker),
          fraction: 0,
          arrival: event.arrival,
        },
        keysAt: shape.stages.map((stage) => keysAt(stage.letter)),
        untilKeys: shape.until === undefined ? [] : keysAt(shape.until),
        event: event.label,
      };
    })
    .sort((a, b) => compareOrder(a.order, b.order));
}

function keyTuples(event: StreamEvent, shape: SequenceShape): readonly KeyTuple[] {
  if (shape.key === "none") return [{ id: "", values: [] }];
  if (event.keys.length === 0) return shape.key === "optional" ? [{ id: "null", values: [null] }] : [];
  return event.keys.map((key) => ({ id: `s1:${key}`, values: [key] }));
}

/** A sequence as text: the key if there is one, then its events, `-` for a missing one. */
export function showSequence(keys: readonly unknown[], labels: readonly (string | undefined)[]): string {
  const events = labels.map((label) => label ?? "-").join(" ");
  return keys.length === 0 ? events : `${keys.join()}: ${events}`;
}

export function showMatch(match: SequenceMatch<string>): string {
  return showSequence(
    match.key.values.map((value) => value ?? "null"),
    match.hits.map((hit) => hit?.event),
  );
}
