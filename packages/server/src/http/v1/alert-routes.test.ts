import type { JsonObject } from "@eqlite/core/events";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertLimits } from "../../alerts/alert-limits.ts";
import { makeAlert, makeGroup } from "../../alerts/alert-store.test-support.ts";
import { v1Limits } from "./v1-limits.ts";
import {
  addRule,
  nowMs,
  openSharedV1,
  openV1,
  processEvent,
  rule,
  sequenceRule,
  type V1Server,
} from "./v1-server.test-support.ts";

let server: V1Server;
const openOwn = async (): Promise<void> => {
  server = await openV1();
};
const openShared = async (): Promise<void> => {
  server = await openSharedV1();
  addSome();
};

interface Listed {
  readonly alerts: readonly (JsonObject & { readonly id: string })[];
  readonly total: number;
  readonly next: string | null;
}

const list = async (query: string): Promise<Listed> =>
  (await server.ok("GET", `/api/v1/alerts?${query}`)) as unknown as Listed;
const ids = async (query: string): Promise<readonly string[]> =>
  (await list(query)).alerts.map(({ id }) => id);

const minuteMs = 60_000;

function addSome(): void {
  server.data.alerts.add([
    makeAlert({
      id: "a1",
      timeMs: nowMs - 3 * minuteMs,
      host: "WS-1",
      user: "bob",
      severity: "low",
      rule: "r1",
    }),
    makeAlert({
      id: "a2",
      timeMs: nowMs - 2 * minuteMs,
      host: ["WS-2", "ws2"],
      severity: "critical",
      rule: "r2",
    }),
    makeAlert({ id: "a3", timeMs: nowMs - minuteMs, host: "WS-1", rule: "r2" }),
    ...makeGroup("g1", { timeMs: nowMs - 10 * minuteMs, rule: "r3" }),
  ]);
}

describe("the list", () => {
  beforeAll(openShared);

  it.each([
    ["", ["a3", "a2", "a1", "g1"]],
    ["sort=oldest", ["g1", "a1", "a2", "a3"]],
    ["severity=low,critical", ["a2", "a1"]],
    ["severity=low&severity=critical", ["a2", "a1"]],
    ["host=WS-1", ["a3", "a1"]],
    ["host=WS-1&user=bob", ["a1"]],
    ["rule_id=r1&rule_id=r2", ["a3", "a2", "a1"]],
    ["status=closed", []],
    ["from=now-2m", ["a3", "a2"]],
    ["from=2026-01-05T11:57:00Z&to=2026-01-05T11:58:00Z", ["a1"]],
    ["to=2026-01-04", []],
    ["to=2026-01-05&host=WS-2", ["a2"]],
    ["group=g1&sort=oldest", ["g1", "g1-0", "g1-1"]],
    ["building_blocks=only&sort=oldest", ["g1-0", "g1-1"]],
    ["building_blocks=all&rule_id=r3&sort=oldest", ["g1", "g1-0", "g1-1"]],
    ["group=g1&building_blocks=hidden", ["g1"]],
    ["tag=none", []],
  ])("%s", async (query, expected) => {
    const { alerts, total } = await list(query);
    expect(alerts.map(({ id }) => id)).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  it.each([
    ["offset=1&per_page=2", ["a2", "a1"]],
    ["offset=9", []],
    ["sort=oldest&offset=1&per_page=1", ["a1"]],
    ["sort=severity", ["a2", "a3", "g1", "a1"]],
    ["sort=risk&offset=1&per_page=1", ["a2"]],
  ])("%s is a page of all of them", async (query, expected) => {
    const { alerts, total } = await list(query);
    expect(alerts.map(({ id }) => id)).toEqual(expected);
    expect(total).toBe(4);
  });

  it.each([
    ["not_host=WS-1", ["a2", "g1"]],
    ["not_severity=high&not_rule_id=r2", ["a1"]],
    ["search=NAME+OF+R2", ["a3", "a2"]],
    ["search=ws-1&not_user=bob", ["a3", "g1"]],
    ["tactic=TA0001", []],
    ["added_until=2", ["a2", "a1"]],
  ])("%s", async (query, expected) => expect(await ids(query)).toEqual(expected));

  it("has either a cursor or an offset", async () => {
    const refused = await server.refusal("GET", "/api/v1/alerts?offset=1&after=1.1");
    expect(refused).toMatchObject({ status: 400, code: "bad-request" });
  });

  it("has the summary, and the document where it is wanted", async () => {
    const [summary] = (await list("host=WS-2&fields=summary")).alerts;
    expect(summary).toMatchObject({
      id: "a2",
      rule_id: "r2",
      rule_name: "Name of r2",
      severity: "critical",
      risk_score: 73,
      status: "open",
      hosts: ["WS-2", "ws2"],
      users: ["alice"],
      tags: [],
      group_id: null,
    });
    expect(summary).not.toHaveProperty("document");
    const [whole] = (await list("host=WS-2")).alerts;
    expect(whole?.["document"]).toMatchObject({ "kibana.alert.uuid": "a2", process: { pid: 4100 } });
  });

  it.each([
    ["statu=open", "did you mean status?"],
    ["status=shut", "The parameter status, number 1, is one of open, acknowledged, closed."],
    ["per_page=0", `The parameter per_page is a whole number from 1 to ${v1Limits.maxPage}.`],
    [`per_page=${v1Limits.maxPage + 1}`, "per_page"],
    ["per_page=ten", "per_page"],
    ["from=yesterday", "from is no time"],
    ["from=now&to=now-1h", "from comes before to"],
    ["after=nowhere", "after is no place"],
    ["sort=up", "newest, oldest"],
    [
      Array.from({ length: v1Limits.maxFilterValues + 1 }, (_, at) => `host=h${at}`).join("&"),
      "list of 1 to 100",
    ],
    ["host=", "1 to"],
    ["host=%00", "The parameter host"],
  ])("refuses %s", async (query, message) => {
    const refused = await server.refusal("GET", `/api/v1/alerts?${query}`);
    expect(refused).toMatchObject({ status: 400, code: "bad-request" });
    expect(refused.message).toContain(message);
  });

  it("takes as many values as it says", async () => {
    const query = Array.from({ length: v1Limits.maxFilterValues }, (_, at) => `host=h${at}`).join("&");
    expect(await ids(`${query}&per_page=${v1Limits.maxPage}`)).toEqual([]);
  });
});

describe("pages", () => {
  beforeEach(openOwn);
  beforeEach(addSome);

  it("hold still until those that have come are asked for", async () => {
    const first = (await server.ok("GET", "/api/v1/alerts?offset=0&per_page=2")) as unknown as Listed & {
      readonly place: number;
      readonly newer: number;
    };
    expect(first.newer).toBe(0);
    server.data.alerts.add([makeAlert({ id: "late", timeMs: nowMs })]);
    const until = `added_until=${first.place}`;
    const second = await server.ok("GET", `/api/v1/alerts?offset=2&per_page=2&${until}`);
    expect((second["alerts"] as JsonObject[]).map(({ id }) => id)).toEqual(["a1", "g1"]);
    expect(second).toMatchObject({ total: 4, newer: 1 });
    expect(await server.ok("GET", `/api/v1/alerts/counts?by=status&${until}`)).toMatchObject({ total: 4 });
    const said = await server.ok("POST", "/api/v1/alerts/status", {
      filter: { added_until: first.place },
      status: "closed",
    });
    expect(said).toMatchObject({ changed: 4 });
  });

  it("has pages that neither miss nor repeat, also where alerts come in between", async () => {
    const seen: string[] = [];
    let after = "";
    for (;;) {
      const { alerts, next } = await list(`per_page=1&building_blocks=all${after}`);
      seen.push(...alerts.map(({ id }) => id));
      if (next === null) break;
      after = `&after=${next}`;
      server.data.alerts.add([makeAlert({ id: `new-${seen.length}`, timeMs: nowMs })]);
    }
    expect(seen.toSorted()).toEqual(["a1", "a2", "a3", "g1", "g1-0", "g1-1"]);
  });
});

describe("triage that is refused", () => {
  beforeAll(openShared);

  it.each([
    ["status", { status: "closed" }, "either ids or filter"],
    ["status", { ids: ["a1"], filter: {}, status: "closed" }, "either ids or filter"],
    ["status", { ids: ["a1"], status: "shut" }, "open, acknowledged, closed"],
    ["status", { ids: [], status: "open" }, `list of 1 to ${v1Limits.maxTriagedIds}`],
    [
      "status",
      { ids: Array(v1Limits.maxTriagedIds + 1).fill("a"), status: "open" },
      "The field ids is a list",
    ],
    [
      "status",
      { ids: ["a1"], status: "open", reason: "x".repeat(v1Limits.maxReasonUnits + 1) },
      "The field reason",
    ],
    ["status", { ids: ["a1"], status: "open", reasons: "x" }, "did you mean reason?"],
    ["status", { filter: { hosts: ["x"] }, status: "open" }, "did you mean host?"],
    ["status", { filter: { host: "x" }, status: "open" }, "The field host is a list"],
    ["status", "[]", "The body is an object with ids, filter, status, reason"],
    ["tags", { ids: ["a1"] }, "nothing to do"],
    ["tags", { ids: ["a1"], add: [""] }, "The field add, number 1,"],
    ["assignees", { ids: ["a1"], add: Array(alertLimits.maxTags + 1).fill("a") }, "The field add"],
  ])("refuses %s %#", async (what, body, message) => {
    const refused = await server.refusal("POST", `/api/v1/alerts/${what}`, body);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain(message);
  });
});

describe("counts", () => {
  beforeEach(openOwn);
  beforeEach(addSome);

  it("are those of the filter, by what is asked for", async () => {
    addRule(server, rule("r2"));
    const counts = await server.ok(
      "GET",
      "/api/v1/alerts/counts?by=severity,rule,host,user,status&from=now-5m",
    );
    expect(counts).toEqual({
      total: 3,
      by: {
        severity: [
          { value: "critical", name: null, count: 1 },
          { value: "high", name: null, count: 1 },
          { value: "low", name: null, count: 1 },
        ],
        rule: [
          { value: "r2", name: "Name of r2", count: 2 },
          { value: "r1", name: "Name of r1", count: 1 },
        ],
        host: [
          { value: "WS-1", name: null, count: 2 },
          { value: "WS-2", name: null, count: 1 },
        ],
        user: [
          { value: "alice", name: null, count: 2 },
          { value: "bob", name: null, count: 1 },
        ],
        status: [{ value: "open", name: null, count: 3 }],
      },
    });
    const few = await server.ok("GET", "/api/v1/alerts/counts?by=rule&most=1");
    expect((few["by"] as JsonObject)["rule"]).toHaveLength(1);
    expect((await server.refusal("GET", "/api/v1/alerts/counts?by=colour")).message).toContain(
      "status, severity, rule, host, user",
    );
  });

  it("over time are by intervals", async () => {
    expect(await server.ok("GET", "/api/v1/alerts/histogram?interval=2m&from=now-5m")).toEqual({
      interval_ms: 2 * minuteMs,
      columns: [
        { from: "2026-01-05T11:56:00.000Z", count: 1 },
        { from: "2026-01-05T11:58:00.000Z", count: 2 },
      ],
    });
    expect((await server.refusal("GET", "/api/v1/alerts/histogram?interval=1ms")).message).toContain(
      "a second",
    );
    expect((await server.refusal("GET", "/api/v1/alerts/histogram?interval=often")).message).toContain("1h");
    server.data.alerts.add(
      Array.from({ length: v1Limits.maxHistogramColumns }, (_, at) =>
        makeAlert({ id: `h${at}`, timeMs: nowMs + at * 1_000 }),
      ),
    );
    const all = "/api/v1/alerts/histogram?interval=1s";
    expect(await server.refusal("GET", all)).toMatchObject({ status: 400, code: "too-costly" });
    const some = await server.ok("GET", `${all}&from=${new Date(nowMs).toISOString()}`);
    expect(some["columns"]).toHaveLength(v1Limits.maxHistogramColumns);
  });
});

describe("triage", () => {
  beforeEach(openOwn);
  beforeEach(addSome);

  it("sets the status of ids and of what a filter fits, with a reason, and who did it is remembered", async () => {
    expect(
      await server.ok("POST", "/api/v1/alerts/status", {
        ids: ["a1", "gone"],
        status: "closed",
        reason: "a drill",
      }),
    ).toEqual({
      changed: 1,
      unchanged: 0,
      missing: ["gone"],
      operation: expect.stringMatching(/^(\d+)-\1$/),
    });
    expect(
      await server.ok("POST", "/api/v1/alerts/status", {
        filter: { rule_id: ["r2", "r3"] },
        status: "acknowledged",
      }),
    ).toMatchObject({ changed: 3, unchanged: 0, missing: [] });
    expect(await ids("status=acknowledged")).toEqual(["a3", "a2", "g1"]);
    expect(await ids("group=g1&status=open")).toEqual(["g1-1", "g1-0"]);
    const one = await server.ok("GET", "/api/v1/alerts/a1");
    expect(one["alert"]).toMatchObject({
      status: "closed",
      status_reason: "a drill",
      status_changed_by: "ada",
    });
    expect(one["audit"]).toMatchObject([
      { by: "ada", action: "status", new: { status: "closed", reason: "a drill" } },
    ]);
  });

  it("adds and removes tags and assignees", async () => {
    await server.ok("POST", "/api/v1/alerts/tags", { ids: ["a1", "a2"], add: ["x", "y"] });
    await server.ok("POST", "/api/v1/alerts/tags", { ids: ["a1"], remove: ["x"] });
    await server.ok("POST", "/api/v1/alerts/assignees", { filter: { tag: ["y"] }, add: ["ann"] });
    expect(await ids("tag=x")).toEqual(["a2"]);
    const { alerts } = await list("assignee=ann&fields=summary");
    expect(alerts).toMatchObject([
      { id: "a2", tags: ["x", "y"], assignees: ["ann"] },
      { id: "a1", tags: ["y"] },
    ]);
  });

  it("undoes a change by a filter where nothing was done since", async () => {
    await server.ok("POST", "/api/v1/alerts/status", { ids: ["a2"], status: "acknowledged", reason: "mine" });
    const closed = await server.ok("POST", "/api/v1/alerts/status", { filter: {}, status: "closed" });
    await server.ok("POST", "/api/v1/alerts/tags", { ids: ["a1"], add: ["later"] });
    const undone = await server.ok("POST", "/api/v1/alerts/undo", { operation: closed["operation"] });
    expect(undone).toMatchObject({ changed: Number(closed["changed"]) - 1, kept: 1 });
    expect(await ids("status=closed")).toEqual(["a1"]);
    const { alert, audit } = await server.ok("GET", "/api/v1/alerts/a2");
    expect(alert).toMatchObject({ status: "acknowledged", status_reason: "mine", status_changed_by: "ada" });
    expect(audit).toMatchObject([{}, {}, { action: "status", old: { status: "closed" } }]);
    // Undoing again finds nothing that is still as the change left it; undoing the undoing does.
    expect(await server.ok("POST", "/api/v1/alerts/undo", { operation: closed["operation"] })).toEqual({
      changed: 0,
      kept: closed["changed"],
      operation: null,
    });
    await server.ok("POST", "/api/v1/alerts/undo", { operation: undone["operation"] });
    expect(await ids("status=open")).toEqual([]);
  });

  it("refuses to undo what is no change of alerts, is too long ago, or is not one change", async () => {
    for (const operation of ["x-y", "9-3", "1-100001", "-1-1"]) {
      expect(await server.refusal("POST", "/api/v1/alerts/undo", { operation })).toMatchObject({
        status: 400,
      });
    }
    const one = await server.ok("POST", "/api/v1/alerts/tags", { ids: ["a1"], add: ["x"] });
    const other = await server.ok("POST", "/api/v1/alerts/assignees", { ids: ["a2"], add: ["ann"] });
    const [first] = String(one["operation"]).split("-");
    const [, last] = String(other["operation"]).split("-");
    const both = { operation: `${first}-${last}` };
    expect(await server.refusal("POST", "/api/v1/alerts/undo", both)).toMatchObject({ status: 400 });
    server.clock.ms += 24 * 3_600_000 + 1;
    const late = { operation: one["operation"] };
    expect(await server.refusal("POST", "/api/v1/alerts/undo", late)).toMatchObject({ status: 409 });
    server.clock.ms -= 1;
    expect(await server.ok("POST", "/api/v1/alerts/undo", late)).toMatchObject({ changed: 1 });
    expect((await server.ok("GET", "/api/v1/alerts/a1"))["alert"]).toMatchObject({ tags: [] });
    expect(await server.refusal("POST", "/api/v1/alerts/undo", late, "vic")).toMatchObject({ status: 403 });
  });

  it("keeps notes", async () => {
    const note = await server.ok("POST", "/api/v1/alerts/a1/notes", { text: "Looks *bad*." });
    expect(note).toMatchObject({ text: "Looks *bad*.", created_by: "ada" });
    server.clock.ms += 5;
    const edited = await server.ok("PUT", `/api/v1/alerts/a1/notes/${note["id"]}`, { text: "Fine." });
    expect(edited).toMatchObject({ text: "Fine.", created_at: note["created_at"] });
    expect(await server.ok("GET", "/api/v1/alerts/a1/notes")).toEqual({ notes: [edited] });
    expect((await server.ok("GET", "/api/v1/alerts/a1"))["notes"]).toEqual([edited]);
    expect(await server.refusal("PUT", "/api/v1/alerts/a2/notes/1", { text: "x" })).toMatchObject({
      status: 404,
    });
    expect(await server.refusal("POST", "/api/v1/alerts/none/notes", { text: "x" })).toMatchObject({
      status: 404,
    });
    expect(await server.refusal("POST", "/api/v1/alerts/a1/notes", { text: "" })).toMatchObject({
      status: 400,
    });
    expect(await server.refusal("PUT", "/api/v1/alerts/a1/notes/first", { text: "x" })).toMatchObject({
      status: 400,
    });
  });

  it("keeps which steps of the guide are done, and what was found", async () => {
    const path = "/api/v1/alerts/a1/steps/respond%2F1";
    const fresh = { step: "respond/1", done: false, finding: "", changed_at: null, changed_by: null };
    expect(await server.ok("GET", path)).toEqual(fresh);
    const done = await server.ok("PUT", path, { done: true, finding: "Host is *cut off*." });
    expect(done).toMatchObject({ step: "respond/1", done: true, changed_by: "ada" });
    expect(await server.ok("GET", path)).toEqual(done);
    expect(await server.ok("GET", "/api/v1/alerts/a1/steps")).toEqual({ steps: [done] });
    expect((await server.ok("GET", "/api/v1/alerts/a1"))["audit"]).toMatchObject([
      { action: "step", by: "ada" },
    ]);
    expect(await server.refusal("PUT", path, {})).toMatchObject({ status: 400 });
    for (const none of ["/api/v1/alerts/none/steps", "/api/v1/alerts/none/steps/x"]) {
      expect(await server.refusal("GET", none)).toMatchObject({ status: 404 });
    }
    expect(await server.refusal("PUT", "/api/v1/alerts/none/steps/x", { done: true })).toMatchObject({
      status: 404,
    });
  });

  it("says what became of an alert that was taken back", async () => {
    server.data.alerts.withdraw(["a1"], "An event refutes it.");
    expect(await server.refusal("GET", "/api/v1/alerts/a1")).toMatchObject({
      status: 404,
      message: expect.stringContaining("live detection took it back at 2026-01-05T12:00:00.000Z"),
    });
    expect(await server.refusal("GET", "/api/v1/alerts/none")).toMatchObject({ status: 404 });
  });
});

describe("events of an alert", () => {
  beforeEach(openOwn);

  const eventsOf = async (id: string) =>
    (await server.ok("GET", `/api/v1/alerts/${id}/events`)) as unknown as {
      readonly events: readonly JsonObject[];
      readonly message: string | null;
    };

  it("are found among many, by the id a client gave and by what they say", async () => {
    addRule(server, rule("r1"));
    const noise = Array.from({ length: 200 }, (_, at) => processEvent("svchost.exe", { n: at }));
    await server.store([
      ...noise.slice(0, 100),
      processEvent("mshta.exe", { n: "hashed" }),
      ...noise.slice(100),
    ]);
    const [alert] = (await list("")).alerts;
    const { events, message } = await eventsOf(alert?.id ?? "");
    expect(message).toBeNull();
    expect(events).toMatchObject([
      {
        state: "found",
        index: "logs-test-default",
        document: { n: "hashed", event: { ingested: "2026-01-05T12:00:00.000Z" } },
      },
    ]);
    expect(Number(events[0]?.["position"])).toBeGreaterThan(0);

    const given = `{"create":{"_index":"logs-given-default","_id":"own-id"}}\n${JSON.stringify(processEvent("mshta.exe", { n: "given" }))}\n`;
    await server.ingest.bulk(Buffer.from(given));
    await server.detection.live?.caughtUp();
    const other = (await list("")).alerts.find(({ id }) => id !== alert?.id);
    expect((await eventsOf(other?.id ?? "")).events).toMatchObject([
      { id: "own-id", index: "logs-given-default", state: "found", document: { n: "given" } },
    ]);
  });

  it("of a sequence are those of its building blocks, in their order", async () => {
    addRule(server, sequenceRule("s1"));
    await server.store([processEvent("cmd.exe", {}, nowMs - 50_000)]);
    await server.store([processEvent("whoami.exe", {}, nowMs - 40_000)], "logs-other-default");
    const [alert] = (await list("")).alerts;
    expect(alert).toMatchObject({
      is_live: true,
      events: 2,
      tactics: [{ id: "TA0005" }],
      techniques: [{ id: "T1218" }],
    });
    const { events } = await eventsOf(alert?.id ?? "");
    expect(events.map(({ state, document }) => [state, (document as JsonObject)["process"]])).toEqual([
      ["found", { name: "cmd.exe", pid: 4100 }],
      ["found", { name: "whoami.exe", pid: 4100 }],
    ]);
    const whole = await server.ok("GET", `/api/v1/alerts/${alert?.id}`);
    expect(whole["group"]).toHaveLength(2);
    const [block] = whole["group"] as readonly JsonObject[];
    expect((await eventsOf(String(block?.["id"]))).events).toHaveLength(2);
  });

  it("that are gone are said to be", async () => {
    const ancestors = [{ id: "lost", index: "logs-test-default", type: "event", depth: 0 }];
    server.data.alerts.add([makeAlert({ id: "a1", more: { "kibana.alert.ancestors": ancestors } })]);
    const { events, message } = await eventsOf("a1");
    expect(events).toEqual([
      { id: "lost", index: "logs-test-default", state: "gone", position: null, document: null },
    ]);
    expect(message).toContain("1 of 1 events are no longer stored");
    expect(await server.refusal("GET", "/api/v1/alerts/none/events")).toMatchObject({ status: 404 });
  });
});
