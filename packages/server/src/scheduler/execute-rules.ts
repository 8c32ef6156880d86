import { setImmediate as turn } from "node:timers/promises";
import type { Alert, AlertExecution, RunWindow } from "@eqlite/core/detect";
import { compileMatchKey, type HashSeed, type PassMatch, type QueryWindow } from "@eqlite/core/kernel";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { DetectionRule } from "../detection/detection-rule.ts";
import { positionsOf, type RuleFinding, raiseAlert } from "../detection/raise-alerts.ts";
import type { RaisedMatches } from "../detection/raised-matches.ts";
import { randomSeed } from "../scan/random-seed.ts";
import type { EventSelection, EventStore } from "../stores/event-store.ts";
import { type JudgeWindowOptions, judgeWindow } from "./judge-window.ts";
import type { JudgedExecutions, JudgedOutcome } from "./judged-executions.ts";

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

export interface ExecuteOptions
  extends Pick<JudgeWindowOptions, "limits" | "threads" | "threadBytes" | "maxThreads" | "giveWay"> {
  readonly store: EventStore;
  readonly catalogue: FieldCatalogue;
  readonly signal: AbortSignal;
  /** Whether an alert is stored already. */
  isKnown(id: string): boolean;
  /** Stores alerts of a planned execution, some at a time, and returns how many of them were new. */
  raise(execution: PlannedExecution, alerts: readonly Alert[]): number;
  /** Stores what is raised within it together. */
  together?(work: () => void): void;
  /** Matches whose alerts are stored, which count as known without a look. */
  readonly raised?: RaisedMatches | undefined;
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

/** Alerts that are built before they are stored: each is some kB, and takes the main thread half a millisecond. */
const maxAlertsAtOnce = 100;

/**
 * Runs many rules in one pass over the events that any of their windows has. A rule that fails does not stop the others.
 * Throws where the store does, or when it is aborted: then nothing is known of any rule, though alerts may have been raised.
 */
export async function executeRules(
  executions: readonly PlannedExecution[],
  options: ExecuteOptions,
): Promise<readonly ExecutionOutcome[]> {
  const { store, signal } = options;
  const seed = randomSeed();
  const blocks = store.select(unionOf(executions));
  const judged = await judgeWindow(executions, blocks, {
    ...options,
    seed,
  });
  signal.throwIfAborted();
  const found: FoundOfExecution[] = [];
  for (const [at, execution] of executions.entries()) {
    const outcome = judged.outcomes[at];
    if (outcome !== undefined) found.push(foundOf(execution, outcome, seed, options));
  }
  await raiseAll(found, options);
  return found.map(({ execution, outcome, counts }) => ({
    execution,
    eventsSearched: judged.eventsSearched,
    matches: counts.matches,
    newAlerts: counts.newAlerts,
    knownAlerts: counts.knownAlerts,
    droppedAlerts: counts.droppedAlerts,
    warnings: warningsOf(execution, outcome, counts, judged),
    error: outcome.error,
  }));
}

/** What an execution found, and what becomes of it. */
interface FoundOfExecution {
  readonly execution: PlannedExecution;
  readonly outcome: JudgedOutcome;
  /** Those whose alert is not known to be stored, in the order of the query. */
  readonly findings: readonly RuleFinding[];
  readonly counts: RaisedCounts;
}

interface RaisedCounts {
  /** Those that are within what it decides. */
  matches: number;
  newAlerts: number;
  knownAlerts: number;
  droppedAlerts: number;
  /** Matches whose events are gone. */
  lost: number;
}

function foundOf(
  execution: PlannedExecution,
  outcome: JudgedOutcome,
  seed: HashSeed,
  { raised }: ExecuteOptions,
): FoundOfExecution {
  const { rule } = execution;
  const readKey = compileMatchKey(rule.query, seed);
  const decided = outcome.matches.filter((match) => isDecided(match, execution));
  const unknown = decided.filter((match) => raised?.has(rule, match) !== true);
  const knownAlerts = decided.length - unknown.length;
  return {
    execution,
    outcome,
    findings: unknown.map((match): RuleFinding => ({ rule, match, readKey })),
    counts: { matches: decided.length, newAlerts: 0, knownAlerts, droppedAlerts: 0, lost: 0 },
  };
}

function isDecided({ positions }: PassMatch, { decides }: PlannedExecution): boolean {
  if (decides === undefined) return true;
  const first = positions.find((position) => position !== undefined);
  return first !== undefined && first >= decides.from && first < decides.to;
}

/**
 * Raises the alerts of all executions. Events are read in the order in which they are stored, for all rules together, so that
 * each block is read once; of a rule that limits its alerts the latest first, as those are kept where there are too many
 * (specification 3.2).
 */
async function raiseAll(found: readonly FoundOfExecution[], options: ExecuteOptions): Promise<void> {
  const unlimited = found.filter(({ execution }) => execution.maxAlerts === undefined);
  const byPosition = unlimited
    .flatMap((one) => one.findings.map((finding) => ({ one, finding, position: lastPosition(finding) })))
    .sort((a, b) => a.position - b.position);
  for (let from = 0; from < byPosition.length; from += maxAlertsAtOnce) {
    await raiseSome(byPosition.slice(from, from + maxAlertsAtOnce), options);
  }
  for (const one of found) {
    if (one.execution.maxAlerts === undefined) continue;
    for (let to = one.findings.length; to > 0; to -= maxAlertsAtOnce) {
      const some = one.findings.slice(Math.max(0, to - maxAlertsAtOnce), to);
      await raiseSome(
        some.map((finding) => ({ one, finding })),
        options,
      );
    }
  }
}

function lastPosition({ match }: RuleFinding): number {
  return match.positions.findLast((position) => position !== undefined) ?? 0;
}

async function raiseSome(
  some: readonly { readonly one: FoundOfExecution; readonly finding: RuleFinding }[],
  { store, catalogue, signal, giveWay, isKnown, raise, raised, together = (work) => work() }: ExecuteOptions,
): Promise<void> {
  signal.throwIfAborted();
  const events = await store.load(positionsOf(some.map(({ finding }) => finding)));
  const unknown = new Map<FoundOfExecution, { readonly alert: Alert; readonly finding: RuleFinding }[]>();
  for (const { one, finding } of some) {
    const alert = raiseAlert(finding, events, { catalogue, execution: one.execution.execution });
    if (alert === "lost") one.counts.lost += 1;
    else if (alert !== undefined && !isWithin(alert, one.execution.raises)) continue;
    else if (alert !== undefined && isKnown(alert.id)) {
      one.counts.knownAlerts += 1;
      raised?.add(finding.rule, finding.match);
    } else if (alert !== undefined) {
      const alerts = unknown.get(one);
      if (alerts === undefined) unknown.set(one, [{ alert, finding }]);
      else alerts.push({ alert, finding });
    }
  }
  const stored: RuleFinding[] = [];
  together(() => {
    for (const [{ execution, counts }, alerts] of unknown) {
      // Known alerts take no room from new ones.
      const { maxAlerts = Number.POSITIVE_INFINITY } = execution;
      const kept = alerts.slice(Math.max(0, alerts.length - (maxAlerts - counts.newAlerts)));
      const added =
        kept.length === 0
          ? 0
          : raise(
              execution,
              kept.map(({ alert }) => alert),
            );
      counts.newAlerts += added;
      counts.knownAlerts += kept.length - added;
      counts.droppedAlerts += alerts.length - kept.length;
      for (const { finding } of kept) stored.push(finding);
    }
  });
  for (const { rule, match } of stored) raised?.add(rule, match);
  await (giveWay?.() ?? turn());
}

function isWithin({ timeMs }: Alert, times: RunWindow | undefined): boolean {
  return times === undefined || (timeMs !== undefined && timeMs >= times.fromMs && timeMs < times.toMs);
}

function warningsOf(
  { maxAlerts }: PlannedExecution,
  { failures, firstFailure }: JudgedOutcome,
  { droppedAlerts, lost }: RaisedCounts,
  { blocksGone, unreadable }: JudgedExecutions,
): readonly string[] {
  const warnings: string[] = [];
  if (failures > 0) {
    warnings.push(`The query failed on ${failures} events, which count as not matching: ${firstFailure}`);
  }
  if (blocksGone > 0) {
    warnings.push(
      `${blocksGone} blocks of events were gone before they could be searched: retention removed them, or they are damaged.`,
    );
  }
  if (unreadable.length > 0) {
    warnings.push(
      `${unreadable.length} blocks of events could not be read and were not searched: ${unreadable[0]}`,
    );
  }
  if (droppedAlerts > 0) {
    warnings.push(
      `${droppedAlerts} alerts were not raised, as max_signals of the rule is ${maxAlerts}; raise it or narrow the query.`,
    );
  }
  if (lost > 0) warnings.push(`${lost} matches have no alert, as retention removed their events.`);
  return warnings;
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
