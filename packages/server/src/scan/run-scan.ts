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
import { decodeAscii } from "../events/decode-ascii.ts";
import { canBeFound, createEventKeeper, type EventKeeper } from "../events/event-keeper.ts";
import { type ReadEventsOptions, type RepairName, readEvents } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { createProblemLog, type ProblemLog } from "./problem-log.ts";
import { randomSeed } from "./random-seed.ts";
import { createAlertMaker, LastBuiltAlert, ScanAlert } from "./scan-alert.ts";
import { createScanPass, type HandOutBlock } from "./scan-pass.ts";
import { type ScanWorkers, startScanWorkers, workerCountFor } from "./scan-workers.ts";
import { createSpillFileOnDemand } from "./spill-file.ts";

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
  const repairs = options.repairs ?? [];
  const reading: ReadEventsOptions = {
    repairs,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const keeper = createEventKeeper(options.paths, reading, options.keptBytes);
  const spillFile = createSpillFileOnDemand();
  const seed = randomSeed();
  const threads = createScanThreads(options, seed, () => detection.pass);
  // Repairs change documents, so that all events have to be made.
  const shown = createScanPass(() => detection.pass, keeper, repairs.length === 0, threads.handOut);
  const detection = createDetection(options.rules, {
    ...options,
    ...rangeOf(options),
    decodeAscii,
    seed,
    spillFile,
    onKept: shown.onKept,
  });
  try {
    const problems = createProblemLog();
    const totals = await readEvents(
      options.paths,
      {
        event: shown.event,
        ...(shown.block === undefined || detection.pass.judgeBlock === undefined
          ? {}
          : { block: shown.block }),
        problem: (problem, file) => problems.add(problem, file, shown.blockNumber),
        progress(bytesRead, bytesTotal) {
          threads.note(bytesTotal - bytesRead);
          options.progress?.(bytesRead, bytesTotal);
        },
      },
      reading,
    );
    options.signal?.throwIfAborted();
    const { pass } = detection;
    const recordsOfWorkers = await threads.finish(problems);
    const outcomes = detection.finish();
    const alerts = await buildAlerts(outcomes, keeper, options);
    return {
      alerts,
      outcomes,
      totals: { ...totals, records: totals.records + recordsOfWorkers },
      problems,
      eventsWithoutTime: pass.withoutTimeCount,
      eventsOutOfRange: pass.outsideCount,
    };
  } finally {
    await threads.close();
    spillFile.close();
  }
}

interface ScanThreads {
  readonly handOut: HandOutBlock;
  /** Bytes of input that are still to be read: where these are many, workers are started. */
  note(bytesLeft: number): void;
  finish(problems: ProblemLog): Promise<number>;
  close(): Promise<void>;
}

/** The workers of a scan, from when there is enough to do for them. */
function createScanThreads(options: ScanOptions, seed: HashSeed, getPass: () => QueryPass): ScanThreads {
  let workers: ScanWorkers | undefined;
  let bytesLeft = 0;
  const start = (): ScanWorkers | undefined => {
    const pass = getPass();
    const count = options.workers ?? workerCountFor(bytesLeft);
    if (count === 0 || !pass.canShare) return undefined;
    return startScanWorkers({
      count,
      rules: options.rules,
      catalogue: options.catalogue,
      enforceIndex: options.enforceIndex,
      range: rangeOf(options).range,
      seed,
      addShare: (share) => getPass().addShare(share),
      ...(options.workerScript === undefined ? {} : { script: options.workerScript }),
    });
  };
  return {
    note(left) {
      bytesLeft = left;
    },
    handOut(block, blockNumber, reading) {
      // What is packed cannot be read again event by event, and unpacking keeps another thread busy already.
      if (!canBeFound(reading)) return false;
      workers ??= start();
      return workers?.take(block, blockNumber, reading) ?? false;
    },
    finish: async (problems) => (await workers?.finish(problems)) ?? 0,
    close: async () => workers?.close(),
  };
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
  const events = await keeper.load(found.flatMap(({ match }) => match.positions.filter(isPosition)));
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

function isPosition(position: number | undefined): position is number {
  return position !== undefined;
}

function lastPosition({ positions }: PassMatch): number {
  return positions.findLast(isPosition) ?? 0;
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
