import { setImmediate as turn } from "node:timers/promises";
import { createDetectionPass, type WindowedRule } from "../detection/detection-rule.ts";
import { readAhead } from "../platform/read-ahead.ts";
import { createSpillFileOnDemand } from "../scan/spill-file.ts";
import type { EventBlock, EventStore } from "../stores/event-store.ts";
import { judgeBlock } from "../stores/judge-block.ts";
import { type JudgedExecutions, type JudgedOutcome, judgedOutcome } from "./judged-executions.ts";
import { judgingLimits } from "./judging-limits.ts";
import { type JudgingThreadOptions, judgeInThreads, StalledError } from "./judging-threads.ts";
import { readSteadily, UnreadableError } from "./read-steadily.ts";
import { createThreadPool, type ThreadPool } from "./thread-pool.ts";

export interface JudgeWindowOptions
  extends Pick<JudgingThreadOptions, "catalogue" | "seed" | "signal" | "limits" | "maxThreads"> {
  readonly store: Pick<EventStore, "read" | "locate">;
  /** Threads for large windows; where it is left out, they are started anew each time. */
  readonly threads?: ThreadPool | undefined;
  /** From so many bytes on the window has a thread of its own. */
  readonly threadBytes?: number | undefined;
  /** Waits for what is more urgent; undefined where nothing is. */
  giveWay?(): Promise<void> | undefined;
}

/**
 * Shows the events of blocks to rules, all in one pass. Much is judged in a thread of its own, little here. A rule that goes
 * wild there has an error, and the others have what they found.
 */
export async function judgeWindow(
  rules: readonly WindowedRule[],
  blocks: readonly EventBlock[],
  options: JudgeWindowOptions,
): Promise<JudgedExecutions> {
  const { threads = judgingThreads(), threadBytes = judgingLimits.threadBytes } = options;
  const bytes = blocks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (threads === undefined || bytes < threadBytes) return await judgeHere(rules, blocks, options);
  try {
    return await judgeThere(rules, blocks, { ...options, threads });
  } finally {
    if (threads !== options.threads) await threads.close();
  }
}

/** Threads that judge windows; undefined where sources are run as they are, of which there is no script for a thread. */
export function judgingThreads(): ThreadPool | undefined {
  if (!import.meta.url.endsWith(".js")) return undefined;
  return createThreadPool(new URL("./judging-worker.js", import.meta.url));
}

async function judgeHere(
  rules: readonly WindowedRule[],
  blocks: readonly EventBlock[],
  { store, catalogue, seed, signal, giveWay }: JudgeWindowOptions,
): Promise<JudgedExecutions> {
  const spillFile = createSpillFileOnDemand();
  try {
    const pass = createDetectionPass(rules, catalogue, seed, { spillFile });
    let sliceEndsMs = performance.now() + judgingLimits.sliceMs;
    let blocksGone = 0;
    const unreadable: string[] = [];
    const read = (block: EventBlock) => readSteadily(store, block);
    for await (const [, lines] of readAhead(blocks, read, judgingLimits.blocksAhead)) {
      signal.throwIfAborted();
      if (lines === undefined) blocksGone += 1;
      else if (lines instanceof UnreadableError) unreadable.push(lines.message);
      else judgeBlock(pass, lines);
      if (performance.now() < sliceEndsMs) continue;
      await (giveWay?.() ?? turn());
      sliceEndsMs = performance.now() + judgingLimits.sliceMs;
    }
    const eventsSearched = pass.eventCount;
    return { eventsSearched, blocksGone, unreadable, outcomes: pass.finish().map(judgedOutcome) };
  } finally {
    spillFile.close();
  }
}

/** Where the thread does not come on, the rules are judged in halves, until the one is found that is to blame. */
async function judgeThere(
  rules: readonly WindowedRule[],
  blocks: readonly EventBlock[],
  options: JudgingThreadOptions,
): Promise<JudgedExecutions> {
  try {
    return await judgeInThreads(rules, blocks, options);
  } catch (error) {
    if (!(error instanceof StalledError)) throw error;
    if (rules.length === 1) {
      return { eventsSearched: 0, blocksGone: 0, unreadable: [], outcomes: [wild(error)] };
    }
    const half = rules.length >> 1;
    const first = await judgeThere(rules.slice(0, half), blocks, options);
    const second = await judgeThere(rules.slice(half), blocks, options);
    return {
      eventsSearched: Math.max(first.eventsSearched, second.eventsSearched),
      blocksGone: Math.max(first.blocksGone, second.blocksGone),
      unreadable: first.unreadable.length > 0 ? first.unreadable : second.unreadable,
      outcomes: [...first.outcomes, ...second.outcomes],
    };
  }
}

function wild({ message }: StalledError): JudgedOutcome {
  const error = `The rule was ended, as ${message}. Other rules are not held up: look at its query and its events.`;
  return { matches: [], failures: 0, firstFailure: undefined, error };
}
