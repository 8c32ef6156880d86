import { createHash } from "node:crypto";
import {
  type Alert,
  type AlertContext,
  buildAlert,
  createDetection,
  type PreparedRule,
  type RuleOutcome,
  type Severity,
  severities,
} from "@eqlite/core/detect";
import type { EventRecord } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";
import { createEventKeeper } from "../events/event-keeper.ts";
import { type ReadEventsOptions, type RepairName, readEvents } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { createProblemLog, type ProblemLog } from "./problem-log.ts";
import { createTimeRange } from "./time-range.ts";

export interface ScanOptions {
  readonly paths: readonly string[];
  readonly rules: readonly PreparedRule[];
  readonly catalogue: FieldCatalogue;
  readonly enforceIndex: boolean;
  /** Only events at or after this instant, in milliseconds since 1970. */
  readonly fromMs: number | undefined;
  /** Only events before this instant. */
  readonly toMs: number | undefined;
  readonly minSeverity: Severity | undefined;
  readonly repairs?: readonly RepairName[];
  readonly progress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Characters of event text kept in memory; for tests of what lies beyond. */
  readonly keptCharacters?: number;
}

export interface ScanReport {
  /** By time, then rule, then id. */
  readonly alerts: readonly Alert[];
  readonly outcomes: readonly RuleOutcome<number>[];
  readonly totals: InputTotals;
  readonly problems: ProblemLog;
  /** Events without a time: they can match a rule on single events, but no sequence and no time range. */
  readonly eventsWithoutTime: number;
  /** Events outside of the range that was asked for. */
  readonly eventsOutOfRange: number;
}

/** Runs rules over all events behind the paths. The same input gives the same alerts, whatever its order. */
export async function runScan(options: ScanOptions): Promise<ScanReport> {
  const reading: ReadEventsOptions = {
    repairs: options.repairs ?? [],
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const detection = createDetection<number>(options.rules, options);
  const keeper = createEventKeeper(options.paths, reading, options.keptCharacters);
  const problems = createProblemLog();
  const range = createTimeRange(options.fromMs, options.toMs);
  const totals = await readEvents(
    options.paths,
    {
      event(event, file) {
        if (!range.covers(event.document)) return;
        if (detection.add(event, event.arrival)) keeper.keep(event, file);
      },
      problem: (problem, file) => problems.add(problem, file),
      ...(options.progress === undefined ? {} : { progress: options.progress }),
    },
    reading,
  );
  options.signal?.throwIfAborted();
  const outcomes = detection.finish();
  const events = await keeper.load(outcomes.flatMap(matchedArrivals));
  const alerts = buildAlerts(outcomes, events, options);
  return {
    alerts,
    outcomes,
    totals,
    problems,
    eventsWithoutTime: range.withoutTime,
    eventsOutOfRange: range.outside,
  };
}

function matchedArrivals(outcome: RuleOutcome<number>): readonly number[] {
  return outcome.matches.flatMap((match) => match.events.filter((arrival) => arrival !== undefined));
}

function buildAlerts(
  outcomes: readonly RuleOutcome<number>[],
  events: ReadonlyMap<number, EventRecord>,
  { catalogue, minSeverity }: ScanOptions,
): readonly Alert[] {
  const context: AlertContext = { catalogue, hash: sha256 };
  const least = minSeverity === undefined ? 0 : severities.indexOf(minSeverity);
  // The same event read twice (a file given twice, exports that overlap) is one alert.
  const byId = new Map<string, Alert>();
  for (const { rule, matches } of outcomes) {
    for (const match of matches) {
      const whole = match.events.map((arrival) => (arrival === undefined ? undefined : events.get(arrival)));
      const alert = buildAlert(rule, { key: match.key, events: whole }, context);
      if (alert === undefined || severities.indexOf(alert.look.severity) < least) continue;
      if (!byId.has(alert.id)) byId.set(alert.id, alert);
    }
  }
  return [...byId.values()].sort(byTimeThenRule);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Alerts without a time come first, as their events do. */
function byTimeThenRule(a: Alert, b: Alert): number {
  const order = (a.timeMs ?? Number.NEGATIVE_INFINITY) - (b.timeMs ?? Number.NEGATIVE_INFINITY);
  if (order !== 0 && !Number.isNaN(order)) return order;
  return compareText(a.rule.ruleId, b.rule.ruleId) || compareText(a.id, b.id);
}

/** By code units: the order must not depend on a locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
