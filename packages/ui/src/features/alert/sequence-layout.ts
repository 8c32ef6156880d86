/** What stands at one place of a sequence. */
export interface TimelineStage {
  /** Of an event that was matched; undefined for one that was missing. */
  readonly timeMs: number | undefined;
}

/** A point of the time line, or the stretch in which an event was missing. Places are parts of the whole, from 0 to 1. */
export type TimelineMark =
  | { readonly kind: "event"; readonly stage: number; readonly at: number }
  | { readonly kind: "missing"; readonly stage: number; readonly from: number; readonly to: number };

/** A matched event and the next. */
export interface TimelineGap {
  readonly fromStage: number;
  readonly toStage: number;
  readonly distanceMs: number;
}

export interface SequenceLayout {
  /** To the scale of maxspan, or of the events where there is none. */
  readonly whole: readonly TimelineMark[];
  /** To the scale of the events: what is a point in the other spreads out here. */
  readonly near: readonly TimelineMark[];
  readonly gaps: readonly TimelineGap[];
  /** From the first to the last event. */
  readonly spanMs: number;
  /** Which part of maxspan that is; undefined without one. */
  readonly share: number | undefined;
}

/** Lays the stages of a sequence out over time. Undefined unless two of its events have a time. */
export function layoutSequence(
  stages: readonly TimelineStage[],
  maxspanMs: number | undefined,
): SequenceLayout | undefined {
  const events = stages.flatMap(({ timeMs }, stage) => (timeMs === undefined ? [] : [{ stage, timeMs }]));
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined || events.length < 2) return undefined;
  const spanMs = Math.max(0, last.timeMs - first.timeMs);
  const wholeMs = Math.max(maxspanMs ?? spanMs, spanMs);
  const marks = (scaleMs: number, startMs: number): readonly TimelineMark[] => {
    const place = (timeMs: number): number =>
      scaleMs === 0 ? 0 : Math.min(1, Math.max(0, (timeMs - startMs) / scaleMs));
    return stages.map(({ timeMs }, stage): TimelineMark => {
      if (timeMs !== undefined) return { kind: "event", stage, at: place(timeMs) };
      // An event that is missing at an end could have come as far as maxspan reaches.
      const before = events.findLast((event) => event.stage < stage)?.timeMs ?? last.timeMs - wholeMs;
      const after = events.find((event) => event.stage > stage)?.timeMs ?? first.timeMs + wholeMs;
      return { kind: "missing", stage, from: place(before), to: place(after) };
    });
  };
  return {
    whole: marks(wholeMs, first.timeMs),
    near: marks(spanMs, first.timeMs),
    gaps: events.slice(1).map(({ stage, timeMs }, at) => ({
      fromStage: events[at]?.stage ?? 0,
      toStage: stage,
      distanceMs: timeMs - (events[at]?.timeMs ?? timeMs),
    })),
    spanMs,
    share: maxspanMs === undefined || maxspanMs === 0 ? undefined : spanMs / maxspanMs,
  };
}
