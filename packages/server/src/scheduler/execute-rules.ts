import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import type { Alert, AlertExecution, RunWindow } from "@eqlite/core/detect";
import { compileMatchKey, type PassMatch, type QueryWindow, type ReadMatchKey } from "@eqlite/core/kernel";
import type { FieldCatalogue } from "@eqlite/core/lang";
import { createDetectionPass, type DetectionRule } from "../detection/detection-rule.ts";
import { positionsOf, type RuleFinding, raiseAlert } from "../detection/raise-alerts.ts";
import { randomSeed } from "../scan/random-seed.ts";
import { createSpillFileOnDemand } from "../scan/spill-file.ts";
import type { BlockLines, EventBlock, EventSelection, EventStore } from "../stores/event-store.ts";
import { judgeBlock } from "../stores/judge-block.ts";

/** Positions of the event store, half-open. */
export interface PositionRange {
  readonly from: number;
  readonly to: number;
}

/** A rule to be run over a window. */
export interface PlannedExecution {
  readonly rule: DetectionRule;
  readonly window: QueryWindow;
  /** Where matches begin that are raised; all are where it is left out. */
  readonly decides?: PositionRange | undefined;
  /** Times of alerts that are raised; all are where it is left out. */
  readonly raises?: RunWindow | undefined;
  /** New alerts beyond it are dropped and counted; all are raised where it is undefined. */
  readonly maxAlerts: number | undefined;
  readonly execution: AlertExecution;
}

export interface ExecuteOptions {
  readonly store: EventStore;
  readonly catalogue: FieldCatalogue;
  readonly signal: AbortSignal;
  /** Waits for what is more urgent; undefined where nothing is. */
  giveWay?(): Promise<void> | undefined;
  /** Whether an alert is stored already. */
  isKnown(id: string): boolean;
  /** Stores alerts of a planned execution, some at a time, and returns how many of them were new. */
  raise(execution: PlannedExecution, alerts: readonly Alert[]): number;
}

/** What came of one planned execution. */
export interface ExecutionOutcome {
  readonly execution: PlannedExecution;
  /** Events of the whole pass that were shown to it. */
  readonly eventsSearched: number;
  readonly matches: number;
  readonly newAlerts: number;
  readonly knownAlerts: number;
  /** Left out for `maxAlerts`. */
  readonly droppedAlerts: number;
  readonly warnings: readonly string[];
  /** Set where the rule could not be finished. */
  readonly error: string | undefined;
}

/** Alerts that are built before they are stored: each is some kB. */
const maxAlertsAtOnce = 500;
/** The event loop is let go after so many milliseconds of work. */
const sliceMs = 10;
/** How often a block is tried to be read, and the time between two tries. */
const maxReads = 3;
const readAgainMs = 100;

/**
 * Runs many rules in one pass over the events that any of their windows has. A rule that fails does not stop the others.
 * Throws where the store does, or when it is aborted: then nothing is known of any rule, though alerts may have been raised.
 */
export async function executeRules(
  executions: readonly PlannedExecution[],
  options: ExecuteOptions,
): Promise<readonly ExecutionOutcome[]> {
  const { store, catalogue, signal } = options;
  const breathe = async (): Promise<void> => {
    await (options.giveWay?.() ?? turn());
    signal.throwIfAborted();
  };
  const seed = randomSeed();
  const spillFile = createSpillFileOnDemand();
  try {
    const pass = createDetectionPass(executions, catalogue, seed, { spillFile });
    let sliceEndsMs = performance.now() + sliceMs;
    let blocksGone = 0;
    const unreadable: unknown[] = [];
    for (const block of store.select(unionOf(executions))) {
      signal.throwIfAborted();
      const lines = await readBlock(store, block, unreadable);
      if (lines === undefined) blocksGone += 1;
      else if (lines !== "unreadable") judgeBlock(pass, lines);
      if (performance.now() < sliceEndsMs) continue;
      await breathe();
      sliceEndsMs = performance.now() + sliceMs;
    }
    const eventsSearched = pass.eventCount;
    const found = pass.finish();
    const outcomes: ExecutionOutcome[] = [];
    for (const [at, execution] of executions.entries()) {
      const outcome = found[at];
      if (outcome === undefined) continue;
      const { matches, failures, firstFailure, error } = outcome;
      const warnings = [];
      if (failures > 0) {
        warnings.push(
          `The query failed on ${failures} events, which count as not matching: ${firstFailure?.message}`,
        );
      }
      if (blocksGone > 0) {
        warnings.push(
          `${blocksGone} blocks of events were gone before they could be searched: retention removed them, or they are damaged.`,
        );
      }
      if (unreadable.length > 0) {
        warnings.push(
          `${unreadable.length} blocks of events could not be read and were not searched: ${messageOf(unreadable[0])}`,
        );
      }
      const readKey = compileMatchKey(execution.rule.query, seed);
      const decided = matches.filter((match) => isDecided(match, execution));
      const raised = await raiseAll(execution, decided, readKey, options, breathe);
      outcomes.push({
        execution,
        eventsSearched,
        matches: decided.length,
        ...raised,
        warnings: [...warnings, ...raised.warnings],
        error: error?.message,
      });
    }
    return outcomes;
  } finally {
    spillFile.close();
  }
}

/** One block that cannot be read must not keep the rules from all others. */
async function readBlock(
  store: Pick<EventStore, "read">,
  block: EventBlock,
  unreadable: unknown[],
): Promise<BlockLines | "unreadable" | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await store.read(block);
    } catch (error) {
      if (tries < maxReads) {
        await pause(readAgainMs);
        continue;
      }
      unreadable.push(error);
      return "unreadable";
    }
  }
}

function isDecided({ positions }: PassMatch, { decides }: PlannedExecution): boolean {
  if (decides === undefined) return true;
  const first = positions.find((position) => position !== undefined);
  return first !== undefined && first >= decides.from && first < decides.to;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

type RaisedCounts = Pick<ExecutionOutcome, "newAlerts" | "knownAlerts" | "droppedAlerts" | "warnings">;

async function raiseAll(
  execution: PlannedExecution,
  matches: readonly PassMatch[],
  readKey: ReadMatchKey,
  { store, catalogue, signal, isKnown, raise }: ExecuteOptions,
  breathe: () => Promise<void>,
): Promise<RaisedCounts> {
  const { rule, raises, maxAlerts = Number.POSITIVE_INFINITY } = execution;
  let [newAlerts, knownAlerts, droppedAlerts, lost] = [0, 0, 0, 0];
  // The latest first, as those are kept where there are too many (specification 3.2).
  for (let to = matches.length; to > 0; to -= maxAlertsAtOnce) {
    signal.throwIfAborted();
    const findings = matches
      .slice(Math.max(0, to - maxAlertsAtOnce), to)
      .map((match): RuleFinding => ({ rule, match, readKey }));
    const events = await store.load(positionsOf(findings));
    const alerts: Alert[] = [];
    for (const finding of findings) {
      const alert = raiseAlert(finding, events, { catalogue, execution: execution.execution });
      if (alert === "lost") lost += 1;
      else if (alert !== undefined && isWithin(alert, raises)) alerts.push(alert);
    }
    // Known alerts take no room from new ones.
    const unknown = alerts.filter(({ id }) => !isKnown(id));
    const kept = unknown.slice(Math.max(0, unknown.length - (maxAlerts - newAlerts)));
    const added = kept.length === 0 ? 0 : raise(execution, kept);
    newAlerts += added;
    knownAlerts += alerts.length - unknown.length + kept.length - added;
    droppedAlerts += unknown.length - kept.length;
    await breathe();
  }
  const warnings: string[] = [];
  if (droppedAlerts > 0) {
    warnings.push(
      `${droppedAlerts} alerts were not raised, as max_signals of the rule is ${maxAlerts}; raise it or narrow the query.`,
    );
  }
  if (lost > 0) warnings.push(`${lost} matches have no alert, as retention removed their events.`);
  return { newAlerts, knownAlerts, droppedAlerts, warnings };
}

function isWithin({ timeMs }: Alert, times: RunWindow | undefined): boolean {
  return times === undefined || (timeMs !== undefined && timeMs >= times.fromMs && timeMs < times.toMs);
}

/** The blocks that any of the windows may have events in. */
function unionOf(executions: readonly PlannedExecution[]): EventSelection {
  const positions = executions.map(({ window }) => window.positions);
  const times = executions.map(({ window }) => window.times);
  return {
    ...(positions.every((range) => range !== undefined) && {
      positions: {
        from: Math.min(...positions.map(({ from }) => from)),
        to: Math.max(...positions.map(({ to }) => to)),
      },
    }),
    ...(times.every((range) => range !== undefined) && {
      times: {
        fromMs: Math.min(...times.map(({ fromMs }) => fromMs)),
        toMs: Math.max(...times.map(({ toMs }) => toMs)),
      },
    }),
  };
}
