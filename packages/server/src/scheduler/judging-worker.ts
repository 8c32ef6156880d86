import { parentPort, workerData } from "node:worker_threads";
import { fromPortableQuery } from "@eqlite/core/lang";
import { createDetectionPass } from "../detection/detection-rule.ts";
import { readAhead } from "../platform/read-ahead.ts";
import { createSpillFileOnDemand } from "../scan/spill-file.ts";
import { judgeBlock } from "../stores/judge-block.ts";
import { createPlaceReader } from "../stores/segments/place-reader.ts";
import { createZstdCodec } from "../stores/segments/zstd-codec.ts";
import { judgedOutcome } from "./judged-executions.ts";
import { judgingLimits } from "./judging-limits.ts";
import type { FromJudgingThread, JudgingStart, ToJudgingThread } from "./judging-messages.ts";

// Judges its part of the blocks of a window, which it reads by itself, and posts what was found: hits, matches and counts,
// never an event. One of several threads puts together what all of them have found.

/** Milliseconds between two messages that it goes on. */
const progressEveryMs = 200;
/** The level plays no part in unpacking. */
const anyLevel = 1;

async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("this is the script of a worker");
  const { rules, fieldTypes, seed, blocks, others } = workerData as JudgingStart;
  const types = new Map(fieldTypes);
  const spillFile = createSpillFileOnDemand();
  const pass = createDetectionPass(
    rules.map(({ rule, query, index, window }) => ({
      rule: { rule, index, query: fromPortableQuery(query) },
      window,
    })),
    { typeOf: (name) => types.get(name) },
    seed,
    others === undefined ? {} : { spillFile },
  );
  const post = (message: FromJudgingThread, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, [...transfer]);
  const asked = new Map<number, (lines: Uint8Array | undefined) => void>();
  let blocksGone = 0;
  let othersLeft = others ?? 0;
  let whenOthersAreDone: (() => void) | undefined;
  port.on("message", (message: ToJudgingThread) => {
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
  });
  const reader = createPlaceReader(await createZstdCodec(anyLevel));

  const readBlock = async (number: number): Promise<Uint8Array | undefined> => {
    const wanted = blocks[number];
    if (wanted === undefined) return undefined;
    const found = wanted.place === undefined ? undefined : await reader.read(wanted.block, wanted.place);
    if (found !== undefined) return found;
    return await new Promise((resolve) => {
      asked.set(number, resolve);
      post({ kind: "read", number });
    });
  };

  const postShare = (end: { readonly blocksGone: number } | undefined): void => {
    const share = pass.takeShare();
    post({ kind: "share", share, end }, share.hits.buffers);
  };

  post({ kind: "progress" });
  let progressAtMs = performance.now() + progressEveryMs;
  let shareAtEvents = judgingLimits.eventsPerShare;
  for await (const [number, lines] of readAhead(blocks.keys(), readBlock, judgingLimits.blocksAhead)) {
    const block = blocks[number]?.block;
    if (lines === undefined) blocksGone += 1;
    else if (block !== undefined) judgeBlock(pass, { ...block, lines });
    if (others === undefined && pass.eventCount >= shareAtEvents) {
      postShare(undefined);
      shareAtEvents = pass.eventCount + judgingLimits.eventsPerShare;
    }
    if (performance.now() < progressAtMs) continue;
    progressAtMs = performance.now() + progressEveryMs;
    post({ kind: "progress" });
  }
  await reader.close();
  if (others === undefined) postShare({ blocksGone });
  else {
    if (othersLeft > 0) {
      await new Promise<void>((resolve) => {
        whenOthersAreDone = resolve;
      });
    }
    post({ kind: "finishing" });
    const eventsSearched = pass.eventCount;
    const outcomes = pass.finish().map(judgedOutcome);
    post({ kind: "done", judged: { eventsSearched, blocksGone, outcomes } });
  }
  spillFile.close();
  port.close();
}

await main();
