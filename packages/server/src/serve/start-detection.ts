import { randomUUID } from "node:crypto";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { ServerConfig } from "../config/settings.ts";
import { newAlertsOf } from "../detection/new-alerts.ts";
import { createRaisedMatches } from "../detection/raised-matches.ts";
import { createRuleSetKeeper, type RuleSetKeeper } from "../detection/rule-set.ts";
import { type LiveDetector, type LiveProblem, startLiveDetector } from "../live/live-detector.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { createGapFilling, type GapFilling } from "../scheduler/fill-gaps.ts";
import { fillMissedGaps } from "../scheduler/fill-missed-gaps.ts";
import { judgingThreads } from "../scheduler/judge-window.ts";
import { createManualExecutions, type ManualExecutions } from "../scheduler/manual-executions.ts";
import { createScheduler, type Scheduler, type SchedulerOptions } from "../scheduler/scheduler.ts";
import type { ServerData } from "./open-data.ts";

/** What finds alerts. */
export interface ServerDetection {
  readonly ruleSet: RuleSetKeeper;
  /** Undefined where it is turned off. */
  readonly live: LiveDetector | undefined;
  readonly scheduler: Scheduler;
  readonly manual: ManualExecutions;
  readonly filling: GapFilling;
  stop(): Promise<void>;
}

export interface DetectionOptions {
  readonly data: ServerData;
  readonly config: Pick<ServerConfig, "live" | "scheduled" | "enforceIndex" | "indexAliases">;
  readonly catalogue: FieldCatalogue;
  readonly clock: Clock;
  /** Only goes forward. */
  readonly elapsed: Clock;
  readonly log: Log;
  readonly onLiveProblem?: (problem: LiveProblem) => void;
  readonly onFinished?: SchedulerOptions["onFinished"];
  /** Other bounds of judging than the standard ones. */
  readonly judging?: Pick<SchedulerOptions, "limits" | "threadBytes"> | undefined;
}

const positionName = "live.position";
const minuteMs = 60_000;
/** How long scheduled executions wait for live detection where that is behind. */
const waitForLiveMs = 30_000;

/** Defaults of live detection; docs/detection.md explains them. */
const standing = {
  latenessMs: 5 * minuteMs,
  defaultSpanMs: 15 * minuteMs,
  /** Less than scheduled executions wait, as what they have found is never taken back. */
  missingGraceMs: 5_000,
} as const;

export function startDetection(options: DetectionOptions): ServerDetection {
  const { data, config, catalogue, clock, elapsed, log } = options;
  const { store, database, alerts, executions, values } = data;
  executions.failInterrupted(clock.nowMs());
  executions.gaps.reopenInterrupted(clock.nowMs());
  const ruleSet = createRuleSetKeeper({
    rules: data.rules,
    exceptions: data.exceptions,
    catalogue,
    clock,
    enforceIndex: config.enforceIndex,
    alsoCovers: new Map(Object.entries(config.indexAliases)),
  });
  const raised = createRaisedMatches();
  const threads = judgingThreads();
  const sessionId = randomUUID();
  const stored = values.get(positionName);
  const live = config.live
    ? startLiveDetector({
        store,
        catalogue,
        clock,
        elapsed,
        standing,
        sessionId,
        raisedMatches: raised,
        // Before live detection was first turned on it has seen nothing. Where the events were taken away from under the
        // state, positions begin anew.
        from: typeof stored === "number" ? Math.min(stored, store.settledPosition) : 0,
        currentRules: () => ruleSet.current().rules,
        commit({ alerts: found, refuted, position }) {
          database.transaction(() => {
            alerts.add(found.flatMap(({ alert }) => newAlertsOf(alert, "live", sessionId)));
            if (refuted.length > 0) alerts.withdraw(refuted, "An event that arrived late refutes it.");
            values.set(positionName, position);
          });
        },
        report(problem) {
          logLiveProblem(log, problem);
          options.onLiveProblem?.(problem);
        },
      })
    : undefined;
  const schedulerOptions: SchedulerOptions = {
    ...options.judging,
    raised,
    threads,
    database,
    ruleSet,
    states: data.rules.states,
    executions,
    alerts,
    store,
    catalogue,
    clock,
    elapsed,
    log,
    ...(live === undefined ? {} : { waitForLive: (position) => live.reached(position, waitForLiveMs) }),
    ...(options.onFinished === undefined ? {} : { onFinished: options.onFinished }),
  };
  const scheduler = createScheduler(schedulerOptions);
  const filling = createGapFilling(scheduler, schedulerOptions);
  const manual = createManualExecutions(scheduler, filling, schedulerOptions, data.noteRuleChange);
  const missed = config.scheduled ? fillMissedGaps(filling, log) : undefined;
  if (config.scheduled) scheduler.start();
  missed?.look();
  return {
    ruleSet,
    live,
    scheduler,
    manual,
    filling,
    async stop() {
      missed?.stop();
      await Promise.all([live?.stop(), scheduler.stop()]);
      await threads?.close();
      ruleSet.close();
    },
  };
}

function logLiveProblem(log: Log, problem: LiveProblem): void {
  switch (problem.kind) {
    case "query-failed":
      log.warn(
        { rule: problem.rule.rule.ruleId, events: problem.events },
        `the query failed on events, which count as not matching: ${problem.message}`,
      );
      return;
    case "rule-stopped":
      log.error({ rule: problem.rule.rule.ruleId }, `live detection stopped this rule: ${problem.message}`);
      return;
    case "hits-dropped":
      log.warn(
        { rule: problem.rule.rule.ruleId, hits: problem.hits },
        "more events may go on with a sequence than live detection remembers: the oldest are left to scheduled executions",
      );
      return;
    case "events-gone":
      log.warn(
        { rule: problem.rule.rule.ruleId, matches: problem.matches },
        "matches have no alert, as retention removed their events",
      );
      return;
    case "held-up":
      log.error(
        { err: problem.error },
        "live detection is held up: alerts could not be stored or rules not be read; this is tried again",
      );
      return;
    case "block-failed":
      log.error({ err: problem.error }, "events could not be judged live; scheduled executions judge them");
  }
}
