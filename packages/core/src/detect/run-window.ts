import { parseDateMath } from "../lang/index.ts";
import type { Rule } from "./rule.ts";
import { runWindowLimits } from "./run-window-limits.ts";
import { isInterval } from "./schedule-text.ts";

/** The time whose events one run looks at: half-open, in milliseconds since 1970. */
export interface RunWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What of a rule says when it runs. */
export type Schedule = Pick<Rule, "interval" | "from" | "to">;

/** Or why there is none: a sentence for whoever wrote the rule. */
export type Planned<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

const planned = <T>(value: T): Planned<T> => ({ ok: true, value });
const refused = (problem: string): Planned<never> => ({ ok: false, problem });

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The time between two runs, such as "5m", in milliseconds. */
export function parseInterval(text: string): Planned<number> {
  const shown = text.slice(0, 40);
  if (!isInterval(text))
    return refused(`The interval "${shown}" is no time of at least a second, such as "5m".`);
  const ms = Number(text.slice(0, -1)) * unitMs[text.slice(-1) as keyof typeof unitMs];
  return ms <= runWindowLimits.maxSpanMs
    ? planned(ms)
    : refused(`The interval "${shown}" is longer than a year.`);
}

/**
 * The window of a run that starts at a time (specification 2.1). The original includes both ends; this one is half-open, and
 * ends a millisecond later. Rounding (`now/d`) begins with the first and ends with the last millisecond of the unit.
 */
export function runWindow(
  { from, to }: Pick<Schedule, "from" | "to">,
  startedMs: number,
): Planned<RunWindow> {
  const first = parseDateMath(from, startedMs);
  const last = parseDateMath(to, startedMs);
  if (first === undefined)
    return refused(`\`from\` ("${from.slice(0, 40)}") is no date math of the calendar.`);
  if (last === undefined) return refused(`\`to\` ("${to.slice(0, 40)}") is no date math of the calendar.`);
  const window = { fromMs: first.from.ms, toMs: last.to.ms + 1 };
  if (window.fromMs >= window.toMs) return refused(`\`from\` ("${from}") is later than \`to\` ("${to}").`);
  if (window.fromMs > startedMs) return refused(`\`from\` ("${from}") is in the future.`);
  if (window.toMs - window.fromMs > runWindowLimits.maxSpanMs)
    return refused(`From "${from}" to "${to}" is longer than a year.`);
  return planned(window);
}

/** How much longer the window of a run is than the time between runs: what two of them both look at. 0 where it is shorter. */
export function lookBackMs({ fromMs, toMs }: RunWindow, intervalMs: number): number {
  return Math.max(0, toMs - 1 - fromMs - intervalMs);
}

export interface PlannedRun {
  /** Oldest first; the last one is that of the run itself. */
  readonly windows: readonly RunWindow[];
  /** Time that nothing will look at any more. */
  readonly gap: RunWindow | undefined;
}

/**
 * The windows of a run as the original plans them (specification 2.3): where more time has passed since the run before than
 * the window is long, the same window is moved back by up to four intervals, and what is still left is a gap. A clock that
 * was set back makes neither.
 *
 * @param previousStartedMs undefined for the first run
 */
export function planWindows(
  schedule: Schedule,
  startedMs: number,
  previousStartedMs: number | undefined,
): Planned<PlannedRun> {
  const interval = parseInterval(schedule.interval);
  if (!interval.ok) return interval;
  const current = runWindow(schedule, startedMs);
  if (!current.ok) return current;
  const window = current.value;
  const spanMs = window.toMs - 1 - window.fromMs;
  const missedMs = previousStartedMs === undefined ? 0 : startedMs - previousStartedMs - spanMs;
  if (previousStartedMs === undefined || missedMs <= 0) return planned({ windows: [window], gap: undefined });
  const count = Math.min(runWindowLimits.maxCatchUpWindows, Math.ceil(missedMs / interval.value));
  const windows = Array.from({ length: count + 1 }, (_, at) => moved(window, (count - at) * interval.value));
  const leftMs = Math.max(0, missedMs - count * interval.value);
  const gap = leftMs === 0 ? undefined : { fromMs: previousStartedMs, toMs: previousStartedMs + leftMs };
  return planned({ windows, gap });
}

function moved({ fromMs, toMs }: RunWindow, backMs: number): RunWindow {
  return { fromMs: fromMs - backMs, toMs: toMs - backMs };
}

export interface CoverRequest {
  readonly startedMs: number;
  /** Where the window of the last run that succeeded has ended; undefined where there was none. */
  readonly coveredToMs: number | undefined;
  /** For a rule with a sequence its `maxspan`: events that may go on with one that has just begun must be seen again. */
  readonly maxspanMs?: number | undefined;
  /** How much later than its time an event may arrive. */
  readonly slackMs?: number | undefined;
  /** Longest time made up for; that of the limits where it is left out. */
  readonly maxCatchUpMs?: number | undefined;
}

export interface CoveringWindow {
  readonly window: RunWindow;
  /** Time between runs that is left out, since it lies too far back. */
  readonly gap: RunWindow | undefined;
}

/**
 * One window for a run, so long that no time between it and the run before stays unsearched, whenever that was: our own plan.
 * It begins where the rule says, or as much before the end of the run before as two windows overlap anyway: by the look-back,
 * for a sequence at least by `maxspan`, and in each case by the slack. A window is never shorter than the rule says, also
 * where the clock was set back.
 */
export function coverWindow(schedule: Schedule, request: CoverRequest): Planned<CoveringWindow> {
  const interval = parseInterval(schedule.interval);
  if (!interval.ok) return interval;
  const current = runWindow(schedule, request.startedMs);
  if (!current.ok) return current;
  const window = current.value;
  const { coveredToMs, maxspanMs = 0, slackMs = 0, maxCatchUpMs = runWindowLimits.maxCatchUpMs } = request;
  if (coveredToMs === undefined) return planned({ window, gap: undefined });
  const overlapMs = Math.max(lookBackMs(window, interval.value), maxspanMs) + slackMs;
  const oldestMs = Math.min(window.fromMs, window.toMs - maxCatchUpMs);
  const fromMs = Math.min(window.fromMs, Math.max(oldestMs, coveredToMs - overlapMs));
  const gap = fromMs > coveredToMs ? { fromMs: coveredToMs, toMs: fromMs } : undefined;
  return planned({ window: { fromMs, toMs: window.toMs }, gap });
}

/** One of the runs that a manual run consists of. */
export interface ManualSlice {
  /** The time at which it pretends to start. */
  readonly startedMs: number;
  readonly window: RunWindow;
}

/**
 * Cuts a past time into runs of a rule, as if it had run then (specification 2.4): one at the end of each interval, the last
 * one at the end of the time.
 */
export function planManualRun(
  schedule: Schedule,
  { fromMs, toMs }: RunWindow,
  nowMs: number,
): Planned<readonly ManualSlice[]> {
  const interval = parseInterval(schedule.interval);
  if (!interval.ok) return interval;
  const { maxManualBackMs, maxManualSlices } = runWindowLimits;
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs) || fromMs >= toMs)
    return refused("The time to search ends before it begins.");
  if (toMs > nowMs) return refused("The time to search ends in the future.");
  if (fromMs < nowMs - maxManualBackMs) return refused("A manual run looks back at most 90 days.");
  const count = Math.ceil((toMs - fromMs) / interval.value);
  if (count > maxManualSlices) {
    return refused(
      `At an interval of ${schedule.interval} this would be ${count} runs; at most ${maxManualSlices} are allowed. Search a shorter time.`,
    );
  }
  const slices: ManualSlice[] = [];
  for (let at = 1; at <= count; at += 1) {
    const startedMs = Math.min(toMs, fromMs + at * interval.value);
    const window = runWindow(schedule, startedMs);
    if (!window.ok) return window;
    slices.push({ startedMs, window: window.value });
  }
  return planned(slices);
}
