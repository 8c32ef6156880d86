import { join } from "node:path";
import type { JsonObject } from "@eqlite/core/events";
import { beforeEach, describe, expect, it } from "vitest";
import { basic } from "../../security/security.test-support.ts";
import {
  addRule,
  isoAt,
  nowMs,
  openV1,
  processEvent,
  rule,
  type V1Server,
} from "./v1-server.test-support.ts";

let server: V1Server;

const problemsOf = (status: JsonObject): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    (status["problems"] as readonly JsonObject[]).map((problem) => [String(problem["code"]), problem]),
  );

describe("the status", () => {
  beforeEach(async () => {
    server = await openV1();
  });

  it("has the figures of all parts", async () => {
    addRule(server, rule("r1"));
    addRule(server, rule("off", { enabled: false }));
    await server.store([processEvent("mshta.exe"), processEvent("cmd.exe")]);
    server.clock.ms += 90_000;
    const status = await server.ok("GET", "/api/v1/status");
    expect(status).toMatchObject({
      version: "1.2.3",
      started_at: isoAt(nowMs),
      uptime_seconds: 90,
      data: {
        folder: server.folder,
        config_file: join(server.folder, "eqlite.yaml"),
        retention_lines: ["retention_age: 30d", "retention_size: 50gb"],
        events: 2,
        data_streams: 1,
        first_arrival: isoAt(nowMs),
        retention_age_ms: 30 * 86_400_000,
      },
      ingest: { events: 2, refused_items: 0, rejected_requests: 0, misfits: { looked_at: 2, fields: [] } },
      live: { is_on: true, rules: 1, waiting_bytes: 0, delay_ms: 0 },
      scheduler: { is_on: false, running: 0, waiting: 0, due: 0, last_tick_at: null },
      rules: { total: 2, enabled: 1, running: 1, cannot_run: 0 },
      alerts: { open: 1, acknowledged: 0, closed: 0 },
    });
    const data = status["data"] as JsonObject;
    expect(Number(data["event_bytes"])).toBeGreaterThan(0);
    expect(Number(data["state_bytes"])).toBeGreaterThan(0);
    expect(Number(data["disk_total_bytes"])).toBeGreaterThan(Number(data["disk_free_bytes"]));
    await server.detection.scheduler.tick();
    expect((await server.ok("GET", "/api/v1/status"))["scheduler"]).toMatchObject({
      last_tick_at: isoAt(nowMs + 90_000),
      last_run_duration_ms: expect.any(Number),
    });
  });

  it("names what somebody should look at, and what to do", async () => {
    addRule(server, rule("broken", { query: "process where" }));
    addRule(server, rule("r1"));
    const misfit = processEvent("cmd.exe", { source: { ip: "nowhere" } });
    await server.store([misfit, { event: { category: "process" } }]);
    server.data.executions.gaps.add(
      [{ ruleId: "r1", reason: "failed", fromMs: nowMs - 120_000, toMs: nowMs }],
      nowMs,
    );
    server.data.executions.start([{ id: "e1", ruleId: "r1", type: "scheduled", startedMs: nowMs }]);
    server.data.executions.finish([{ id: "e1", status: "failed", finishedMs: nowMs, error: "It broke." }]);
    const problems = problemsOf(await server.ok("GET", "/api/v1/status"));
    expect(problems["rules-cannot-run"]).toMatchObject({
      severity: "error",
      details: [expect.stringMatching(/^broken: EQL/)],
    });
    expect(problems["rules-fail"]).toMatchObject({ details: ["r1: It broke."] });
    expect(problems["gaps"]).toMatchObject({ details: ["r1: 2 minutes"] });
    expect(problems["misfits"]).toMatchObject({ details: [expect.stringMatching(/^source.ip \(ip\): 1 /)] });
    expect(problems["events-without-time"]).toMatchObject({ message: expect.stringMatching(/^1 events/) });
    expect(problems["schedule-off"]).toBeDefined();
    for (const { action } of Object.values(problems)) expect(action).toMatch(/\.$/);
  });

  it("is told on /metrics, too", async () => {
    addRule(server, rule("r1"));
    await server.store([processEvent("mshta.exe")]);
    await server.detection.scheduler.tick();
    const answer = await server.app.request("/metrics", { headers: basic("vic") });
    const text = await answer.text();
    for (const line of [
      "eqlite_events_ingested_total 1",
      "eqlite_ingest_refused_items_total 0",
      "eqlite_ingest_rejected_requests_total 0",
      'eqlite_stored_events{data_stream="logs-test-default"} 1',
      "eqlite_live_waiting_bytes 0",
      "eqlite_live_hits 0",
      "eqlite_live_dropped_hits_total 0",
      'eqlite_executions_total{type="scheduled",status="succeeded"} 1',
      'eqlite_execution_seconds_count{type="scheduled"} 1',
      'eqlite_alerts_total{origin="live",severity="high"} 1',
      "eqlite_open_alerts 1",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toMatch(/^eqlite_ingest_bytes_total [1-9]/m);
    expect(text).toMatch(/^# TYPE eqlite_events_ingested_total counter$/m);
  });
});

it("says that live detection is off where it is", async () => {
  server = await openV1({ live: false });
  const status = await server.ok("GET", "/api/v1/status");
  expect(status["live"]).toMatchObject({ is_on: false, position: null });
  expect(problemsOf(status)["live-off"]).toBeDefined();
});
