import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type ChildServer, canMakeDisks, childServers } from "./child-server.test-support.ts";
import { bulkBody } from "./shipped-events.test-support.ts";
import { wholeServers } from "./whole-server.test-support.ts";

const { scratch, newFolder } = wholeServers();
const children = childServers();

const canRun = canMakeDisks();
if (!canRun)
  console.warn("Skipped: this system does not let a process make a small disk (unshare --user --mount).");

const mebibyte = 1024 * 1024;
const rule = {
  name: "r1",
  description: "A rule of a test.",
  type: "eql",
  language: "eql",
  query: 'process where process.name == "evil.exe"',
  index: ["logs-*"],
  severity: "low",
  risk_score: 21,
  interval: "10s",
};
const rules = [scratch.write("rules.ndjson", [{ ...rule, rule_id: "r1" }])];

function eventOf(n: number): string {
  return JSON.stringify({
    "@timestamp": new Date(Date.UTC(2026, 5, 8, 12) + n).toISOString(),
    event: { category: ["process"], type: ["start"], id: `event-${n}` },
    process: { name: "evil.exe" },
    // Larger, also when it is packed, than what is left of the last page of a file.
    message: randomBytes(20_000).toString("base64"),
  });
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
}

async function ask({ url }: ChildServer, path: string, body?: unknown): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(`${url}${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: text }),
    headers: { "content-type": typeof body === "string" ? "application/x-ndjson" : "application/json" },
  });
  return {
    status: answer.status,
    retryAfter: answer.headers.get("retry-after"),
    body: (await answer.json()) as Record<string, unknown>,
  };
}

function send(server: ChildServer, n: number): Promise<Answer> {
  return ask(server, "/logs-test-default/_bulk", bulkBody([eventOf(n)]));
}

/** Takes all room that is left. */
function fill(path: string): void {
  for (const size of [mebibyte, 4_096, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: "a" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }
}

it.skipIf(!canRun)(
  "a full disk: what is stored is read, what comes is told to come again, and all goes on by itself",
  async () => {
    const flags = { rules, enforce_index: false, scheduled: false };
    const server = await children.start({ folder: newFolder(), flags, diskBytes: 24 * mebibyte });
    expect(await send(server, 0)).toMatchObject({ status: 200, body: { errors: false } });
    await server.ask("caught up");
    const [{ id } = { id: "" }] = await server.ask("alerts");

    const ballast = `${server.folder}/ballast`;
    fill(ballast);
    expect(await send(server, 1)).toMatchObject({
      status: 429,
      retryAfter: "10",
      body: { error: { reason: expect.stringMatching(/disk is full.*make room/) } },
    });
    expect(await ask(server, "/logs-*/_search")).toMatchObject({
      status: 200,
      body: { hits: { total: { value: 1 } } },
    });
    expect(await ask(server, `/api/v1/alerts/${id}`)).toMatchObject({ status: 200 });
    const status = await ask(server, "/api/v1/status");
    expect(status.body["problems"]).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: "disk-low", severity: "error" })]),
    );
    // What has to be written down is refused with the reason, and does not break what reads.
    const triage = (note: string) => ask(server, `/api/v1/alerts/${id}/notes`, { text: note.repeat(10_000) });
    let refused = await triage("a");
    for (let n = 0; n < 100 && refused.status < 400; n += 1) refused = await triage(`${n}`);
    expect(refused).toMatchObject({ status: 507, body: { error: { code: "disk-full" } } });
    await server.ask("tick").catch(() => {});
    expect((await ask(server, "/healthz")).status).toBe(200);

    rmSync(ballast);
    expect(await send(server, 2)).toMatchObject({ status: 200, body: { errors: false } });
    await server.ask("caught up");
    expect(await server.ask("events")).toBe(2);
    expect(await server.ask("alerts")).toHaveLength(2);
    expect((await triage("b")).status).toBeLessThan(300);
    await server.ask("advance", 61_000);
    await server.ask("tick");
    const executions = await server.ask("executions");
    expect(executions[0]).toMatchObject({ status: "succeeded" });
  },
);
