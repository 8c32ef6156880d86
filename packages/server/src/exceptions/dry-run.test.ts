import type { JsonObject } from "@eqlite/core/events";
import { afterEach, describe, expect, it } from "vitest";
import { eqlRule, kibanaServer, startMs } from "../http/kibana/kibana.test-support.ts";
import { makeDatabaseFolder } from "../platform/database.test-support.ts";
import { sourceEventOf } from "./source-event-of.ts";

const folder = makeDatabaseFolder();
afterEach(folder.clear);

const path = "/api/v1/exceptions/dry-run";
const at = (seconds: number): string => new Date(startMs - 3_600_000 + seconds * 1_000).toISOString();
const start = (name: string, seconds: number, more: JsonObject = {}): JsonObject => ({
  "@timestamp": at(seconds),
  event: { kind: "event", category: ["process"], type: ["start"] },
  host: { name: "WS-1", id: "h1" },
  process: { name, ...more },
});
const match = (field: string, value: string, more: JsonObject = {}): JsonObject => ({
  type: "match",
  field,
  operator: "included",
  value,
  ...more,
});

describe("a dry run of an exception", () => {
  it("lists the alerts of single events that it would have silenced", async () => {
    const server = kibanaServer(folder.open());
    const raised = await server.raise(eqlRule(), [
      start("wscript.exe", 0, { args: ["known.js"] }),
      start("wscript.exe", 1, { args: ["other.js"] }),
      start("cmd.exe", 2),
    ]);
    expect(raised).toHaveLength(2);
    const answer = await server.send("POST", path, {
      item: { entries: [match("process.args", "known.js")] },
      rule_ids: ["r1"],
    });
    expect(answer.json).toEqual({
      checked: 2,
      silenced: 1,
      unknown: 0,
      alerts: [
        {
          id: raised[0]?.id,
          rule_id: "r1",
          rule_name: "Script host starts a shell",
          time: new Date(startMs).toISOString(),
          host: "WS-1",
          events: [{ stage: 0, id: expect.stringMatching(/^[0-9a-f]{64}$/) }],
        },
      ],
      diagnostics: [],
    });
  });

  it("looks at the event as it was: its own kind and time", async () => {
    const server = kibanaServer(folder.open());
    await server.raise(eqlRule(), [start("wscript.exe", 0)]);
    const silenced = async (field: string, value: string) =>
      (await server.send("POST", path, { item: { entries: [match(field, value)] }, rule_ids: ["r1"] })).json
        .silenced;
    expect(await silenced("event.kind", "event")).toBe(1);
    expect(await silenced("event.kind", "signal")).toBe(0);
    expect(await silenced("@timestamp", at(0))).toBe(1);
    expect(await silenced("@timestamp", new Date(startMs).toISOString())).toBe(0);
  });

  const sequence = eqlRule({
    query: `sequence by host.id with maxspan=1m
      [process where process.name == "winword.exe"]
      ![process where process.name == "stop.exe"]
      [process where process.name == "cmd.exe"]`,
  });

  it("of a sequence says which stage's event it is, missing events not counted", async () => {
    const server = kibanaServer(folder.open());
    const [alert] = await server.raise(sequence, [start("winword.exe", 0), start("cmd.exe", 5)]);
    const run = async (value: string, stage?: number) => {
      const item = {
        entries: [match("process.name", value)],
        ...(stage === undefined ? {} : { eqlite_stage: stage }),
      };
      const { json } = await server.send("POST", path, { item, rule_ids: ["r1"] });
      return [
        json.checked,
        ...json.alerts.map((found: { id: string; events: { stage: number }[] }) => [
          found.id,
          found.events.map((event) => event.stage),
        ]),
      ];
    };
    expect(await run("winword.exe")).toEqual([1, [alert?.id, [0]]]);
    expect(await run("cmd.exe")).toEqual([1, [alert?.id, [2]]]);
    expect(await run("cmd.exe", 2)).toEqual([1, [alert?.id, [2]]]);
    expect(await run("cmd.exe", 0)).toEqual([1]);
    expect(await run("cmd.exe", 7)).toEqual([1]);
    expect(await run("other.exe")).toEqual([1]);
  });

  it("agrees with what the rule finds once it has the exception", async () => {
    const events = ["a", "b", "a", "c"].map((user, seconds) => ({
      ...start("wscript.exe", seconds),
      user: { name: user },
    }));
    const server = kibanaServer(folder.open());
    const before = await server.raise(eqlRule(), events);
    const { json } = await server.send("POST", path, {
      item: { entries: [match("user.name", "a")] },
      rule_ids: ["r1"],
    });
    const after = await server.raise(
      eqlRule({ query: 'process where process.name == "wscript.exe" and not user.name == "a"' }),
      events,
    );
    const left = new Set(after.map(({ id }) => id));
    expect(json.alerts.map(({ id }: { id: string }) => id)).toEqual(
      before.map(({ id }) => id).filter((id) => !left.has(id)),
    );
    expect(json.silenced).toBe(2);
  });

  it("looks at the rules that refer to its list, and at the days that are asked for", async () => {
    const server = kibanaServer(folder.open());
    await server.send("POST", "/api/exception_lists", {
      list_id: "l",
      name: "n",
      description: "d",
      type: "detection",
    });
    const reference = { id: "x", list_id: "l", type: "detection", namespace_type: "single" };
    await server.send("POST", "/api/detection_engine/rules", eqlRule({ exceptions_list: [reference] }));
    await server.raise(eqlRule(), [start("wscript.exe", 0)]);
    await server.raise(eqlRule({ rule_id: "r2" }), [start("wscript.exe", 0)]);
    const entries = [match("process.name", "wscript.exe")];
    const run = async (body: JsonObject) => (await server.send("POST", path, body)).json;
    expect(await run({ item: { list_id: "l", entries } })).toMatchObject({
      checked: 1,
      silenced: 1,
      alerts: [{ rule_id: "r1" }],
    });
    expect(await run({ item: { entries } })).toMatchObject({ checked: 0, silenced: 0 });
    expect(await run({ item: { entries }, rule_ids: ["r1", "r2"] })).toMatchObject({ silenced: 2 });
    expect(
      await run({ item: { entries, expire_time: "2025-01-01T00:00:00Z" }, rule_ids: ["r1"] }),
    ).toMatchObject({ silenced: 0 });
    server.advance(2 * 86_400_000);
    expect(await run({ item: { entries }, rule_ids: ["r1"], days: 1 })).toMatchObject({ checked: 0 });
    expect(await run({ item: { entries }, rule_ids: ["r1"], days: 3 })).toMatchObject({ checked: 1 });
  });

  it("says of how many alerts it cannot be told", async () => {
    const database = folder.open();
    const server = kibanaServer(database);
    const [alert] = await server.raise(sequence, [start("winword.exe", 0), start("cmd.exe", 5)]);
    const block = server.alerts.byGroup(alert?.id ?? "").find(({ id }) => id !== alert?.id);
    // One of its events is gone.
    database.prepare("DELETE FROM alerts WHERE id = ?").run(block?.id ?? "");
    const { json } = await server.send("POST", path, {
      item: { entries: [match("process.name", "cmd.exe")] },
      rule_ids: ["r1"],
    });
    expect(json).toMatchObject({ checked: 1, silenced: 0, unknown: 1 });
  });

  it("is refused with what is wrong", async () => {
    const server = kibanaServer(folder.open());
    const broken = await server.send("POST", path, { item: { entries: [] } });
    expect(broken.status).toBe(400);
    expect(broken.json.error).toMatchObject({
      code: "bad-request",
      diagnostics: [expect.objectContaining({ code: "RULE202", field: "entries" })],
    });
    const entries = [match("process.nam", "x")];
    expect((await server.send("POST", path, { item: { entries }, rule_ids: [] })).json.diagnostics).toEqual([
      expect.objectContaining({ code: "RULE205", severity: "warning" }),
    ]);
    expect((await server.send("POST", path, {})).json.error.message).toContain('"item"');
    for (const days of [0, 366, "7", null]) {
      expect((await server.send("POST", path, { item: { entries }, days })).status, String(days)).toBe(400);
    }
    const nobody = kibanaServer(folder.open(), { permissions: ["ingest"] });
    expect((await nobody.send("POST", path, { item: { entries } })).status).toBe(403);
  });
});

describe("the source event of an alert", () => {
  it("has no fields of the alert, and no names of the prototype lost", () => {
    const document = JSON.parse(
      '{"@timestamp":"new","event":{"kind":"signal","action":"a"},"kibana.alert.uuid":"u","eqlite.alert.execution_type":"live","__proto__":{"x":1},"kibana.alert.original_time":"old","host":{"name":"h"}}',
    );
    const source = sourceEventOf(document);
    expect(JSON.stringify(source)).toBe(
      '{"event":{"action":"a"},"__proto__":{"x":1},"host":{"name":"h"},"@timestamp":"old"}',
    );
  });
});
