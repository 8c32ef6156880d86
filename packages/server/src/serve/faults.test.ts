import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { type ChildServer, childServers } from "./child-server.test-support.ts";
import { bulkBody, randomNumbers } from "./shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "./whole-server.test-support.ts";

const servers = wholeServers();
const children = childServers();

function rulesOf(queries: Readonly<Record<string, string>>): string[] {
  const rules = Object.entries(queries).map(([id, query]) => ({
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
  }));
  return [servers.scratch.write("rules.ndjson", rules)];
}

function eventOf(commandLine: string): string {
  return JSON.stringify({
    "@timestamp": new Date(Date.UTC(2026, 5, 8, 12)).toISOString(),
    event: { category: ["process"], type: ["start"] },
    process: { name: "evil.exe", command_line: commandLine },
  });
}

async function post(
  { url }: { readonly url: string },
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const headers = { "content-type": "application/x-ndjson" };
  return await fetch(`${url}/logs-test-default/_bulk`, { method: "POST", headers, body });
}

/** Irregular text of the letters a and b: it leads an automaton to another state with nearly every letter. */
function irregularText(length: number, seed: number): string {
  const random = randomNumbers(seed);
  return Array.from({ length }, () => (random() < 0.5 ? "a" : "b")).join("");
}

/** Alerts that are no building blocks, by rule. */
function alertsOf({ data }: WholeServer): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { ruleId } of data.rules.all()) {
    counts[ruleId] = data.alerts.count({ ruleIds: [ruleId], buildingBlocks: "hidden" });
  }
  return counts;
}

describe("a rule", () => {
  it("with a pathological regular expression holds up neither other rules nor requests", async () => {
    // Each of them takes a backtracking matcher longer than the universe has been there.
    const patterns = ["(a+)+b", "((a*)*)*c", "(a|a?)+$x", "(a|aa)+d", "(.*a){30}.*b.*", ".*a.{500}c"];
    const queries = Object.fromEntries(
      patterns.map((pattern, n) => [`wild-${n}`, `process where process.command_line regex~ "${pattern}"`]),
    );
    const rules = rulesOf({ ...queries, plain: 'process where process.name == "evil.exe"' });
    const server = await servers.start({ rules });
    const events = ["a".repeat(50_000), irregularText(10_000, 1), `${"a".repeat(50_000)}b`].map(eventOf);
    expect((await post(server, bulkBody(events))).status).toBe(200);
    await server.detection.live?.caughtUp();
    const expected = {
      "wild-0": 1,
      "wild-1": 0,
      "wild-2": 0,
      "wild-3": 0,
      "wild-4": 2,
      "wild-5": 0,
      plain: 3,
    };
    expect(alertsOf(server)).toEqual(expected);
    await server.detection.scheduler.tick();
    expect(alertsOf(server)).toEqual(expected);
  });
});

describe("a search that takes long", () => {
  it("ends in time with what it has, and gives others their turn", async () => {
    const server = await servers.start({ rules: rulesOf({ none: "process where false" }) });
    const body = bulkBody(Array.from({ length: 10 }, (_, n) => eventOf(irregularText(20_000, n))));
    for (let n = 0; n < 8; n += 1) expect((await post(server, body)).status).toBe(200);
    const search = (extra: object): Promise<Response> =>
      fetch(`${server.url}/logs-*/_search`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: { regexp: { "process.command_line": ".*a.{500}c" } }, ...extra }),
      });
    const heavy = search({ timeout: "1ms", track_total_hits: true });
    const light = await fetch(`${server.url}/healthz`);
    expect(light.status).toBe(200);
    expect(await (await heavy).json()).toMatchObject({ timed_out: true });
    // Nobody waits for this one any more.
    const abort = new AbortController();
    const left = fetch(`${server.url}/logs-*/_count`, { signal: abort.signal }).catch(() => "left");
    abort.abort();
    expect(await left).toBe("left");
    expect((await fetch(`${server.url}/logs-*/_count`)).status).toBe(200);
  });
});

describe("two servers with one data folder", () => {
  it("the second says who has it, and the first goes on", async () => {
    const folder = servers.newFolder();
    const first: ChildServer = await children.start({ folder });
    await expect(children.start({ folder })).rejects.toThrow(new RegExp(`in use.*pid ${first.pid}`));
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });
});

describe("what is sent", () => {
  it("may be any rubbish: it is refused, and events beside it are stored and judged", async () => {
    const server = await servers.start({
      rules: rulesOf({ plain: 'process where process.name == "evil.exe"' }),
    });
    const good = bulkBody([eventOf("good")]);
    const random = randomNumbers(9);
    let stored = 0;
    for (let n = 0; n < 60; n += 1) {
      const bytes = Buffer.from(good.repeat(2));
      for (let change = 0; change <= n % 5; change += 1) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      const cut = random() < 0.3 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
      const answer = await post(server, new Uint8Array(cut));
      expect([200, 400]).toContain(answer.status);
      if (answer.status !== 200) continue;
      const { items } = (await answer.json()) as { items: readonly Record<string, { status: number }>[] };
      stored += items.filter((item) => Object.values(item)[0]?.status === 201).length;
    }
    const { port } = server;
    for (const rubbish of [
      "\0\0\0\0",
      "GET / HTTP/9.9\r\n\r\n",
      "POST /_bulk HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
      "POST /_bulk HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzzzz\r\n",
      "POST /_bulk HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ]) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {}).resume();
      socket.write(rubbish, "latin1");
      await once(socket, "close");
    }
    expect((await post(server, good)).status).toBe(200);
    const events = server.data.store.dataStreams().reduce((sum, stream) => sum + stream.events, 0);
    expect(events).toBe(stored + 1);
    expect(stored).toBeGreaterThan(5);
    await server.detection.live?.caughtUp();
    expect(alertsOf(server)["plain"]).toBeGreaterThan(0);
    expect(server.logged.filter((line) => line.includes("a bug"))).toEqual([]);
  });
});
