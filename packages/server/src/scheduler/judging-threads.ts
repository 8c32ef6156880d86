import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import type { HashSeed } from "@eqlite/core/kernel";
import {
  type CheckedQuery,
  defaultSearchOptions,
  type FieldCatalogue,
  type PortableQuery,
  toPortableQuery,
} from "@eqlite/core/lang";
import type { WindowedRule } from "../detection/detection-rule.ts";
import type { BlockPlace, EventBlock, EventStore } from "../stores/event-store.ts";
import type { JudgedExecutions } from "./judged-executions.ts";
import { judgingLimits } from "./judging-limits.ts";
import type {
  FromJudgingThread,
  JudgingStart,
  ReadLines,
  SharedFinds,
  ToJudgingThread,
} from "./judging-messages.ts";
import { readSteadily, UnreadableError } from "./read-steadily.ts";
import type { ThreadPool } from "./thread-pool.ts";

export interface JudgingThreadOptions {
  readonly store: Pick<EventStore, "read" | "locate">;
  readonly catalogue: Pick<FieldCatalogue, "typeOf">;
  readonly seed: HashSeed;
  readonly signal: AbortSignal;
  readonly threads: ThreadPool;
  /** As many as there are cores, unless told otherwise. */
  readonly maxThreads?: number;
  readonly limits?: Partial<ThreadLimits>;
}

export type ThreadLimits = Pick<
  Record<keyof typeof judgingLimits, number>,
  "startMs" | "blockMs" | "finishMs" | "bytesPerThread"
>;

/** The thread has not come on for too long, and was ended. */
export class StalledError extends Error {
  override readonly name = "StalledError";
}

/**
 * Judges blocks in threads of their own, so that the main thread goes on taking in events, and can end what goes wild. Throws
 * StalledError, what the store throws, and the reason of the signal.
 */
export async function judgeInThreads(
  rules: readonly WindowedRule[],
  blocks: readonly EventBlock[],
  options: JudgingThreadOptions,
): Promise<JudgedExecutions> {
  const { store, signal, threads: pool } = options;
  signal.throwIfAborted();
  const limits = { ...judgingLimits, ...options.limits };
  const count = threadCount(rules, blocks, limits, options.maxThreads ?? availableParallelism());
  const common = commonStart(rules, options);
  const end = new AbortController();
  const threads: JudgingThread[] = [];
  const unreadable: string[] = [];
  let isWhole = false;
  try {
    const judged = await new Promise<JudgedExecutions>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { signal: end.signal });
      for (const [number, part] of dealOut(blocks, count, store).entries()) {
        const start = { ...common, blocks: part, others: number === 0 ? count - 1 : undefined };
        const thread = startJudging(pool, rules, start, limits, {
          reject,
          done: resolve,
          share: (finds) => threads[0]?.post(finds, finds.share.hits.buffers),
          async read(block) {
            const wanted = part[block]?.block;
            const found = wanted === undefined ? undefined : await readSteadily(store, wanted);
            if (!(found instanceof UnreadableError)) return found?.lines;
            unreadable.push(found.message);
            return "unreadable";
          },
        });
        threads.push(thread);
      }
    });
    isWhole = true;
    return { ...judged, unreadable };
  } finally {
    end.abort();
    await Promise.all(threads.map((thread) => thread.end(isWhole)));
  }
}

/**
 * Gives each thread its part, frame by frame in turn: all are at about the same place of the window, and done at about the
 * same time.
 */
function dealOut(
  blocks: readonly EventBlock[],
  count: number,
  store: Pick<EventStore, "locate">,
): readonly JudgingStart["blocks"][] {
  const parts = Array.from({ length: count }, (): JudgingStart["blocks"][number][] => []);
  let turn = -1;
  let last: BlockPlace | undefined;
  for (const block of blocks) {
    const place = store.locate?.(block);
    const isSameFrame = place !== undefined && place.path === last?.path && place.offset === last.offset;
    if (!isSameFrame) turn = (turn + 1) % count;
    last = place;
    parts[turn]?.push({ block, place });
  }
  return parts;
}

/** Some queries keep more than numbers, which cannot be put together. */
function threadCount(
  rules: readonly WindowedRule[],
  blocks: readonly EventBlock[],
  { bytesPerThread }: ThreadLimits,
  mostThreads: number,
): number {
  const canShare = rules.every(
    ({ rule: { rule, query } }) => query.kind !== "sample" && rule.tiebreakerField === undefined,
  );
  if (!canShare) return 1;
  const bytes = blocks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const worthwhile = Math.ceil(bytes / bytesPerThread);
  return Math.max(1, Math.min(worthwhile, mostThreads, judgingLimits.maxThreads, blocks.length));
}

interface JudgingThread {
  post(message: ToJudgingThread, transfer: readonly ArrayBuffer[]): void;
  /** @param isWhole it is done, and can be used again */
  end(isWhole: boolean): Promise<void>;
}

/** What becomes of what a thread says. */
interface JudgingThreadEvents {
  reject(error: unknown): void;
  done(judged: JudgedExecutions): void;
  share(finds: SharedFinds): void;
  /** The lines of one of its blocks, by number. */
  read(block: number): Promise<ReadLines>;
}

function startJudging(
  pool: ThreadPool,
  rules: readonly WindowedRule[],
  start: Omit<JudgingStart, "queries">,
  limits: ThreadLimits,
  { reject, done, share, read }: JudgingThreadEvents,
): JudgingThread {
  const worker = pool.take();
  const post = (message: ToJudgingThread, transfer: readonly ArrayBuffer[] = []): void =>
    worker.postMessage(message, [...transfer]);
  let watch: ReturnType<typeof setTimeout> | undefined;
  let isDone = false;
  const expect = (withinMs: number): void => {
    clearTimeout(watch);
    const message = `it did not come on for ${withinMs / 1_000} seconds`;
    watch = setTimeout(() => reject(new StalledError(message)), withinMs);
  };
  const answer = async (number: number): Promise<void> => {
    post({ kind: "lines", number, lines: await read(number) });
  };
  const onMessage = (message: FromJudgingThread): void => {
    switch (message.kind) {
      case "progress":
        expect(limits.blockMs);
        return;
      case "read":
        expect(limits.blockMs);
        answer(message.number).catch(reject);
        return;
      case "share":
        if (message.end === undefined) expect(limits.blockMs);
        else {
          isDone = true;
          clearTimeout(watch);
        }
        share(message);
        return;
      case "finishing":
        expect(limits.finishMs);
        return;
      case "done":
        isDone = true;
        done(message.judged);
    }
  };
  const onExit = (): void => {
    if (!isDone) reject(new Error("a thread that judges a window ended before it was done"));
  };
  worker.on("message", onMessage).on("error", reject).on("exit", onExit);
  expect(limits.startMs);
  post({ kind: "start", start: { ...start, queries: newQueries(worker, rules) } });
  return {
    post,
    async end(isWhole) {
      isDone = true;
      clearTimeout(watch);
      worker.off("message", onMessage).off("error", reject).off("exit", onExit);
      if (isWhole) pool.giveBack(worker);
      else await worker.terminate();
    },
  };
}

/** A query as threads are told of it. */
interface NumberedQuery {
  readonly number: number;
  readonly portable: PortableQuery;
}

/** By query: each execution has the same ones. */
const numberedQueries = new WeakMap<CheckedQuery, NumberedQuery>();
let queriesSoFar = 0;

/** The numbers of the queries that a thread has. */
const knownQueries = new WeakMap<Worker, ReadonlySet<number>>();

function numbered(query: CheckedQuery): NumberedQuery {
  let made = numberedQueries.get(query);
  if (made === undefined) {
    made = { number: queriesSoFar, portable: toPortableQuery(query) };
    queriesSoFar += 1;
    numberedQueries.set(query, made);
  }
  return made;
}

/** The queries that the thread does not have. From now on it has those of these rules, and no others. */
function newQueries(thread: Worker, rules: readonly WindowedRule[]): ReadonlyMap<number, PortableQuery> {
  const known = knownQueries.get(thread);
  const wanted = rules.map(({ rule: { query } }) => numbered(query));
  knownQueries.set(thread, new Set(wanted.map(({ number }) => number)));
  return new Map(
    wanted.flatMap(({ number, portable }) => (known?.has(number) === true ? [] : [[number, portable]])),
  );
}

function commonStart(
  rules: readonly WindowedRule[],
  { catalogue, seed }: JudgingThreadOptions,
): Pick<JudgingStart, "rules" | "fieldTypes" | "seed"> {
  const names = new Set<string>([defaultSearchOptions.timestampField]);
  for (const { rule } of rules) {
    const { timestampField, tiebreakerField } = rule.rule;
    for (const name of [timestampField, tiebreakerField]) if (name !== undefined) names.add(name);
  }
  return {
    rules: rules.map(({ rule: { rule, query, index }, window = {} }) => ({
      rule: { timestampField: rule.timestampField, tiebreakerField: rule.tiebreakerField },
      query: numbered(query).number,
      index,
      window,
    })),
    fieldTypes: [...names].map((name) => [name, catalogue.typeOf(name)]),
    seed,
  };
}
