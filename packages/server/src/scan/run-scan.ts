import { createHash } from "node:crypto";
import {
  type Alert,
  type AlertContext,
  createDetection,
  type DetectionOptions,
  type PreparedRule,
  type RuleOutcome,
  type Severity,
  severities,
} from "@eqlite/core/detect";
import type { EngineName, HashSeed, PassMatch, QueryPass } from "@eqlite/core/kernel";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { EventKeeper } from "../events/event-keeper.ts";
import type { RepairName } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { judgeInputs } from "./judge-inputs.ts";
import type { ProblemLog } from "./problem-log.ts";
import { positionsOf } from "./read-match.ts";
import { createAlertMaker, LastBuiltAlert, ScanAlert } from "./scan-alert.ts";
import { createScanThreads } from "./scan-threads.ts";
import { type ScanWorkers, startScanWorkers, workerCountFor } from "./scan-workers.ts";

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
  /** What judges the events; the kernel where nothing else is asked for. */
  readonly engine?: EngineName;
  /** Threads that judge beside the main one; by the machine and the input where it is left out. */
  readonly workers?: number | undefined;
  /** The compiled script of a worker, for callers that are not compiled themselves. */
  readonly workerScript?: URL;
  readonly progress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of events kept in memory; for tests of what lies beyond. */
  readonly keptBytes?: number;
}

export interface ScanReport {
  /** By time, then rule, then id. */
  readonly alerts: readonly Alert[];
  readonly outcomes: readonly RuleOutcome[];
  readonly totals: InputTotals;
  readonly problems: ProblemLog;
  /** Events without a time: they can match a rule on single events, but no sequence and no time range. */
  readonly eventsWithoutTime: number;
  /** Events outside of the range that was asked for. */
  readonly eventsOutOfRange: number;
}

/** Runs rules over all events behind the paths. The same input gives the same alerts, whatever its order. */
export async function runScan(options: ScanOptions): Promise<ScanReport> {
  const {
    findings: outcomes,
    keeper,
    ...counts
  } = await judgeInputs({
    ...options,
    createJudge: (parts) => createDetection(options.rules, { ...options, ...rangeOf(options), ...parts }),
    createThreads: (pass, seed) =>
      createScanThreads((bytesLeft) => startWorkers(options, pass, seed, bytesLeft)),
  });
  return { alerts: await buildAlerts(outcomes, keeper, options), outcomes, ...counts };
}

function startWorkers(
  options: ScanOptions,
  pass: QueryPass,
  seed: HashSeed,
  bytesLeft: number,
): ScanWorkers | undefined {
  const count = options.workers ?? workerCountFor(bytesLeft);
  if (count === 0 || !pass.canShare) return undefined;
  return startScanWorkers({
    count,
    rules: options.rules,
    catalogue: options.catalogue,
    enforceIndex: options.enforceIndex,
    range: rangeOf(options).range,
    seed,
    addShare: (share) => pass.addShare(share),
    ...(options.workerScript === undefined ? {} : { script: options.workerScript }),
  });
}

function rangeOf({ fromMs, toMs }: ScanOptions): Pick<DetectionOptions, "range"> {
  if (fromMs === undefined && toMs === undefined) return {};
  return { range: { fromMs: fromMs ?? Number.NEGATIVE_INFINITY, toMs: toMs ?? Number.POSITIVE_INFINITY } };
}

interface FoundMatch {
  readonly outcome: RuleOutcome;
  readonly match: PassMatch;
}

async function buildAlerts(
  outcomes: readonly RuleOutcome[],
  keeper: EventKeeper,
  { catalogue, minSeverity }: ScanOptions,
): Promise<readonly Alert[]> {
  const context: AlertContext = { catalogue, hash: sha256 };
  const least = minSeverity === undefined ? 0 : severities.indexOf(minSeverity);
  const found = outcomes.flatMap((outcome) =>
    outcome.matches.map((match): FoundMatch => ({ outcome, match })),
  );
  // Events are read again from their files: neighbours together.
  found.sort((a, b) => lastPosition(a.match) - lastPosition(b.match));
  const events = await keeper.load(found.flatMap(({ match }) => positionsOf(match)));
  const maker = createAlertMaker(events, context);
  const lastBuilt = new LastBuiltAlert(maker);
  // The same event read twice (a file given twice, exports that overlap) is one alert.
  const byId = new Map<string, Alert>();
  for (const { outcome, match } of found) {
    const alert = maker.build(outcome, match);
    if (alert === undefined || severities.indexOf(alert.look.severity) < least) continue;
    if (!byId.has(alert.id)) byId.set(alert.id, new ScanAlert(alert, outcome, match, lastBuilt));
  }
  return [...byId.values()].sort(byTimeThenRule);
}

function lastPosition(match: PassMatch): number {
  return positionsOf(match).at(-1) ?? 0;
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
