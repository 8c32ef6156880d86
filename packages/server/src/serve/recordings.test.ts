import type { Alert } from "@eqlite/core/detect";
import { describe, expect, it } from "vitest";
import { bundledRule, prepareRules, repositoryPath, scan, writeRules } from "../scan/scan.test-support.ts";
import { readRecords, ship, shuffled } from "./shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "./whole-server.test-support.ts";

const servers = wholeServers();

const queries = [
  'process where event.type == "start" and process.name : ("cmd.exe", "powershell.exe")',
  `sequence by host.name, process.pid with maxspan=30s
     [process where event.type == "start"] [file where event.action == "creation"]
     until [process where event.type == "end"]`,
  `sequence by host.name, process.pid with maxspan=10s
     [process where event.type == "start"] ![library where true] [process where event.type == "end"]`,
  `sequence by host.name, process.pid with maxspan=10s
     [process where event.type == "start"] ![process where event.type == "end"]`,
  `sequence by host.name with maxspan=20s [process where event.type == "start"] with runs=4 [file where true]`,
  "sequence by host.name, process.pid with maxspan=1m [registry where true] with runs=5",
  `sequence by host.name, process.pid with maxspan=5s
     ![registry where true] [file where event.action == "creation"]`,
];
const rules = writeRules(servers.scratch, "test", queries);
/** Longer than any maxspan here and the grace for what must be missing. */
const decidedMs = 70_000;

const recordings = [
  "demo/aptsimulator_cobaltstrike.zip",
  "security-datasets/proxylogon_ssrf_rce_poc.zip",
  "security-datasets/cmd_psexec_lsa_secrets_dump.zip",
  "security-datasets/covenant_copy_smb_CreateRequest.zip",
];
const records = await readRecords(recordings.map((name) => repositoryPath(`recordings/${name}`)));

/** Alerts and their building blocks, as ids to be compared. */
function idsOf(alerts: readonly Alert[]): readonly string[] {
  return alerts
    .flatMap(({ id, rule, buildingBlocks }) => [
      `${rule.ruleId} ${id}`,
      ...buildingBlocks.map((block) => `${rule.ruleId} block ${String(block["kibana.alert.uuid"])}`),
    ])
    .sort();
}

function storedIds({ data }: Pick<WholeServer, "data">): readonly string[] {
  return [...data.alerts.scan({}, "oldest-first")]
    .map(({ id, document }) => {
      const isBlock = document["kibana.alert.building_block_type"] !== undefined;
      return `${String(document["kibana.alert.rule.rule_id"])} ${isBlock ? "block " : ""}${id}`;
    })
    .sort();
}

async function expected(events: readonly string[], name: string): Promise<readonly string[]> {
  const path = servers.scratch.write(`${name}.ndjson`, events.map((event) => `${event}\n`).join(""));
  const prepared = [...(await prepareRules([rules])), ...(await bundledRule())];
  return idsOf((await scan([path], prepared)).alerts);
}

/** Nothing is there twice: every id that is stored once stands for one alert or block. */
async function expectAlertsOf(server: WholeServer, events: readonly string[], name: string): Promise<void> {
  const wanted = await expected(events, name);
  expect(wanted.length).toBeGreaterThan(50);
  expect(storedIds(server)).toEqual(wanted);
  expect(server.logged).toEqual([]);
}

/** Shows what is stored to live detection, and lets pass what must pass before something counts as missing. */
async function settleLive(server: WholeServer): Promise<void> {
  await server.detection.live?.caughtUp();
  server.elapsed.advance(decidedMs);
  server.clock.advance(decidedMs);
  await server.detection.live?.caughtUp();
}

/** One request after the other: which of two events of one time comes first is decided by their arrival, here as in a scan. */
const inOrder = { concurrency: 1 };

const rulePaths = [rules, repositoryPath("rules")];

describe("recordings that are shipped in any order raise the alerts of a scan", () => {
  it.each([1, 2])("live only, order %i", { timeout: 120_000 }, async (seed) => {
    const events = shuffled(records, seed);
    const server = await servers.start({ rules: rulePaths, config: { enforceIndex: false } });
    await ship(events, { url: server.url, ...inOrder });
    await settleLive(server);
    await expectAlertsOf(server, events, `live-${seed}`);
  });

  it("scheduled only", { timeout: 120_000 }, async () => {
    const events = shuffled(records, 3);
    const server = await servers.start({ rules: rulePaths, config: { enforceIndex: false, live: false } });
    await ship(events, { url: server.url, ...inOrder });
    await server.detection.scheduler.tick();
    await expectAlertsOf(server, events, "scheduled");
  });

  it("both, and again in the next executions", { timeout: 120_000 }, async () => {
    const events = shuffled(records, 4);
    const server = await servers.start({ rules: rulePaths, config: { enforceIndex: false } });
    await ship(events, { url: server.url, ...inOrder });
    await server.detection.scheduler.tick();
    await settleLive(server);
    server.clock.advance(5 * 60_000);
    await server.detection.scheduler.tick();
    await expectAlertsOf(server, events, "both");
  });

  it("raise nothing in a data stream that no rule covers", { timeout: 120_000 }, async () => {
    const server = await servers.start({ rules: rulePaths });
    await ship(records, { url: server.url, index: "metrics-test-default" });
    await server.detection.scheduler.tick();
    await settleLive(server);
    expect(storedIds(server)).toEqual([]);
  });
});
