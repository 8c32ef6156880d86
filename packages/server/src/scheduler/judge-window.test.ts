import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { catalogue, detectionRule } from "../detection/detection-rule.test-support.ts";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import type { EventStore } from "../stores/event-store.ts";
import { createMemoryEventStore } from "../stores/memory-event-store.test-support.ts";
import { filesOf, segmentStores } from "../stores/segments/segment-store.test-support.ts";
import { eventAt, newEvents, startMs } from "../stores/store-contract.test-support.ts";
import { type JudgeWindowOptions, judgeWindow } from "./judge-window.ts";
import { createThreadPool } from "./thread-pool.ts";

const { open } = segmentStores();
const folder = scratchFolder();
// Threads run compiled scripts.
const threadScript = pathToFileURL(repositoryPath("packages/server/dist/scheduler/judging-worker.js"));

const queries = [
  'process where process.name == "a" and process.pid > 70',
  'process where process.name regex "[bc]" and process.pid == 50',
  'sequence by host.id with maxspan=1m [process where process.name == "a"] [process where process.name == "b"] until [process where process.name == "c"]',
  'sequence by host.id, host.ip with maxspan=30s [process where process.name == "a" and process.pid < 40] ![process where process.name == "d"] [process where process.name == "b"]',
  "process where process.pid / (process.pid - 7) > 3",
];
const rules = queries.map((query, at) => ({
  rule: detectionRule(`rule-${at}`, query, at === 0 ? { index: ["logs-a"] } : {}),
}));
const withSample = [
  ...rules,
  {
    rule: detectionRule(
      "s",
      "sample by host.id [process where process.pid == 1] [process where process.pid == 2]",
    ),
  },
];
const windowed = rules.map(({ rule }) => ({ rule, window: { positions: { from: 20_000, to: 90_000 } } }));

/** Some hundred events of two data streams in blocks of ten; some have a shape that the kernel leaves. */
async function fill(store: EventStore): Promise<void> {
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  for (let block = 0; block < 60; block += 1) {
    const events = Array.from({ length: 10 }, (_, at) =>
      eventAt((block * 10 + at) * 500 + random(2_000), {
        event: { category: "process" },
        host: { id: `h${random(4)}`, ip: random(8) === 0 ? ["10.0.0.1", "10.0.0.2"] : ["10.0.0.1"] },
        process: { name: "abcdef"[random(6)], pid: random(100) },
        ...(random(20) === 0 ? { winlog: { event_data: {} } } : {}),
      }),
    );
    await store.append([newEvents(block % 3 === 0 ? "logs-b" : "logs-a", events)], startMs + block);
  }
}

async function judge(
  store: EventStore,
  judged: Parameters<typeof judgeWindow>[0],
  options: Partial<JudgeWindowOptions> = {},
) {
  const seed = [1, 2, 3, 4] as const;
  const { signal } = new AbortController();
  return await judgeWindow(judged, store.select({}), { store, catalogue, seed, signal, ...options });
}

// One pool for all: threads are used again.
const threads = createThreadPool(threadScript);
afterAll(() => threads.close());

const inThreads = (maxThreads: number): Partial<JudgeWindowOptions> => ({
  threads,
  threadBytes: 0,
  maxThreads,
  limits: { bytesPerThread: 1 },
});

describe("a window that is judged in threads", () => {
  it.each([
    ["one", 1],
    ["several", 3],
  ])("has the matches that it has in the main thread: %s", async (_, count) => {
    const { store } = await open();
    await fill(store);
    // A thread has its part from many bytes on; here each gets one at once.
    const here = await judge(store, rules);
    expect(here.outcomes.map(({ matches }) => matches.length > 0)).toEqual([true, true, true, true, true]);
    expect(here.outcomes[4]?.failures).toBeGreaterThan(0);
    expect(await judge(store, rules, inThreads(count))).toEqual(here);
    expect(await judge(store, windowed, inThreads(count))).toEqual(await judge(store, windowed));
    expect(await judge(store, withSample, inThreads(count))).toEqual(await judge(store, withSample));
  });

  it("has the matches of its rules, whichever rules its threads had before", async () => {
    const { store } = await open();
    await fill(store);
    // Of one rule there is a newer one with the same query, and of another one the same rule with a newer query.
    const [first, second] = rules;
    if (first === undefined || second === undefined) throw new Error("there are rules");
    const newer = { rule: { ...first.rule, query: second.rule.query } };
    for (const some of [rules.slice(0, 2), rules.slice(1), [second, first], [newer, second], rules, []]) {
      expect(await judge(store, some, inThreads(2))).toEqual(await judge(store, some));
    }
  });

  it("is read by the main thread where the blocks are not on disk", async () => {
    const store = createMemoryEventStore();
    await fill(store);
    expect(await judge(store, rules, inThreads(2))).toEqual(await judge(store, rules));
  });

  it("is read by the main thread where segments were written anew since it was looked up", async () => {
    const { store, folder: path } = await open({ segmentBytes: 1, level: 1 });
    await fill(store);
    await store.maintained();
    const here = await judge(store, rules);
    const elsewhere: EventStore = {
      ...store,
      locate: (block) => {
        const place = store.locate?.(block);
        return place === undefined ? undefined : { ...place, offset: place.offset + 1 };
      },
    };
    expect(await judge(elsewhere, rules, inThreads(2))).toEqual(here);
    const blocks = store.select({});
    for (const file of filesOf(path, "logs-b", ".ndjson.zst")) rmSync(file);
    const { blocksGone, eventsSearched } = await judgeWindow(rules, blocks, {
      store: {
        ...store,
        read: async (block) => (block.dataStream === "logs-b" ? undefined : store.read(block)),
      },
      catalogue,
      seed: [1, 2, 3, 4],
      signal: new AbortController().signal,
      ...inThreads(2),
    });
    expect([blocksGone, eventsSearched]).toEqual([20, 400]);
  });

  it("ends when it is told to", async () => {
    const { store } = await open();
    await fill(store);
    const abort = new AbortController();
    const judging = judge(store, rules, { ...inThreads(2), signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(judging).rejects.toThrow("enough");
    await expect(judge(store, rules, { ...inThreads(1), signal: abort.signal })).rejects.toThrow("enough");
  });

  it("finds the rule that goes wild, and the others have their matches", async () => {
    const { store } = await open();
    await fill(store);
    const script = folder.write(
      "wild.mjs",
      `import { parentPort } from "node:worker_threads";
      await import(${JSON.stringify(threadScript.href)});
      parentPort.on("message", ({ start }) => {
        if (!start?.rules.some(({ rule }) => rule.tiebreakerField === "wild")) return;
        parentPort.postMessage({ kind: "progress" });
        for (;;) {}
      });`,
    );
    const wild = { rule: detectionRule("wild", "any where true", { tiebreaker_field: "wild" }) };
    const limits = { blockMs: 1_000 };
    const judged = await judge(store, [...rules.slice(0, 2), wild], {
      ...inThreads(1),
      threads: createThreadPool(pathToFileURL(script), 0),
      limits,
    });
    const here = await judge(store, rules.slice(0, 2));
    expect(judged.outcomes.slice(0, 2)).toEqual(here.outcomes);
    expect(judged.outcomes[2]?.error).toContain("did not come on for 1 seconds");
    expect(judged.eventsSearched).toBe(600);
  });

  it("fails where its script does", async () => {
    const { store } = await open();
    await fill(store);
    const broken = pathToFileURL(folder.write("broken.mjs", 'throw new Error("no memory");'));
    const pool = createThreadPool(broken);
    await expect(judge(store, rules, { ...inThreads(1), threads: pool })).rejects.toThrow("no memory");
  });
});
