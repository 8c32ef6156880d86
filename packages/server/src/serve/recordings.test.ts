import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { bundledRule, prepareRules, repositoryPath } from "../scan/scan.test-support.ts";
import { childServers } from "./child-server.test-support.ts";
import { ofRules, scanned, stored, storedByChild } from "./found-alerts.test-support.ts";
import {
  randomNumbers,
  readRecords,
  ship,
  shipUntilRefused,
  shuffled,
} from "./shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "./whole-server.test-support.ts";

const servers = wholeServers();
const children = childServers();

const queries = {
  single: 'process where event.type == "start"',
  until: `sequence by host.name, process.pid with maxspan=30s
    [process where event.type == "start"] [file where event.action == "creation"]
    until [process where event.type == "end"]`,
  "missing-between": `sequence by host.name, process.pid with maxspan=10s
    [process where event.type == "start"] ![library where true] [process where event.type == "end"]`,
  "missing-last": `sequence by host.name, process.pid with maxspan=10s
    [process where event.type == "start"] ![process where event.type == "end"]`,
  "missing-first": `sequence by host.name, process.pid with maxspan=5s
    ![registry where true] [file where event.action == "creation"]`,
  "runs-on-host": `sequence by host.name with maxspan=20s
    [process where event.type == "start"] with runs=4 [file where true]`,
  runs: "sequence by host.name, process.pid with maxspan=1m [registry where true] with runs=5",
};
/** Rules to which it makes no difference in which order events of one time arrive, nor whether one arrives twice. */
const steadyRules = ["single", "until", "missing-between", "missing-last", "missing-first"];
const bundledId = "f9bb25ab-28c6-475a-91b1-3f990bfea952";
const testRules = servers.scratch.write(
  "rules.ndjson",
  Object.entries(queries).map(([id, query]) => ({
    rule_id: id,
    name: id,
    description: "A rule of a test.",
    type: "eql",
    language: "eql",
    query,
    index: ["logs-*"],
    severity: "low",
    risk_score: 21,
    interval: "10s",
    from: "now-9m",
  })),
);
const rules = [testRules, repositoryPath("rules")];
const prepared = [...(await prepareRules([testRules])), ...(await bundledRule())];

/** Longer than any maxspan above, and the grace for what must be missing. */
const decidedMs = 80_000;

const recording = (name: string): Promise<string[]> => readRecords([repositoryPath(`recordings/${name}`)]);
const demo = await recording("demo/aptsimulator_cobaltstrike.zip");
const records = [
  ...demo,
  ...(await recording("security-datasets/cmd_psexec_lsa_secrets_dump.zip")),
  ...(await recording("security-datasets/covenant_copy_smb_CreateRequest.zip")),
  ...(await recording("splunk-attack-data/T1047-atomic_red_team.tar.gz")).slice(0, 1_000),
];

/** Lets so much time go by that everything is decided. */
async function decide({ clock, elapsed, detection }: WholeServer): Promise<void> {
  await detection.live?.caughtUp();
  clock.advance(decidedMs);
  elapsed.advance(decidedMs);
  await detection.live?.caughtUp();
}

describe("what a scan finds, a server finds in events that arrive in any order", () => {
  it("live", async () => {
    const events = shuffled(records, 1);
    const server = await servers.start({ rules, config: { enforceIndex: false } });
    await ship(events, { url: server.url, concurrency: 1 });
    await decide(server);
    const found = stored(server);
    expect(found).toEqual(await scanned(events, prepared, servers.scratch));
    expect(ofRules(found, [bundledId]).filter((text) => text.includes(" alert "))).toHaveLength(1);
    expect(found.length).toBeGreaterThan(300);
  });

  it("by scheduled executions", async () => {
    const events = shuffled(records, 2);
    const server = await servers.start({ rules, config: { enforceIndex: false, live: false } });
    await ship(events, { url: server.url, concurrency: 1, flushBytes: 2_000_000 });
    await decide(server);
    await server.detection.scheduler.tick();
    const found = stored(server);
    expect(found).toEqual(await scanned(events, prepared, servers.scratch));
    server.clock.advance(10_000);
    await server.detection.scheduler.tick();
    expect(stored(server)).toEqual(found);
  });

  it("by both, while events arrive", async () => {
    const events = shuffled(records, 3);
    const server = await servers.start({ rules, config: { enforceIndex: false } });
    for (let from = 0; from < events.length; from += 1_000) {
      await ship(events.slice(from, from + 1_000), { url: server.url, concurrency: 1, flushBytes: 50_000 });
      server.clock.advance(11_000);
      server.elapsed.advance(11_000);
      await server.detection.live?.caughtUp();
      await server.detection.scheduler.tick();
    }
    await decide(server);
    await server.detection.scheduler.tick();
    expect(stored(server)).toEqual(await scanned(events, prepared, servers.scratch));
  });

  it("from several clients and into several data streams at once", async () => {
    const events = shuffled(records, 4);
    const server = await servers.start({ rules, config: { enforceIndex: false } });
    const quarter = Math.ceil(events.length / 4);
    await Promise.all(
      [0, 1, 2, 3].map((part) =>
        ship(events.slice(part * quarter, (part + 1) * quarter), {
          url: server.url,
          index: `logs-part${part}-default`,
          flushBytes: 20_000 * 4 ** part,
        }),
      ),
    );
    await decide(server);
    await server.detection.scheduler.tick();
    const steady = [...steadyRules, bundledId];
    expect(ofRules(stored(server), steady)).toEqual(
      ofRules(await scanned(events, prepared, servers.scratch), steady),
    );
  });

  it("through kill -9 in the middle, and a client that sends again", async () => {
    const seed = 5;
    const events = shuffled(records, seed);
    const random = randomNumbers(seed);
    const folder = mkdtempSync(join(servers.scratch.path, "killed-"));
    const start = () => children.start({ folder, flags: { rules, enforce_index: false, scheduled: false } });
    let rest: readonly string[] = events;
    for (let kills = 0; kills < 2; kills += 1) {
      const server = await start();
      const shipping = shipUntilRefused(rest, server.url, random);
      const ticking = server.ask("tick").catch(() => {});
      await pause(random() * 600);
      await server.kill();
      await ticking;
      rest = await shipping;
    }
    const server = await start();
    expect(await shipUntilRefused(rest, server.url, random)).toEqual([]);
    await server.ask("caught up");
    await server.ask("advance", decidedMs);
    await server.ask("caught up");
    await server.ask("tick");
    expect(await server.ask("events")).toBeGreaterThanOrEqual(events.length);
    const steady = [...steadyRules, bundledId];
    expect(ofRules(await storedByChild(server), steady)).toEqual(
      ofRules(await scanned(events, prepared, servers.scratch), steady),
    );
    expect(new Set((await server.ask("executions")).map(({ status }) => status))).not.toContain("running");
  });
});

describe("what rules see", () => {
  const index = "logs-windows.sysmon_operational-default";

  async function found(config: Parameters<typeof servers.start>[0]): Promise<number> {
    const server = await servers.start(config);
    await ship(demo, { url: server.url, index });
    await decide(server);
    await server.detection.scheduler.tick();
    return ofRules(stored(server), [bundledId]).length;
  }

  it("is nothing of a data stream that their patterns do not cover", async () => {
    expect(await found({ rules: [repositoryPath("rules")] })).toBe(0);
  });

  it("is what the configuration says the patterns cover, too", async () => {
    const covered = ["logs-windows.*"];
    const indexAliases = {
      "logs-endpoint.events.process-*": covered,
      "logs-endpoint.events.file-*": covered,
    };
    expect(await found({ rules: [repositoryPath("rules")], config: { indexAliases } })).toBe(3);
  });

  it("is not what arrives while they are disabled", async () => {
    const server = await servers.start({ rules, config: { enforceIndex: false } });
    const enable = (enabled: boolean): void => {
      server.data.rules.patch(
        { ruleId: "single" },
        { parameters: { enabled }, principal: { name: "test" }, nowMs: server.clock.nowMs() },
      );
    };
    const events = shuffled(records, 7);
    const third = Math.ceil(events.length / 3);
    for (const part of [0, 1, 2]) {
      await server.detection.live?.caughtUp();
      enable(part !== 1);
      await ship(events.slice(part * third, (part + 1) * third), { url: server.url });
    }
    await decide(server);
    const seen = [...events.slice(0, third), ...events.slice(2 * third)];
    const all = await scanned(events, prepared, servers.scratch);
    expect(ofRules(stored(server), ["single"])).toEqual(
      ofRules(await scanned(seen, prepared, servers.scratch), ["single"]),
    );
    // The others have remembered what they had seen.
    expect(ofRules(stored(server), ["until", "missing-between"])).toEqual(
      ofRules(all, ["until", "missing-between"]),
    );
    expect(ofRules(all, ["single"]).length).toBeGreaterThan(ofRules(stored(server), ["single"]).length);
  });
});

interface Known {
  readonly expected_alerts_remote_execution_via_file_shares: number;
}

const collection = repositoryPath("../shared/data");
const isPresent = existsSync(`${collection}/expected.json`);
if (!isPresent) console.warn("Skipped: the large collection of recordings is not in ../shared/data.");

describe.skipIf(!isPresent)("recordings of the large collection", () => {
  it("raise the alerts that are known of them", { timeout: 60_000 }, async () => {
    const known = JSON.parse(readFileSync(`${collection}/expected.json`, "utf8")) as Readonly<
      Record<string, Known>
    >;
    const names = [
      "security-datasets/aptsimulator_cobaltstrike.zip",
      "security-datasets/empire_psexec_dcerpc_tcp_svcctl.zip",
    ];
    const wanted = names.reduce(
      (sum, name) => sum + (known[name]?.expected_alerts_remote_execution_via_file_shares ?? 0),
      0,
    );
    const events = shuffled(await readRecords(names.map((name) => `${collection}/${name}`)), 8);
    const server = await servers.start({ rules, config: { enforceIndex: false } });
    await ship(events, { url: server.url, flushBytes: 2_000_000 });
    await decide(server);
    await server.detection.scheduler.tick();
    const found = stored(server);
    expect(ofRules(found, [bundledId]).filter((text) => text.includes(" alert "))).toHaveLength(wanted);
    const steady = [...steadyRules, bundledId];
    expect(ofRules(found, steady)).toEqual(ofRules(await scanned(events, prepared, servers.scratch), steady));
  });
});
