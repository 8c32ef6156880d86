import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { createSlotMemory, openBlockSlots, slotBytes } from "./block-slots.ts";
import type { ScanReport } from "./run-scan.ts";
import { prepareRules, repositoryPath, scan, writeRules } from "./scan.test-support.ts";

const folder = scratchFolder();
// Threads run compiled scripts.
const workerScript = pathToFileURL(repositoryPath("packages/server/dist/scan/scan-worker.js"));

const queries: readonly string[] = [
  'process where process.name == "a" and process.pid > 990',
  'process where process.name regex "[bc]" and process.pid == 500',
  "process where number(process.title) == 7",
  'sequence by host.id with maxspan=1s [process where process.name == "a"] [process where process.name == "b"] until [process where process.name == "c"]',
  'sequence by host.id, host.ip with maxspan=2s [process where process.name == "a" and process.pid < 40] ![process where process.name == "d"] [process where process.name == "b"]',
];

/** Events of about 700 bytes in the order of time, and everything that a file may hold beside them. */
function lines(count: number, seed: number): string {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  const written: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const event = {
      "@timestamp": new Date(Date.UTC(2026, 3, 1) + at * 40 + random(200)).toISOString(),
      event: { category: "process", type: "start" },
      host: { id: `h${random(5)}`, ip: random(10) === 0 ? ["10.0.0.1", "10.0.0.2"] : ["10.0.0.1"] },
      process: { name: "abcdefgh"[random(8)], pid: random(1_000), title: random(400) === 0 ? "x" : "7" },
      message: "filler ".repeat(80),
    };
    const kind = random(200);
    if (kind === 0) written.push("", `{"broken": ${at}`);
    else if (kind === 1)
      written.push(`{"index":{"_id":"id-${at}","_index":"logs-x"}}`, JSON.stringify(event));
    else if (kind === 2) {
      written.push(
        JSON.stringify({ EventID: 1, EventTime: "2026-04-01 00:00:00", Hostname: "h", Image: "C:\\a" }),
      );
    } else written.push(JSON.stringify(event));
  }
  return written.join("\n");
}

/** All of a report that may not depend on threads. */
function shown({ alerts, outcomes, totals, problems, ...counts }: ScanReport): unknown {
  return {
    alerts: alerts.map(({ id, evidence }) => [id, evidence.map(({ event }) => event.source)]),
    outcomes: outcomes.map(({ failures, firstFailure, error, matches }) => ({
      failures,
      failure: firstFailure?.message,
      error,
      matches: matches.map(({ positions }) => positions),
    })),
    totals,
    problems: [problems.count, problems.unreadableRecords, problems.listed.map(({ problem }) => problem)],
    counts,
  };
}

describe("a scan with threads", () => {
  const paths = [1, 2, 3].map((seed) => folder.write(`events-${seed}.ndjson`, lines(4_000, seed)));

  it("finds and reports the same with any number of them", async () => {
    const rules = await prepareRules([writeRules(folder, "workers", queries)]);
    const alone = await scan(paths, rules, { workers: 0 });
    expect(alone.alerts.length).toBeGreaterThan(100);
    expect(alone.problems.count).toBeGreaterThan(20);
    expect(alone.outcomes[2]?.failures).toBeGreaterThan(5);
    for (const workers of [1, 2, 5]) {
      const together = await scan(paths, rules, { workers, workerScript });
      expect(shown(together)).toEqual(shown(alone));
    }
  }, 60_000);

  it("finds the same in a range of times and with index patterns", async () => {
    const rules = await prepareRules([writeRules(folder, "workers", queries)]);
    const options = {
      fromMs: Date.UTC(2026, 3, 1, 0, 0, 30),
      toMs: Date.UTC(2026, 3, 1, 0, 2),
      enforceIndex: true,
    };
    const alone = await scan(paths, rules, { ...options, workers: 0 });
    expect(alone.eventsOutOfRange).toBeGreaterThan(1_000);
    const together = await scan(paths, rules, { ...options, workers: 2, workerScript });
    expect(shown(together)).toEqual(shown(alone));
  }, 60_000);

  it("leaves a query that keeps more than numbers to the main thread", async () => {
    const sample = "sample by host.id [process where process.pid == 1] [process where process.pid == 2]";
    const rules = await prepareRules([writeRules(folder, "sample", [sample])]);
    const alone = await scan(paths, rules, { workers: 0 });
    expect(alone.alerts.length).toBeGreaterThan(0);
    // A script that cannot be loaded would fail the scan.
    const together = await scan(paths, rules, { workers: 2, workerScript: new URL("file:///nowhere.js") });
    expect(shown(together)).toEqual(shown(alone));
  }, 60_000);

  it("fails where a thread cannot work", async () => {
    const rules = await prepareRules([writeRules(folder, "workers", queries)]);
    const script = pathToFileURL(folder.write("broken.mjs", 'throw new Error("no memory");'));
    await expect(scan(paths, rules, { workers: 1, workerScript: script })).rejects.toThrow("no memory");
  }, 60_000);
});

describe("the slots of a thread", () => {
  const header = { block: 7, file: 1, position: 2 ** 40, byteOffset: 5, firstLine: 9, isLast: true };

  it("hand blocks over in order, and take no more than they hold", () => {
    const memory = createSlotMemory(2);
    const [main, worker] = [openBlockSlots(memory, 2), openBlockSlots(memory, 2)];
    const put = (byte: number): boolean => main.put({ ...header, block: byte }, Uint8Array.of(byte, byte));
    expect([put(1), put(2), put(3)]).toEqual([true, true, false]);
    const taken: unknown[] = [];
    const take = (): boolean => worker.take((got, bytes) => taken.push([got, ...bytes]));
    expect(take()).toBe(true);
    expect(put(3)).toBe(true);
    main.end();
    expect([take(), take(), take(), take()]).toEqual([true, true, false, false]);
    expect(taken).toEqual([1, 2, 3].map((byte) => [{ ...header, block: byte }, byte, byte]));
  });

  it("end where they are empty, and where they are full", () => {
    for (const count of [0, 1, 2]) {
      const memory = createSlotMemory(2);
      const [main, worker] = [openBlockSlots(memory, 2), openBlockSlots(memory, 2)];
      for (let block = 0; block < count; block += 1) main.put(header, new Uint8Array(1));
      main.end();
      const answers = Array.from({ length: 4 }, () => worker.take(() => {}));
      expect(answers.filter(Boolean)).toHaveLength(count);
      expect(answers.lastIndexOf(true)).toBe(count - 1);
    }
  });

  it("take the longest block, and none that is longer", () => {
    const slots = openBlockSlots(createSlotMemory(1), 1);
    expect(slots.put(header, new Uint8Array(slotBytes + 1))).toBe(false);
    expect(slots.put(header, new Uint8Array(slotBytes))).toBe(true);
  });
});
