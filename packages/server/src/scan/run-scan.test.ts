import { gzipSync } from "node:zlib";
import type { Alert } from "@eqlite/core/detect";
import { stringifyJson } from "@eqlite/core/events";
import { describe, expect, it } from "vitest";
import { alertJson } from "../cli/format-alerts.ts";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { bundledRule, prepareRules, repositoryPath, scan } from "./scan.test-support.ts";

const folder = scratchFolder();

const rule = {
  rule_id: "run-scan-event",
  name: "A start",
  description: "Any start of a process.",
  type: "eql",
  language: "eql",
  query: 'process where event.type == "start"',
  severity: "low",
  risk_score: 21,
};

const sequence = {
  ...rule,
  rule_id: "run-scan-sequence",
  name: "Two starts",
  severity: "high",
  query: 'sequence by host.id [process where event.type == "start"] [process where event.type == "start"]',
};

const start = (time: string | undefined, pid: number): object => ({
  ...(time === undefined ? {} : { "@timestamp": time }),
  event: { category: "process", type: "start" },
  host: { id: "h1" },
  process: { pid },
});

const ruleFile = folder.write("rules.ndjson", [rule, sequence]);
const logs = folder.write("logs.ndjson", [
  start("2026-05-01T10:00:00Z", 1),
  start("2026-05-01T11:00:00Z", 2),
  start(undefined, 3),
  start("yesterday", 4),
]);

/** What an alert says, as text: whole events, their places, everything. */
const texts = (alerts: readonly Alert[]): readonly string[] =>
  alerts.map((alert) => stringifyJson(alertJson(alert)));
const names = (alerts: readonly Alert[]): readonly string[] => alerts.map(({ rule: { name } }) => name);

describe("runScan", async () => {
  const rules = await prepareRules([ruleFile]);

  it("sorts alerts by time, then rule; those without a time come first", async () => {
    const { alerts, eventsWithoutTime, outcomes } = await scan([logs], rules);
    expect(names(alerts)).toEqual(["A start", "A start", "A start", "A start", "Two starts"]);
    expect(alerts.map(({ timeMs }) => timeMs)).toEqual([
      undefined,
      undefined,
      Date.UTC(2026, 4, 1, 10),
      Date.UTC(2026, 4, 1, 11),
      Date.UTC(2026, 4, 1, 11),
    ]);
    expect(eventsWithoutTime).toBe(2);
    // A sequence cannot place an event without a time; the events are counted, and the others still match.
    expect(outcomes.map(({ failures }) => failures)).toEqual([0, 2]);
    expect(outcomes[1]?.firstFailure?.message).toContain("no timestamp");
  });

  it.each([
    ["from, inclusive", { fromMs: Date.UTC(2026, 4, 1, 11) }, ["A start"], 3],
    ["to, exclusive", { toMs: Date.UTC(2026, 4, 1, 11) }, ["A start"], 3],
    [
      "both",
      { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 2) },
      ["A start", "A start", "Two starts"],
      2,
    ],
    ["nothing in range", { fromMs: Date.UTC(2027, 0, 1) }, [], 4],
  ])("time range: %s", async (_, range, expected, outside) => {
    const report = await scan([logs], rules, range);
    expect(names(report.alerts)).toEqual(expected);
    expect(report.eventsOutOfRange).toBe(outside);
  });

  it("leaves out alerts below the least severity", async () => {
    const { alerts } = await scan([logs], rules, { minSeverity: "medium" });
    expect(names(alerts)).toEqual(["Two starts"]);
  });

  it("raises one alert for an event that is read twice", async () => {
    const [first] = rules;
    const once = await scan([logs], first === undefined ? [] : [first]);
    const twice = await scan([logs, logs], first === undefined ? [] : [first]);
    expect(twice.totals.records).toBe(2 * once.totals.records);
    expect(twice.alerts.map(({ id }) => id)).toEqual(once.alerts.map(({ id }) => id));
  });

  it("one rule that fails at run time does not stop the others", async () => {
    const bad = folder.write("division.ndjson", [
      { ...rule, rule_id: "division", name: "Division", query: "process where 10 / (process.pid - 2) > 100" },
      rule,
    ]);
    const { alerts, outcomes } = await scan([logs], await prepareRules([bad]));
    expect(names(alerts)).toEqual(["A start", "A start", "A start", "A start"]);
    expect(outcomes.map(({ failures, error }) => [failures, error])).toEqual([
      [1, undefined],
      [0, undefined],
    ]);
  });

  it("stops when it is interrupted", async () => {
    await expect(scan([logs], rules, { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  });
});

describe("events beyond the memory budget", async () => {
  const other = folder.write("other.ndjson", [start("2026-05-01T10:30:00Z", 9)]);
  const packed = folder.write("packed.json.gz", gzipSync(JSON.stringify(start("2026-05-01T10:40:00Z", 10))));
  const inputs: readonly (readonly [string, readonly string[]])[] = [
    ["a zip", [repositoryPath("recordings/demo/aptsimulator_cobaltstrike.zip")]],
    [
      "EVTX",
      [repositoryPath("recordings/evtx/ID4688-4697-5140-5145_PSexec_remote_execution_+_admin_share.evtx")],
    ],
    ["gzip", [packed]],
    ["a file that is given again behind another", [logs, other, logs]],
    ["a folder and a file in it", [folder.path, other]],
  ];

  it.each(inputs)("are read again from %s", async (_, paths) => {
    const rules = [...(await prepareRules([ruleFile])), ...(await bundledRule())];
    const inMemory = await scan(paths, rules);
    const readAgain = await scan(paths, rules, { keptBytes: 0 });
    const partly = await scan(paths, rules, { keptBytes: 20_000 });
    // The kernel is shown events without what no rule reads; the reference path sees them whole.
    const reference = await scan(paths, rules, { engine: "reference" });
    expect(inMemory.alerts.length).toBeGreaterThan(0);
    expect(texts(reference.alerts)).toEqual(texts(inMemory.alerts));
    expect(texts(readAgain.alerts)).toEqual(texts(inMemory.alerts));
    expect(texts(partly.alerts)).toEqual(texts(inMemory.alerts));
  });

  it("refuse a file that changes in the meantime", async () => {
    const rules = await prepareRules([ruleFile]);
    const growing = folder.write("shrinking.ndjson", [
      start("2026-05-01T10:00:00Z", 1),
      start("2026-05-01T11:00:00Z", 2),
    ]);
    const shrink = (): void => {
      folder.write("shrinking.ndjson", [start("2026-05-01T10:00:00Z", 1)]);
    };
    await expect(scan([growing], rules, { keptBytes: 0, progress: shrink })).rejects.toThrow(
      /shrinking\.ndjson could not be read a second time/,
    );
  });

  it("can be interrupted while they are read again", async () => {
    const rules = await prepareRules([ruleFile]);
    const abort = new AbortController();
    let isRead = false;
    const progress = (done: number, total: number): void => {
      if (isRead) return;
      isRead = done === total;
      // After the pass over the input, before the second reading.
      if (isRead) setImmediate(() => abort.abort());
    };
    await expect(scan([logs], rules, { keptBytes: 0, progress, signal: abort.signal })).rejects.toThrow(
      "aborted",
    );
  });
});
