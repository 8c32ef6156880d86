import type { Alert } from "@eqlite/core/detect";
import { describe, it } from "vitest";
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
  "splunk-attack-data/T1047-atomic_red_team.tar.gz",
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

describe("probe", () => {
  it.each([1, 2])("live %i", { timeout: 100_000 }, async (seed) => {
    const events = shuffled(records, seed);
    const wanted = await expected(events, `live-${seed}`);
    const server = await servers.start({
      rules: [rules, repositoryPath("rules")],
      config: { enforceIndex: false },
    });
    await ship(events, { url: server.url, concurrency: 1 });
    await server.detection.live?.caughtUp();
    server.elapsed.advance(decidedMs);
    await server.detection.live?.caughtUp();
    const found = storedIds(server);
    const w = new Set(wanted),
      f = new Set(found);
    console.log(
      wanted.length,
      found.length,
      wanted.filter((x) => !f.has(x)),
      found.filter((x) => !w.has(x)),
      server.logged,
    );
  });
});
