import { setImmediate as breathe } from "node:timers/promises";
import type { Alert } from "@eqlite/core/detect";
import { type Hit, type PassShare, readHits, type StandingOptions } from "@eqlite/core/kernel";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { DetectionRule } from "../detection/detection-rule.ts";
import type { RaisedMatches } from "../detection/raised-matches.ts";
import type { Clock } from "../platform/clock.ts";
import { randomSeed } from "../scan/random-seed.ts";
import type { EventStore } from "../stores/event-store.ts";
import { judgeBlock } from "../stores/judge-block.ts";
import { type ArrivalTimes, createArrivalTimes } from "./arrival-times.ts";
import { type ArrivedBlock, createBlockQueue } from "./block-queue.ts";
import { commitFindings } from "./commit-findings.ts";
import { liveLimits } from "./live-limits.ts";
import { createLiveRules, type LiveRule, type LiveRules } from "./live-rules.ts";
import { createPendingFindings } from "./pending-findings.ts";

export interface LiveDetectorOptions {
  readonly store: EventStore;
  readonly catalogue: FieldCatalogue;
  readonly clock: Clock;
  /** Only goes forward, from any number: by it sequences are remembered and decided, so that no clock that is set disturbs them. */
  readonly elapsed: Clock;
  readonly standing: Omit<StandingOptions, "sinceMs">;
  /** Where an earlier run of the server has come to; what came before it was judged and its alerts are stored. */
  readonly from: number;
  /** Told of the matches whose alerts are stored. */
  readonly raisedMatches?: RaisedMatches | undefined;
  readonly maxHits?: number;
  readonly maxQueuedBytes?: number;
  /** By which its alerts know it, as others know their execution. */
  readonly sessionId: string;
  /** The same list as long as nothing has changed; rules that stay the same object keep what they remember. */
  currentRules(): readonly DetectionRule[];
  /** Stores what was found; all of it or, when it throws, nothing. */
  commit(findings: LiveFindings): void;
  /** Told of what went wrong with a rule or of what was dropped; detection goes on. */
  report(problem: LiveProblem): void;
}

/** What live detection found up to a position. */
export interface LiveFindings {
  readonly alerts: readonly LiveAlert[];
  /** Ids of alerts that events which came late have refuted. */
  readonly refuted: readonly string[];
  /** Everything before it has been judged. */
  readonly position: number;
}

export interface LiveAlert {
  readonly rule: DetectionRule;
  readonly alert: Alert;
}

export type LiveProblem =
  | {
      readonly kind: "query-failed";
      readonly rule: DetectionRule;
      readonly events: number;
      readonly message: string;
    }
  | { readonly kind: "rule-stopped"; readonly rule: DetectionRule; readonly message: string }
  | { readonly kind: "hits-dropped"; readonly rule: DetectionRule; readonly hits: number }
  | { readonly kind: "events-gone"; readonly rule: DetectionRule; readonly matches: number }
  /** Alerts could not be stored, or changed rules not be read. Nothing is lost: it is tried again. */
  | { readonly kind: "held-up"; readonly error: unknown }
  /** It could not be read or judged: its events are left to the scheduled executions. */
  | { readonly kind: "block-failed"; readonly error: unknown };

export interface LiveStatus {
  readonly rules: number;
  /** Position up to which events were judged and what came of it is stored. */
  readonly position: number;
  /** Bytes of events that still wait. */
  readonly waitingBytes: number;
  /** Events remembered for sequences, over all rules. */
  readonly hits: number;
  readonly droppedHits: number;
}

/** Judges events as they arrive and raises alerts. */
export interface LiveDetector {
  readonly status: LiveStatus;
  /** Resolves when all that is stored has been judged, for tests and tools. */
  caughtUp(): Promise<void>;
  /** Resolves when what came of the events before a position is stored, or after a time. */
  reached(position: number, withinMs: number): Promise<void>;
  /** Ends after what is being judged now. */
  stop(): Promise<void>;
}

/** Time between looks at what time alone decides. */
const tickMs = 200;
const forgetEveryMs = 2_000;
const commitEveryMs = 1_000;
/** Time between two commits of alerts while events come in without a pause. */
const raiseEveryMs = 100;
/** What fails is tried again after a while, which doubles each time. */
const firstPauseMs = 200;
const longestPauseMs = 5_000;

/**
 * Follows the store. Sequences that were under way when the server stopped are taken up again by reading what arrived shortly
 * before: nothing of it is raised twice, as alerts have ids and the position of the last look is stored with them.
 */
export function startLiveDetector(options: LiveDetectorOptions): LiveDetector {
  const {
    store,
    catalogue,
    clock,
    elapsed,
    standing: standingOptions,
    maxHits = liveLimits.maxHits,
  } = options;
  const seed = randomSeed();
  const startedMs = clock.nowMs();
  const arrivals = createArrivalTimes(store, elapsed);
  let installed = options.currentRules();
  const replay = planReplay(installed, options, arrivals);
  let current: LiveRules = createLiveRules(installed, [], catalogue, seed, standingOptions, replay.sinceMs);
  const queue = createBlockQueue({
    store,
    from: replay.from,
    elapsed,
    arrivals,
    maxQueuedBytes: options.maxQueuedBytes ?? liveLimits.maxQueuedBytes,
  });
  const pending = createPendingFindings();
  let isStopped = false;
  let droppedHits = 0;
  let committed = options.from;
  /** A position without alerts is stored now and then: what came after it would be judged again, with the same result. */
  let commitAtMs = elapsed.nowMs();
  let raiseAtMs = Number.NEGATIVE_INFINITY;
  let forgetAtMs = Number.NEGATIVE_INFINITY;
  /** Position behind the last block of which is known what came of it. */
  let judgedTo = options.from;
  /** When the last block arrived that was judged. */
  let judgedMs = Number.NEGATIVE_INFINITY;
  const waiters: (() => void)[] = [];
  let marks: readonly { readonly position: number; readonly done: () => void }[] = [];

  async function run(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!isStopped) {
      const asked = waiters.splice(0);
      try {
        takeRules();
        // What was found and could not be stored comes first: it must not pile up.
        const blocks = pending.count > liveLimits.maxFindings ? [] : await takeBatch();
        await judge(blocks);
        queue.release();
        // Under load each commit is for the findings of a while: it waits for the disk, and everything waits for it.
        if (blocks.length === 0 || elapsed.nowMs() >= raiseAtMs || pending.count > liveLimits.maxFindings) {
          await raise();
          raiseAtMs = elapsed.nowMs() + raiseEveryMs;
        }
        passMarks();
        pauseMs = firstPauseMs;
        if (blocks.length === 0 && queue.isEmpty) for (const done of asked.splice(0)) done();
        waiters.unshift(...asked);
        if (blocks.length > 0) await breathe();
        else await queue.wait(tickMs);
      } catch (error) {
        waiters.unshift(...asked);
        options.report({ kind: "held-up", error });
        await queue.pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }

  /** Position before which nothing is left to be stored. */
  function storedTo(): number {
    return pending.count > 0 ? committed : Math.max(committed, judgedTo);
  }

  function passMarks(): void {
    if (marks.length === 0) return;
    const to = queue.isEmpty && pending.count === 0 ? Number.POSITIVE_INFINITY : storedTo();
    for (const { position, done } of marks) if (position <= to) done();
    marks = marks.filter(({ position }) => position > to);
  }

  /** The time that sequences go by: that of what was judged, as long as something waits. */
  function judgedUpToMs(): number {
    return queue.isEmpty ? elapsed.nowMs() : judgedMs;
  }

  function takeRules(): void {
    const now = options.currentRules();
    if (now === installed) return;
    const next = createLiveRules(now, current.rules, catalogue, seed, standingOptions, judgedUpToMs());
    droppedHits += current.rules
      .filter(({ standing }) => !next.rules.some((rule) => rule.standing === standing))
      .reduce((sum, rule) => sum + droppedOf(rule), 0);
    current = next;
    installed = now;
  }

  async function takeBatch(): Promise<readonly ArrivedBlock[]> {
    const blocks: ArrivedBlock[] = [];
    let bytes = 0;
    try {
      while (bytes < liveLimits.maxBatchBytes) {
        const block = await queue.next();
        if (block === undefined) break;
        blocks.push(block);
        bytes += block.lines.sizeBytes;
      }
    } catch (error) {
      options.report({ kind: "block-failed", error });
    }
    return blocks;
  }

  async function judge(blocks: readonly ArrivedBlock[]): Promise<void> {
    const { pass, rules: live } = current;
    for (const [at, { lines, arrivedMs }] of blocks.entries()) {
      try {
        judgeBlock(pass, lines);
      } catch (error) {
        options.report({ kind: "block-failed", error });
      }
      judgedMs = Math.max(judgedMs, arrivedMs);
      // Of each block alone, as its hits have its time of arrival.
      const share = pass.takeShare();
      for (const hit of readHits(share.hits)) take(live, hit, judgedMs);
      reportFailures(current, share);
      if (at % 8 === 7) await breathe();
    }
    // What was under way is only remembered at first: what came of it then is stored.
    if (queue.position >= options.from || queue.isEmpty) settle(live);
    forget(live);
    judgedTo = queue.position;
  }

  function take(live: readonly LiveRule[], hit: Hit, arrivedMs: number): void {
    const rule = live[hit.query];
    if (rule === undefined) return;
    if (rule.standing !== undefined) rule.standing.add(hit, arrivedMs);
    else if (hit.position >= options.from) pending.find(rule, { positions: [hit.position], key: undefined });
  }

  function settle(live: readonly LiveRule[]): void {
    const nowMs = judgedUpToMs();
    for (const rule of live) {
      const changes = rule.standing?.settle(nowMs);
      if (changes === undefined) continue;
      for (const match of changes.refuted) pending.refute(rule, match);
      for (const match of changes.found) pending.find(rule, match);
    }
  }

  async function raise(): Promise<void> {
    const nowMs = elapsed.nowMs();
    const position = Math.max(committed, judgedTo);
    const isDue = position > committed && nowMs >= commitAtMs;
    if (pending.count === 0 && !isDue) return;
    await commitFindings({
      store,
      catalogue,
      pending,
      raisedMatches: options.raisedMatches,
      nowMs,
      position,
      execution: { uuid: options.sessionId, type: "live", startedMs, createdMs: clock.nowMs() },
      commit(findings, to = committed) {
        options.commit({ ...findings, position: to });
        committed = to;
      },
      reportLost: (rule, matches) => options.report({ kind: "events-gone", rule, matches }),
    });
    commitAtMs = nowMs + commitEveryMs;
  }

  function reportFailures({ rules: live, stopped }: LiveRules, { failures, errors }: PassShare): void {
    for (const { query, count, first } of failures) {
      const rule = live[query]?.rule;
      if (rule !== undefined) options.report({ kind: "query-failed", rule, events: count, message: first });
    }
    for (const { query, message } of errors) {
      const rule = live[query]?.rule;
      if (rule === undefined || stopped.has(query)) continue;
      stopped.add(query);
      options.report({ kind: "rule-stopped", rule, message });
    }
  }

  function forget(live: readonly LiveRule[]): void {
    const nowMs = judgedUpToMs();
    if (nowMs >= forgetAtMs) {
      forgetAtMs = nowMs + forgetEveryMs;
      for (const { rule, standing, raised } of live) {
        standing?.forget(nowMs);
        // A match may be found as late as its first event is remembered, and refuted as long after.
        if (standing !== undefined) raised.forget(elapsed.nowMs() - 2 * rememberMs(rule, standingOptions));
      }
    }
    while (hitCount(live) > maxHits) {
      const largest = live.reduce((most, rule) => (hitsOf(rule) > hitsOf(most) ? rule : most));
      const hits = largest.standing?.drop() ?? 0;
      if (hits === 0) return;
      options.report({ kind: "hits-dropped", rule: largest.rule, hits });
    }
  }

  const running = run();
  return {
    get status() {
      const { rules: live } = current;
      return {
        rules: live.length,
        position: committed,
        waitingBytes: queue.isEmpty ? 0 : Math.max(0, store.settledPosition - queue.position),
        hits: hitCount(live),
        droppedHits: droppedHits + live.reduce((sum, rule) => sum + droppedOf(rule), 0),
      };
    },
    caughtUp: () => new Promise((resolve) => waiters.push(resolve)),
    reached(position, withinMs) {
      if (isStopped || position <= storedTo()) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        timer.unref();
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        marks = [...marks, { position, done }];
      });
    },
    async stop() {
      isStopped = true;
      queue.close();
      await running;
      // The next start need not judge again what came of nothing.
      if (pending.count === 0 && queue.position > committed) {
        try {
          options.commit({ alerts: [], refuted: [], position: queue.position });
          committed = queue.position;
        } catch (error) {
          options.report({ kind: "held-up", error });
        }
      }
      for (const done of waiters.splice(0)) done();
      for (const { done } of marks) done();
    },
  };
}

/** Where to begin so that sequences that were under way are remembered again. */
function planReplay(
  rules: readonly DetectionRule[],
  { store, from, standing }: LiveDetectorOptions,
  arrivals: ArrivalTimes,
): { readonly from: number; readonly sinceMs: number } {
  // No rule has missed anything.
  if (from === 0) return { from, sinceMs: Number.NEGATIVE_INFINITY };
  const longestMs = Math.max(...rules.map((rule) => rememberMs(rule, standing)));
  const lastJudged = store.select({ positions: { from: from - 1, to: from } }).at(-1);
  // Retention has taken away what came before.
  if (lastJudged === undefined || longestMs <= 0) {
    return { from, sinceMs: arrivals.ofStored(Number.POSITIVE_INFINITY) };
  }
  const backToMs = lastJudged.ingestedMs - longestMs;
  return { from: Math.min(from, store.positionAt(backToMs)), sinceMs: arrivals.ofStored(backToMs) };
}

/** How long events of a rule are remembered; 0 where none is. */
function rememberMs({ query }: DetectionRule, { defaultSpanMs, latenessMs }: StandingOptions): number {
  return query.kind === "sequence" ? (query.maxspanMs ?? defaultSpanMs) + latenessMs : 0;
}

function droppedOf({ standing }: LiveRule): number {
  return standing?.droppedCount ?? 0;
}

function hitsOf({ standing }: LiveRule): number {
  return standing?.hitCount ?? 0;
}

function hitCount(live: readonly LiveRule[]): number {
  return live.reduce((sum, rule) => sum + hitsOf(rule), 0);
}
