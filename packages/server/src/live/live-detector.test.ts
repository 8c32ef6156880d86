import { setTimeout as pause } from "node:timers/promises";
import { builtInCatalogue } from "@eqlite/core/events";
import { afterEach, describe, expect, it } from "vitest";
import type { DetectionServer } from "../serve/detection-server.test-support.ts";
import {
  detectionServers,
  eventOf,
  minuteMs,
  sequenceOf,
  startMs,
} from "../serve/detection-server.test-support.ts";
import { createSetClock } from "../serve/whole-server.test-support.ts";
import type { EventStore } from "../stores/event-store.ts";
import {
  type LiveDetector,
  type LiveDetectorOptions,
  type LiveProblem,
  startLiveDetector,
} from "./live-detector.ts";

const servers = detectionServers();
const live = { live: true };
/** The time after which a sequence within a minute forgets an event: maxspan and the lateness. */
const rememberMs = 6 * minuteMs;

describe("events as they arrive", () => {
  it("raise alerts as soon as what is needed is there", async () => {
    const server = await servers.start({ config: live });
    server.rule("one", eventOf("B"));
    server.rule("two", sequenceOf("A B"));
    await server.send("A1@0 A2@0");
    await server.caughtUp();
    expect(server.alerts()).toEqual([]);
    await server.send("B1@5 B3@6");
    await server.caughtUp();
    expect(server.alerts()).toEqual(["one: B1@5", "one: B3@6", "two: A1@0 B1@5"]);
  });

  it("may come late: what they refute is withdrawn, and the audit trail says so", async () => {
    const server = await servers.start({ config: live });
    server.rule("two", sequenceOf("A B", "1m", "C"));
    await server.send("A1@0 B1@10 A2@0 B2@10");
    await server.caughtUp();
    expect(server.alerts()).toEqual(["two: A1@0 B1@10", "two: A2@0 B2@10"]);
    const [first] = [...server.data.alerts.scan({ buildingBlocks: "hidden" }, "oldest-first")];
    await server.send("C1@5");
    await server.caughtUp();
    expect(server.alerts()).toEqual(["two: A2@0 B2@10"]);
    expect(server.data.alerts.byGroup(String(first?.document["kibana.alert.group.id"]))).toEqual([]);
    expect(server.data.alerts.audit(first?.id ?? "")).toMatchObject([
      { action: "removed", by: "live detection", new: { reason: "An event that arrived late refutes it." } },
    ]);
  });

  it("may come late: what takes the place of a match and says the same keeps its alert", async () => {
    const server = await servers.start({ config: live });
    server.rule("two", sequenceOf("A B"));
    await server.send("A1@0 B1@10");
    await server.caughtUp();
    const [before] = [...server.data.alerts.scan({}, "oldest-first")];
    // The same event again, as when a client sends a batch twice: the later one of two equals begins the sequence.
    await server.send("A1@0");
    await server.caughtUp();
    expect([...server.data.alerts.scan({}, "oldest-first")][0]).toEqual(before);
    expect(server.data.alerts.audit(before?.id ?? "")).toEqual([]);
    // Now the last of them is refuted.
    await server.send("A1@5");
    await server.caughtUp();
    expect(server.alerts()).toEqual(["two: A1@5 B1@10"]);
  });

  it("without a time, from the future and days late are judged like others", async () => {
    const server = await servers.start({ config: live });
    server.rule("one", eventOf("B"));
    server.rule("two", sequenceOf("A B"));
    await server.send("A1 B1 A2@9000000 B2@9000001 A3@-400000 B3@-399990");
    await server.caughtUp();
    expect(server.alerts()).toEqual([
      "one: B1",
      "one: B2@9000001",
      "one: B3@-399990",
      "two: A2@9000000 B2@9000001",
      "two: A3@-400000 B3@-399990",
    ]);
  });
});

describe("missing events", () => {
  it("are missing only after the span and a while", async () => {
    const server = await servers.start({ config: live });
    server.rule("gone", sequenceOf("A !B", "10s"));
    await server.send("A1@0 A2@0");
    await server.pass(14_900);
    await server.send("B2@9");
    await server.pass(0);
    expect(server.alerts()).toEqual([]);
    await server.pass(200);
    expect(server.alerts()).toEqual(["gone: A1@0"]);
  });

  it("are not decided while events wait that may be those", async () => {
    const server = await servers.start({ config: live });
    server.rule("gone", sequenceOf("A !B", "10s"));
    server.rule("two", sequenceOf("A C", "10s"));
    await server.send("A1@0 A2@0");
    await server.caughtUp();
    await server.stop();
    // The events arrive while the detector cannot keep up: it finds all of them at once, long afterwards.
    const clock = createSetClock(startMs);
    const off = await servers.start({ folder: server.folder, clock, config: { live: false } });
    clock.advance(2_000);
    await off.send("B1@2");
    clock.advance(3_000);
    await off.send("C2@5");
    clock.advance(30 * minuteMs);
    await off.send("D9@1800");
    await off.stop();
    const again = await servers.start({ folder: server.folder, clock, config: live });
    await again.caughtUp();
    await again.pass(20_000);
    expect(again.alerts()).toEqual(["gone: A2@0", "two: A2@0 C2@5"]);
  });

  it("that come first are not missing where what came before was not seen", async () => {
    const server = await servers.start({ config: live });
    await server.send("B1@0");
    await server.caughtUp();
    server.rule("first", sequenceOf("!B A", "10s"));
    await server.caughtUp();
    await server.send("A1@3");
    await server.pass(30_000);
    expect(server.alerts()).toEqual([]);
    await server.send("A1@30");
    await server.pass(30_000);
    expect(server.alerts()).toEqual(["first: A1@30"]);
  });
});

describe("a restart", () => {
  it("in the middle of a sequence completes it, and raises nothing twice", async () => {
    const server = await servers.start({ config: live });
    server.rule("one", eventOf("A"));
    server.rule("two", sequenceOf("A B"));
    await server.send("A1@0 B1@1 A2@1");
    await server.caughtUp();
    const before = [...server.data.alerts.scan({}, "oldest-first")];
    await server.stop();
    const again = await servers.start({ folder: server.folder, config: live });
    await again.send("B2@3");
    await again.caughtUp();
    expect(again.alerts()).toEqual(["one: A1@0", "one: A2@1", "two: A1@0 B1@1", "two: A2@1 B2@3"]);
    const after = [...again.data.alerts.scan({}, "oldest-first")];
    expect(after.slice(0, before.length)).toEqual(before);
    expect(again.problems).toEqual([]);
  });

  it("after a long time still completes a sequence with what agents kept back", async () => {
    const clock = createSetClock(startMs);
    const server = await servers.start({ clock, config: live });
    server.rule("two", sequenceOf("A B"));
    await server.send("A1@0");
    await server.caughtUp();
    await server.stop();
    clock.advance(6 * 60 * minuteMs);
    const again = await servers.start({ folder: server.folder, clock, config: live });
    await again.send("B1@30");
    await again.caughtUp();
    expect(again.alerts()).toEqual(["two: A1@0 B1@30"]);
  });

  it("still withdraws what the server before has raised", async () => {
    const server = await servers.start({ config: live });
    server.rule("two", sequenceOf("A B", "1m", "C"));
    await server.send("A1@0 B1@10");
    await server.caughtUp();
    await server.stop();
    const again = await servers.start({ folder: server.folder, config: live });
    await again.send("C1@5");
    await again.caughtUp();
    expect(again.alerts()).toEqual([]);
  });

  it("takes nothing for missing that came before what is read again", async () => {
    const server = await servers.start({ config: live });
    server.rule("first", sequenceOf("!B A", "1m"));
    await server.send("B1@0");
    await server.pass(50_000);
    await server.send("A1@50");
    await server.pass(rememberMs - 40_000);
    // Of what is read again now A is a part and B is none.
    await server.send("D9@400");
    await server.pass(1_000);
    await server.stop();
    const again = await servers.start({ folder: server.folder, clock: server.clock, config: live });
    await again.pass(5 * minuteMs);
    expect(again.alerts()).toEqual([]);
  });
});

describe("rules that change", () => {
  it("leave the memory of others alone, and begin with what arrives", async () => {
    const server = await servers.start({ config: live });
    server.rule("kept", sequenceOf("A B"));
    server.rule("changed", sequenceOf("A C"));
    await server.send("A1@0");
    await server.caughtUp();
    server.rule("new", sequenceOf("A D"));
    server.data.rules.patch(
      { ruleId: "changed" },
      { parameters: { query: sequenceOf("A C", "2m") }, principal: { name: "test" }, nowMs: startMs },
    );
    await server.caughtUp();
    await server.send("B1@5 C1@6 D1@7 A2@10");
    await server.send("C2@11 D2@12");
    await server.caughtUp();
    expect(server.alerts()).toEqual(["changed: A2@10 C2@11", "kept: A1@0 B1@5", "new: A2@10 D2@12"]);
  });
});

describe("a clock that is set", () => {
  it.each([
    ["back", -60],
    ["forward", 60],
  ])("%s by an hour changes nothing", async (_, minutes) => {
    const server = await servers.start({ config: live });
    server.rule("two", sequenceOf("A B"));
    server.rule("gone", sequenceOf("A !B", "10s"));
    await server.send("A1@0 A2@0");
    await server.caughtUp();
    server.clock.advance(minutes * minuteMs);
    await server.pass(5_000);
    await server.send("B1@5");
    await server.caughtUp();
    expect(server.alerts()).toEqual(["two: A1@0 B1@5"]);
    server.clock.advance(-minutes * minuteMs);
    await server.pass(20_000);
    expect(server.alerts()).toEqual(["gone: A2@0", "two: A1@0 B1@5"]);
  });
});

/** A detector of its own over the events and rules of a server. */
function detectorOf(
  server: DetectionServer,
  options: Partial<LiveDetectorOptions> = {},
): { readonly detector: LiveDetector; readonly found: string[]; readonly problems: LiveProblem[] } {
  const found: string[] = [];
  const problems: LiveProblem[] = [];
  const detector = startLiveDetector({
    store: server.data.store,
    catalogue: builtInCatalogue(),
    clock: server.clock,
    elapsed: server.elapsed,
    standing: { latenessMs: 5 * minuteMs, defaultSpanMs: 15 * minuteMs, missingGraceMs: 5_000 },
    sessionId: "session",
    from: 0,
    currentRules: () => server.detection.ruleSet.current().rules,
    commit: ({ alerts }) => found.push(...alerts.map(({ rule, alert }) => `${rule.rule.ruleId} ${alert.id}`)),
    report: (problem) => problems.push(problem),
    ...options,
  });
  detectors.push(detector);
  return { detector, found, problems };
}

/** The store of a server, of which blocks are read in another way. */
function readingWith({ data: { store } }: DetectionServer, read: EventStore["read"]): EventStore {
  return {
    ...store,
    read,
    get endPosition() {
      return store.endPosition;
    },
    get settledPosition() {
      return store.settledPosition;
    },
  };
}

const detectors: LiveDetector[] = [];
afterEach(async () => {
  for (const detector of detectors.splice(0)) await detector.stop();
});

describe("a detector", () => {
  it("that falls behind reads from the store what it had no room for, once and in order", async () => {
    const server = await servers.start();
    server.rule("one", eventOf("B"));
    server.rule("two", sequenceOf("A B"));
    const { detector, found } = detectorOf(server, { maxQueuedBytes: 1_000 });
    await detector.caughtUp();
    const numbers = Array.from({ length: 60 }, (_, number) => number);
    // All at once: no turn of the detector lies between.
    await Promise.all(numbers.map((number) => server.send(`A${number}@0 B${number}@1`)));
    await detector.caughtUp();
    expect(found).toHaveLength(120);
    expect(new Set(found).size).toBe(120);
    expect(detector.status).toMatchObject({ waitingBytes: 0, position: server.data.store.endPosition });
  });

  it("whose findings cannot be stored tries again, and loses nothing", async () => {
    const server = await servers.start();
    server.rule("two", sequenceOf("A B", "1m", "C"));
    const stored: string[] = [];
    const refutedIds: string[] = [];
    let failures = 0;
    const { detector, problems } = detectorOf(server, {
      commit({ alerts, refuted }) {
        if (failures < 2) {
          failures += 1;
          throw new Error("the disk is full");
        }
        stored.push(...alerts.map(({ alert }) => alert.id));
        refutedIds.push(...refuted);
      },
    });
    await server.send("A1@0 B1@9 A2@0 B2@9");
    await server.send("C2@5");
    await detector.caughtUp();
    expect(problems).toMatchObject([{ kind: "held-up" }, { kind: "held-up" }]);
    // What was refuted before it could be stored is not raised at all.
    expect(stored.filter((id) => !refutedIds.includes(id))).toHaveLength(1);
    expect(detector.status.position).toBe(server.data.store.endPosition);
  });

  it("does not spin while storing fails, and can be stopped", async () => {
    const server = await servers.start();
    server.rule("one", eventOf("B"));
    let tries = 0;
    const { detector } = detectorOf(server, {
      commit() {
        tries += 1;
        throw new Error("the disk is full");
      },
    });
    for (let number = 0; number < 20; number += 1) await server.send(`B${number}@0`);
    await pause(500);
    await detector.stop();
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThan(10);
    expect(detector.status.position).toBe(0);
  });

  it("goes on when rules cannot be read for a while", async () => {
    const server = await servers.start();
    server.rule("one", eventOf("B"));
    const { rules } = server.detection.ruleSet.current();
    let calls = 0;
    const { detector, found, problems } = detectorOf(server, {
      currentRules() {
        calls += 1;
        if (calls === 2) throw new Error("the state cannot be read");
        return rules;
      },
    });
    await server.send("B1@0");
    await detector.caughtUp();
    expect(problems).toMatchObject([{ kind: "held-up" }]);
    expect(found).toHaveLength(1);
  });

  it("remembers so many events, drops the oldest of the rule with the most, and says so", async () => {
    const server = await servers.start();
    server.rule("many", sequenceOf("A B"));
    server.rule("few", sequenceOf("C D"));
    const { detector, found, problems } = detectorOf(server, { maxHits: 50 });
    await server.send("C1@0");
    for (let number = 0; number < 60; number += 1) {
      server.elapsed.advance(10);
      await server.send(`A${number}@0`);
      await detector.caughtUp();
    }
    expect(detector.status.hits).toBeLessThanOrEqual(50);
    const dropped = problems.flatMap((problem) => (problem.kind === "hits-dropped" ? [problem] : []));
    expect(dropped.map(({ rule }) => rule.rule.ruleId)).toContain("many");
    expect(detector.status.droppedHits).toBe(dropped.reduce((sum, { hits }) => sum + hits, 0));
    expect(detector.status.droppedHits + detector.status.hits).toBe(61);
    await server.send("D1@1 B59@1");
    await detector.caughtUp();
    expect(found.map((text) => text.slice(0, text.indexOf(" ")))).toEqual(["few", "many"].sort());
  });

  it("goes by the arrival of what it has judged while something waits, however late it is", async () => {
    const server = await servers.start();
    server.rule("gone", sequenceOf("A !B", "10s"));
    server.rule("two", sequenceOf("A C", "10s"));
    await server.send("A1@0 A2@0");
    const unsteadyAt = server.data.store.endPosition;
    server.clock.advance(2_000);
    await server.send("B1@2 C2@2");
    server.clock.advance(30 * minuteMs);
    await server.send("D9@1800");
    let failures = 0;
    const store = readingWith(server, async (block) => {
      if (block.position !== unsteadyAt || failures > 0) return await server.data.store.read(block);
      failures += 1;
      throw new Error("EMFILE: too many open files");
    });
    const { detector, found } = detectorOf(server, { store });
    await detector.caughtUp();
    expect(failures).toBe(1);
    expect(found.map((text) => text.slice(0, text.indexOf(" ")))).toEqual(["gone", "two"]);
  });

  it("tries again to read a block, and leaves off one that cannot be read", async () => {
    const server = await servers.start();
    server.rule("one", eventOf("B"));
    await server.send("B1@0");
    const damagedAt = server.data.store.endPosition;
    await server.send("B2@0");
    const unsteadyAt = server.data.store.endPosition;
    await server.send("B3@0");
    let failures = 0;
    const { detector, found, problems } = detectorOf(server, {
      store: readingWith(server, async (block) => {
        if (block.position === damagedAt) throw new Error("EIO: i/o error, read");
        if (block.position === unsteadyAt) failures += 1;
        if (block.position === unsteadyAt && failures < 3) throw new Error("EMFILE: too many open files");
        return await server.data.store.read(block);
      }),
    });
    await detector.caughtUp();
    expect(problems).toMatchObject([{ kind: "block-failed" }]);
    expect(found).toHaveLength(2);
    expect(detector.status.position).toBe(server.data.store.endPosition);
  });
});
