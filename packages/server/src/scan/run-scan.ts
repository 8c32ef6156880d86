import {
  type Alert,
  createDetection,
  type DetectionOptions,
  type PreparedRule,
  type RuleOutcome,
  type Severity,
} from "@eqlite/core/detect";
import type { EngineName, HashSeed, QueryPass } from "@eqlite/core/kernel";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { RepairName } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { findAlerts } from "./find-alerts.ts";
import { judgeInputs } from "./judge-inputs.ts";
import type { ProblemLog } from "./problem-log.ts";
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
  return { alerts: await findAlerts(outcomes, keeper, options), outcomes, ...counts };
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
