import { describe, expect, it } from "vitest";
import { prepareRules } from "../scan/scan.test-support.ts";
import { ofRules, scanned, stored } from "./found-alerts.test-support.ts";
import { bulkBody, randomNumbers, shuffled } from "./shipped-events.test-support.ts";
import { type WholeServer, wholeServers } from "./whole-server.test-support.ts";

const servers = wholeServers();

const action = (name: string): string => `[any where event.action == "${name}"]`;
const queries = {
  single: 'any where event.action == "a"',
  sequence: `sequence by host.name with maxspan=1m ${action("a")} ${action("b")}`,
  until: `sequence by host.name with maxspan=1m ${action("a")} ${action("b")} until ${action("c")}`,
  missing: `sequence by host.name with maxspan=10s ${action("a")} !${action("c")}`,
};
const rules = [
  servers.scratch.write(
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
  ),
];
const prepared = await prepareRules(rules);

const secondMs = 1_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = Date.UTC(2026, 5, 8, 12);

/** Where events say that they happened, from now. */
const places: readonly (number | undefined)[] = [
  0,
  hourMs,
  3_650 * dayMs,
  -hourMs,
  -3 * dayMs,
  -nowMs,
  -nowMs - 1_000 * dayMs,
  undefined,
];
/** What is no time, each from a sender of its own. */
const noTimes: readonly unknown[] = ["yesterday", "", null, [], {}, "2026-13-45T99:00:00Z"];

/** Events of some hosts, which do a few things within a minute: each host at another time, or at none. */
function eventsFromAnyTime(seed: number): string[] {
  const random = randomNumbers(seed);
  const events: string[] = [];
  for (let host = 0; host < 80; host += 1) {
    const placeMs = places[host % places.length];
    for (let n = 0; n < 4; n += 1) {
      const ms = nowMs + (placeMs ?? 0) + n * 7_000 + Math.floor(random() * 6_000);
      const time = placeMs === undefined ? noTimes[(host + n) % noTimes.length] : new Date(ms).toISOString();
      events.push(
        JSON.stringify({
          ...(time === undefined ? {} : { "@timestamp": time }),
          event: { category: ["process"], action: "abc"[Math.floor(random() * 3)], sequence: events.length },
          host: { name: `host-${host}` },
        }),
      );
    }
  }
  return shuffled(events, seed);
}

async function send(events: readonly string[], { url }: WholeServer): Promise<void> {
  const answer = await fetch(`${url}/logs-test-default/_bulk`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: bulkBody(events),
  });
  expect(await answer.json()).toMatchObject({ errors: false });
}

/** So much time goes by that everything is decided. */
async function decide({ clock, elapsed, detection }: WholeServer): Promise<void> {
  await detection.live?.caughtUp();
  clock.advance(80 * secondMs);
  elapsed.advance(80 * secondMs);
  await detection.live?.caughtUp();
}

function without(texts: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return texts.filter((text) => !known.has(text));
}

/** New alerts of all executions. */
function raisedByExecutions({ data }: WholeServer): number {
  return Object.keys(queries)
    .flatMap((ruleId) => data.executions.history(ruleId, { pageSize: 100 }).executions)
    .reduce((sum, { alertsNew }) => sum + alertsNew, 0);
}

describe("events out of order, days late, from the future, from before 1970, and without a time", () => {
  it("raise live what a scan finds", async () => {
    const events = eventsFromAnyTime(1);
    const server = await servers.start({ rules });
    for (let from = 0; from < events.length; from += 40) await send(events.slice(from, from + 40), server);
    await decide(server);
    const found = stored(server);
    expect(found).toEqual(await scanned(events, prepared, servers.scratch));
    for (const ruleId of Object.keys(queries)) expect(ofRules(found, [ruleId])).not.toEqual([]);
  });

  it("raise in scheduled executions what a scan finds", async () => {
    const events = eventsFromAnyTime(2);
    const server = await servers.start({ rules, config: { live: false } });
    await send(events, server);
    await decide(server);
    await server.detection.scheduler.tick();
    expect(stored(server)).toEqual(await scanned(events, prepared, servers.scratch));
  });
});

describe("a clock that is set", () => {
  const jumps = [
    ["back by an hour", -hourMs],
    ["forward by an hour", hourMs],
  ] as const;

  it.each(jumps)("%s makes no hole and no second alert in scheduled executions", async (_, jumpMs) => {
    const events = eventsFromAnyTime(3);
    const server = await servers.start({ rules, config: { live: false } });
    const third = Math.ceil(events.length / 3);
    const parts = [0, third, 2 * third].map((from) => events.slice(from, from + third));
    for (const [n, part] of parts.entries()) {
      await send(part, server);
      await server.detection.scheduler.tick();
      if (n === 0) server.clock.advance(jumpMs);
      server.clock.advance(11 * secondMs);
      server.elapsed.advance(11 * secondMs);
    }
    // What needs no waiting is found at once, whatever the clock says.
    await server.detection.scheduler.tick();
    const scan = await scanned(events, prepared, servers.scratch);
    const missed = (): readonly string[] => without(scan, stored(server));
    expect(ofRules(missed(), ["single", "sequence", "until"])).toEqual([]);
    // What is missing is not decided too soon. It is when the clock has come by the time that it had before.
    expect(ofRules(without(stored(server), scan), ["missing"])).toEqual([]);
    server.clock.advance(hourMs);
    server.elapsed.advance(hourMs);
    await decide(server);
    await server.detection.scheduler.tick();
    expect(missed()).toEqual([]);
    const alerts = [...server.data.alerts.scan({ buildingBlocks: "hidden" }, "oldest-first")];
    expect(raisedByExecutions(server)).toBe(alerts.length);
    expect(server.data.executions.gaps.list({ pageSize: 10 }).gaps).toEqual([]);
  });

  it("back and forward while events arrive changes nothing that both kinds of detection find", async () => {
    const events = eventsFromAnyTime(4);
    const server = await servers.start({ rules });
    const random = randomNumbers(4);
    for (let from = 0; from < events.length; from += 40) {
      await send(events.slice(from, from + 40), server);
      server.clock.advance(Math.floor((random() * 2 - 1) * hourMs));
      server.elapsed.advance(secondMs / 10);
      await server.detection.live?.caughtUp();
      await server.detection.scheduler.tick();
    }
    server.clock.set(nowMs + hourMs);
    await decide(server);
    await server.detection.scheduler.tick();
    const found = stored(server);
    expect(found).toEqual(await scanned(events, prepared, servers.scratch));
    server.clock.advance(11 * secondMs);
    await server.detection.scheduler.tick();
    expect(stored(server)).toEqual(found);
  });
});
