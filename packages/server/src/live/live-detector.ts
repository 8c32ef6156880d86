import { setImmediate as breathe } from "node:timers/promises";
import type { Alert } from "@eqlite/core/detect";
import { type Hit, type PassShare, readHits, type StandingOptions } from "@eqlite/core/kernel";
import type { FieldCatalogue } from "@eqlite/core/lang";
import type { DetectionRule } from "../detection/detection-rule.ts";
import { positionsOf, type RuleFinding, raiseAlert } from "../detection/raise-alerts.ts";
import type { RaisedMatches } from "../detection/raised-matches.ts";
import type { Clock } from "../platform/clock.ts";
import { randomSeed } from "../scan/random-seed.ts";
import type { BlockLines, EventStore } from "../stores/event-store.ts";
import { judgeBlock } from "../stores/judge-block.ts";
import { createBlockQueue } from "./block-queue.ts";
import { liveLimits } from "./live-limits.ts";
import { createLiveRules, type LiveRule, type LiveRules } from "./live-rules.ts";

export interface LiveDetectorOptions {
  readonly store: EventStore;
  readonly catalogue: FieldCatalogue;
  readonly clock: Clock;
  readonly standing: StandingOptions;
  /** Where an earlier run of the server has come to; what came before it was judged and its alerts are stored. */
  readonly from: number;
  readonly maxHits?: number;
  /** Told of the matches whose alerts are stored. */
  readonly raised?: RaisedMatches;
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
  /** Nothing is lost: storing is tried again. */
  | { readonly kind: "not-stored"; readonly error: unknown }
  /** A bug: the events of the block are left to the scheduled executions. */
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
  /** Ends after what is being judged now. */
  stop(): Promise<void>;
}

/** Time between looks at what time alone decides. */
const tickMs = 200;
const forgetEveryMs = 2_000;
const commitEveryMs = 1_000;
/** Time between two commits of alerts while events come in without a pause. */
const raiseEveryMs = 100;
const monotonicMs = (): number => performance.now();

/**
 * Follows the store. Sequences that were under way when the server stopped are taken up again by reading what arrived shortly
 * before: nothing of it is raised twice, as alerts have ids and the position of the last look is stored with them.
 */
export function startLiveDetector(options: LiveDetectorOptions): LiveDetector {
  const { store, catalogue, clock, standing: standingOptions, maxHits = liveLimits.maxHits } = options;
  const seed = randomSeed();
  const startedMs = clock.nowMs();
  let installed = options.currentRules();
  let current: LiveRules = createLiveRules(installed, [], catalogue, seed, standingOptions);
  const queue = createBlockQueue(store, replayFrom(installed, options), liveLimits.maxQueuedBytes);
  let isStopped = false;
  let droppedHits = 0;
  let committed = options.from;
  /** A position without alerts is stored now and then: what came after it would be judged again, with the same result. */
  let commitAtMs = 0;
  let raiseAtMs = 0;
  let forgetAtMs = 0;
  /** What is found and not stored yet. */
  const findings: RuleFinding[] = [];
  const refuted: RuleFinding[] = [];
  const waiters: (() => void)[] = [];

  async function run(): Promise<void> {
    while (!isStopped) {
      const now = options.currentRules();
      if (now !== installed) {
        installed = now;
        current = createLiveRules(now, current.rules, catalogue, seed, standingOptions);
      }
      // What was found and could not be stored comes first: it must not pile up.
      const blocks = findings.length + refuted.length > liveLimits.maxFindings ? [] : await takeBatch();
      await judge(blocks);
      queue.release();
      // Under load each commit is for the findings of a while: it waits for the disk, and everything waits for it.
      const mayWait =
        blocks.length > 0 && monotonicMs() < raiseAtMs && findings.length < liveLimits.maxFindings;
      const isStored = mayWait || (await raise());
      if (!mayWait) raiseAtMs = monotonicMs() + raiseEveryMs;
      if (blocks.length > 0 && isStored) await breathe();
      else {
        if (blocks.length === 0 && isStored && !queue.isBehind) for (const done of waiters.splice(0)) done();
        await queue.wait(tickMs);
      }
    }
  }

  async function takeBatch(): Promise<readonly BlockLines[]> {
    const blocks: BlockLines[] = [];
    let bytes = 0;
    try {
      while (bytes < liveLimits.maxBatchBytes) {
        const block = await queue.next();
        if (block === undefined) break;
        blocks.push(block);
        bytes += block.sizeBytes;
      }
    } catch (error) {
      options.report({ kind: "block-failed", error });
    }
    return blocks;
  }

  async function judge(blocks: readonly BlockLines[]): Promise<void> {
    const { pass, rules: live } = current;
    for (const [at, block] of blocks.entries()) {
      try {
        judgeBlock(pass, block);
      } catch (error) {
        options.report({ kind: "block-failed", error });
      }
      // Of each block alone, as its hits have its time of arrival.
      const share = pass.takeShare();
      for (const hit of readHits(share.hits)) take(live, hit, block.ingestedMs);
      reportFailures(live, share);
      if (at % 8 === 7) await breathe();
    }
    // What was under way is only remembered at first: what came of it then is stored.
    if (queue.position >= options.from || !queue.isBehind) settle(live);
    forget(live);
  }

  function take(live: readonly LiveRule[], hit: Hit, arrivedMs: number): void {
    const rule = live[hit.query];
    if (rule === undefined) return;
    if (rule.standing !== undefined) rule.standing.add(hit, arrivedMs);
    else if (hit.position >= options.from) {
      findings.push({ ...rule, match: { positions: [hit.position], key: undefined } });
    }
  }

  function settle(live: readonly LiveRule[]): void {
    const nowMs = clock.nowMs();
    for (const rule of live) {
      const changes = rule.standing?.settle(nowMs);
      if (changes === undefined) continue;
      for (const match of changes.found) findings.push({ ...rule, match });
      for (const match of changes.refuted) refuted.push({ ...rule, match });
    }
  }

  /**
   * Makes alerts of what was found and stores them, some at a time, as each holds its events; whether all are stored. What was
   * refuted comes last, so that an alert that was found and refuted at once goes again.
   */
  async function raise(): Promise<boolean> {
    try {
      for (;;) {
        const some = findings.slice(0, liveLimits.maxFindings);
        const isLast = some.length === findings.length;
        const alerts = await build(some);
        const withdrawn = isLast ? (await build(refuted)).map(({ alert }) => alert.id) : [];
        const position = isLast ? Math.max(committed, queue.position) : committed;
        const isDue = position > committed && monotonicMs() >= commitAtMs;
        if (alerts.length > 0 || withdrawn.length > 0 || isDue) {
          options.commit({ alerts, refuted: withdrawn, position });
          committed = position;
          commitAtMs = monotonicMs() + commitEveryMs;
        }
        for (const { rule, match } of some) options.raised?.add(rule, match);
        findings.splice(0, some.length);
        if (isLast) {
          for (const { rule, match } of refuted) options.raised?.delete(rule, match);
          refuted.length = 0;
          return true;
        }
      }
    } catch (error) {
      options.report({ kind: "not-stored", error });
      return false;
    }
  }

  async function build(some: readonly RuleFinding[]): Promise<readonly LiveAlert[]> {
    if (some.length === 0) return [];
    const execution = { uuid: options.sessionId, type: "live" as const, startedMs, createdMs: clock.nowMs() };
    const events = await store.load(positionsOf(some));
    const alerts: LiveAlert[] = [];
    const lost = new Map<DetectionRule, number>();
    for (const finding of some) {
      const alert = raiseAlert(finding, events, { catalogue, execution });
      if (alert === "lost") lost.set(finding.rule, (lost.get(finding.rule) ?? 0) + 1);
      else if (alert !== undefined) alerts.push({ rule: finding.rule, alert });
    }
    for (const [rule, matches] of lost) options.report({ kind: "events-gone", rule, matches });
    return alerts;
  }

  function reportFailures(live: readonly LiveRule[], { failures, errors }: PassShare): void {
    for (const { query, count, first } of failures) {
      const rule = live[query]?.rule;
      if (rule !== undefined) options.report({ kind: "query-failed", rule, events: count, message: first });
    }
    for (const { query, message } of errors) {
      const rule = live[query]?.rule;
      if (rule !== undefined) options.report({ kind: "rule-stopped", rule, message });
    }
  }

  function forget(live: readonly LiveRule[]): void {
    const nowMs = clock.nowMs();
    if (nowMs >= forgetAtMs || forgetAtMs > nowMs + forgetEveryMs) {
      forgetAtMs = nowMs + forgetEveryMs;
      for (const { standing } of live) standing?.forget(nowMs);
    }
    while (hitCount(live) > maxHits) {
      const largest = live.reduce((most, rule) => (hitsOf(rule) > hitsOf(most) ? rule : most));
      const hits = largest.standing?.drop() ?? 0;
      if (hits === 0) return;
      droppedHits += hits;
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
        waitingBytes: Math.max(0, store.endPosition - queue.position),
        hits: hitCount(live),
        droppedHits: droppedHits + live.reduce((sum, { standing }) => sum + (standing?.droppedCount ?? 0), 0),
      };
    },
    caughtUp: () => new Promise((resolve) => waiters.push(resolve)),
    async stop() {
      isStopped = true;
      queue.close();
      await running;
      // The next start need not judge again what came of nothing.
      if (findings.length + refuted.length === 0 && queue.position > committed) {
        committed = queue.position;
        options.commit({ alerts: [], refuted: [], position: committed });
      }
      for (const done of waiters.splice(0)) done();
    },
  };
}

/** Where to begin so that sequences that were under way are remembered again. */
function replayFrom(
  rules: readonly DetectionRule[],
  { store, from, standing, clock }: LiveDetectorOptions,
): number {
  const spans = rules.map(({ query }) =>
    query.kind === "sequence" ? (query.maxspanMs ?? standing.defaultSpanMs) : Number.NEGATIVE_INFINITY,
  );
  const rememberMs = Math.max(...spans) + standing.latenessMs;
  // No rule looks back.
  if (!Number.isFinite(rememberMs)) return from;
  return Math.min(from, store.positionAt(clock.nowMs() - rememberMs));
}

function hitsOf({ standing }: LiveRule): number {
  return standing?.hitCount ?? 0;
}

function hitCount(live: readonly LiveRule[]): number {
  return live.reduce((sum, rule) => sum + hitsOf(rule), 0);
}
