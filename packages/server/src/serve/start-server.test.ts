import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { loadConfig } from "../config/load-config.ts";
import { openConnection } from "../http/server.test-support.ts";
import { silentLog } from "../platform/log.ts";
import { type RunningServer, startServer } from "./start-server.ts";

const folder = mkdtempSync(join(tmpdir(), "eqlite-serve-"));
let server: RunningServer | undefined;
afterEach(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("raises an alert for an event within the feed of a client, and stops without waiting for that", async () => {
  const loaded = loadConfig({
    flags: { data: folder, demo: true, port: 0, stop_deadline: "30s" },
    env: {},
    currentFolder: folder,
    readFile: () => undefined,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  server = await startServer({ config: loaded.config, log: silentLog });
  const { url, port } = server;
  server.data.rules.create({
    id: "00000000-0000-4000-8000-000000000001",
    parameters: {
      rule_id: "r1",
      name: "One",
      description: "A test.",
      type: "eql",
      language: "eql",
      query: 'process where process.name == "mshta.exe"',
      severity: "high",
      risk_score: 73,
    },
    principal: { name: "test" },
    nowMs: Date.now(),
  });

  const feed = await openConnection(port);
  feed.socket.write("GET /api/v1/alerts/feed HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  await feed.until(/event: hello/);
  const event = {
    "@timestamp": new Date().toISOString(),
    event: { category: "process" },
    process: { name: "mshta.exe" },
  };
  const sent = await fetch(`${url}/_bulk`, {
    method: "POST",
    headers: { "Content-Type": "application/x-ndjson" },
    body: `{"create":{"_index":"logs-test-default"}}\n${JSON.stringify(event)}\n`,
  });
  expect(sent.status).toBe(200);
  await feed.until(/event: added\ndata: .*"rule_id":"r1"/);

  const status = (await (await fetch(`${url}/api/v1/status`)).json()) as Record<string, unknown>;
  expect(status).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/), alerts: { open: 1 } });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain("eqlite_open_alerts 1");

  // Were the feed waited for, this would take until the deadline, and the test longer than it may.
  await server.stop();
  expect(await feed.closed).toContain("event: end");
}, 20_000);
