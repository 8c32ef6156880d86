import { parentPort } from "node:worker_threads";
import { type CheckedQuery, fromPortableQuery } from "@eqlite/core/lang";
import { createDetectionPass } from "../detection/detection-rule.ts";
import { readAhead } from "../platform/read-ahead.ts";
import { createSpillFileOnDemand } from "../scan/spill-file.ts";
import { judgeBlock } from "../stores/judge-block.ts";
import { createPlaceReader, type PlaceReader } from "../stores/segments/place-reader.ts";
import { createZstdCodec } from "../stores/segments/zstd-codec.ts";
import { judgedOutcome } from "./judged-executions.ts";
import { judgingLimits } from "./judging-limits.ts";
import type {
  FromJudgingThread,
  JudgingStart,
  ReadLines,
  SharedFinds,
  ToJudgingThread,
} from "./judging-messages.ts";

// Judges its part of the blocks of a window, which it reads by itself, and posts what was found: hits, matches and counts,
// never an event. One of several threads puts together what all of them have found.

/** Milliseconds between two messages that it goes on. */
const progressEveryMs = 200;
/** The level plays no part in unpacking. */
const anyLevel = 1;

const post = (message: FromJudgingThread, transfer: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, [...transfer]);

/** A window that is being judged. */
interface Judging {
  take(message: Exclude<ToJudgingThread, { kind: "start" }>): void;
}

/** The queries of the window that is judged, or was judged last, by number: the next window mostly has the same. */
let knownQueries: ReadonlyMap<number, CheckedQuery> = new Map();

function takeQueries({ rules, queries }: Pick<JudgingStart, "rules" | "queries">): typeof knownQueries {
  const taken = new Map<number, CheckedQuery>();
  for (const { query: number } of rules) {
    const query = knownQueries.get(number) ?? fromPortableQuery(queryOf(queries, number));
    taken.set(number, query);
  }
  return taken;
}

function queryOf<Query>(queries: ReadonlyMap<number, Query>, number: number): Query {
  const query = queries.get(number);
  if (query === undefined) throw new Error(`the thread was not given query ${number}`);
  return query;
}

function judge({ rules, queries, fieldTypes, seed, blocks, others }: JudgingStart): Judging {
  knownQueries = takeQueries({ rules, queries });
  const types = new Map(fieldTypes);
  const spillFile = createSpillFileOnDemand();
  const pass = createDetectionPass(
    rules.map(({ rule, query, index, window }) => ({
      rule: { rule, index, query: queryOf(knownQueries, query) },
      window,
    })),
    { typeOf: (name) => types.get(name) },
    seed,
    others === undefined ? {} : { spillFile },
  );
  const asked = new Map<number, (lines: ReadLines) => void>();
  let blocksGone = 0;
  let othersLeft = others ?? 0;
  let whenOthersAreDone: (() => void) | undefined;

  const readWith = (reader: PlaceReader) => async (number: number) => {
    const wanted = blocks[number];
    if (wanted === undefined) return undefined;
    const found = wanted.place === undefined ? undefined : await reader.read(wanted.block, wanted.place);
    if (found !== undefined) return found;
    return await new Promise<ReadLines>((resolve) => {
      asked.set(number, resolve);
      post({ kind: "read", number });
    });
  };

  const postShare = (end: SharedFinds["end"]): void => {
    const share = pass.takeShare();
    post({ kind: "share", share, end }, share.hits.buffers);
  };

  const judgeBlocks = async (): Promise<void> => {
    const reader = createPlaceReader(await createZstdCodec(anyLevel));
    post({ kind: "progress" });
    let progressAtMs = performance.now() + progressEveryMs;
    let shareAtEvents = judgingLimits.eventsPerShare;
    const read = readAhead(blocks.keys(), readWith(reader), judgingLimits.blocksAhead);
    for await (const [number, lines] of read) {
      const block = blocks[number]?.block;
      if (lines === undefined) blocksGone += 1;
      else if (block !== undefined && lines !== "unreadable") judgeBlock(pass, { ...block, lines });
      if (others === undefined && pass.eventCount >= shareAtEvents) {
        postShare(undefined);
        shareAtEvents = pass.eventCount + judgingLimits.eventsPerShare;
      }
      if (performance.now() < progressAtMs) continue;
      progressAtMs = performance.now() + progressEveryMs;
      post({ kind: "progress" });
    }
    reader.close();
  };

  const run = async (): Promise<void> => {
    await judgeBlocks();
    if (others === undefined) {
      postShare({ blocksGone });
      return;
    }
    if (othersLeft > 0) {
      await new Promise<void>((resolve) => {
        whenOthersAreDone = resolve;
      });
    }
    post({ kind: "finishing" });
    const eventsSearched = pass.eventCount;
    const outcomes = pass.finish().map(judgedOutcome);
    spillFile.close();
    post({ kind: "done", judged: { eventsSearched, blocksGone, unreadable: [], outcomes } });
  };

  // What it throws ends the thread, and is told to whoever has started it.
  void run();
  return {
    take(message) {
      switch (message.kind) {
        case "lines":
          asked.get(message.number)?.(message.lines);
          asked.delete(message.number);
          return;
        case "share":
          pass.addShare(message.share);
          post({ kind: "progress" });
          if (message.end === undefined) return;
          blocksGone += message.end.blocksGone;
          othersLeft -= 1;
          if (othersLeft === 0) whenOthersAreDone?.();
      }
    },
  };
}

let judging: Judging | undefined;
parentPort?.on("message", (message: ToJudgingThread) => {
  if (message.kind === "start") judging = judge(message.start);
  else judging?.take(message);
});
