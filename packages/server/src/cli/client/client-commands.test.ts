import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../events/scratch-folder.test-support.ts";
import { fileEvent, startEvent, startMs } from "../../scan/defend-events.test-support.ts";
import { runProgram } from "../program.ts";
import { type ServingCommand, serve, stopServersAfterTests } from "../serve.test-support.ts";
import { type CommandResult, type FakeOptions, fakeTerminal, runCommand } from "../terminal.test-support.ts";

const folder = scratchFolder();
stopServersAfterTests();

const ruleId = "f9bb25ab-28c6-475a-91b1-3f990bfea952";
let server: ServingCommand;

beforeAll(async () => {
  server = await serve(["--data", `${folder.path}/demo`, "--demo"]);
});

function client(args: readonly string[], options: FakeOptions = {}): Promise<CommandResult> {
  return runCommand(args, { ...options, env: { EQLITE_URL: server.url, ...options.env } });
}

/** The id of the demo's alert, as the table shows it. */
async function shownId(): Promise<string> {
  const { out } = await client(["alerts"]);
  return /\b[0-9a-f]{12}$/m.exec(out)?.[0] ?? "";
}

/** What the bundled rule is about, on a host of its own, as it happens now. */
async function attack(host: string): Promise<void> {
  const atMs = Date.now() - startMs - 2_000;
  const changes = { "host.id": host, "host.name": host };
  const lines = [
    { create: { _index: "logs-endpoint.events.file-default" } },
    fileEvent(changes, atMs),
    { create: { _index: "logs-endpoint.events.process-default" } },
    startEvent(changes, atMs + 900),
  ];
  const answer = await fetch(`${server.url}/_bulk`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  });
  expect(await answer.json()).toMatchObject({ errors: false });
}

describe("eqlite alerts", () => {
  it("lists the demo's alert alone, without the alerts for its single events", async () => {
    const { code, out, err } = await client(["alerts"]);
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out.trimEnd().split("\n")).toHaveLength(2);
    expect(out).toMatch(/medium {4}open {4}Remote Execution via File Shares {2}WORKSTATION5/);
    const all = await fetch(`${server.url}/api/v1/alerts?building_blocks=all`);
    const { alerts } = (await all.json()) as { alerts: { rule_id: string }[] };
    expect(alerts.map((alert) => alert.rule_id)).toEqual([ruleId, ruleId, ruleId]);
  });

  it.each([
    ["--status", "open,acknowledged", 1],
    ["--status", "closed", 0],
    ["--severity", "medium", 1],
    ["--severity", "high", 0],
    ["--rule", ruleId, 1],
    ["--rule", "another", 0],
    ["--host", "WORKSTATION5", 1],
    ["--host", "elsewhere", 0],
    ["--since", "1h", 1],
    ["--since", "2099-01-01", 0],
  ])("%s %s", async (option, value, count) => {
    const { out } = await client(["alerts", option, value, "--format", "ndjson"]);
    const lines = out.split("\n").filter((line) => line !== "");
    expect(lines.map((line) => JSON.parse(line).document["kibana.alert.rule.rule_id"])).toEqual(
      Array.from({ length: count }, () => ruleId),
    );
  });

  it("writes one JSON array, also without alerts", async () => {
    const some = await client(["alerts", "--format", "json"]);
    expect(JSON.parse(some.out)).toMatchObject([{ rule_id: ruleId }]);
    expect(JSON.parse((await client(["alerts", "--host", "x", "--format", "json"])).out)).toEqual([]);
  });

  it("says what is wrong with its options", async () => {
    expect(await client(["alerts", "--status", "new"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Allowed choices are open, acknowledged, closed."),
    });
    expect(await client(["alerts", "--since", "yesterday"])).toMatchObject({
      code: 4,
      err: expect.stringContaining("from is no time"),
    });
  });

  it("shows one alert with its events, its rule and what to do", async () => {
    const { code, out } = await client(["alerts", "show", await shownId()]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Remote Execution via File Shares {2}medium {2}risk 47\n/);
    expect(out).toMatch(/MITRE ATT&CK: TA0008 Lateral Movement; T1021/);
    expect(out).toMatch(/Raised: .* s after its last event had arrived/);
    expect(out).toMatch(/FileCreate\n.*b6a1458f396\.exe.*\n.*logs-windows\.sysmon_operational-default/);
    expect(out).toMatch(/\+0\.072 s\n.*Process creation/);
    expect(out).toMatch(/What to do next\n {2}1\. Look at the logons/);
    const chinese = await client(["alerts", "show", await shownId()], { language: "zh-CN" });
    expect(chinese.out).toMatch(/^通过文件共享远程执行程序/);
    expect(chinese.out).toContain("下一步该做什么");
    const json = await client(["alerts", "show", await shownId(), "--format", "json"]);
    expect(JSON.parse(json.out)).toMatchObject({ alert: { rule_id: ruleId }, events: [{}, {}] });
  });

  it("changes the status, takes notes and shows both", async () => {
    const id = await shownId();
    expect(await client(["alerts", "close", id, "--reason", "a drill"])).toMatchObject({
      code: 0,
      out: "1 alert now closed.\n",
    });
    expect(await client(["alerts", "close", id, "--reason", "a drill"])).toMatchObject({
      out: "1 alert already so.\n",
    });
    expect(await client(["alerts", "note", id, "Asked Ada.\nShe knows."])).toMatchObject({ code: 0 });
    const shown = await client(["alerts", "show", id]);
    expect(shown.out).toMatch(/Status: closed, by demo at \d{4}-/);
    expect(shown.out).toContain("Reason: a drill");
    expect(shown.out).toMatch(/Notes\n.*demo\n {4}Asked Ada\.\n {4}She knows\.\n$/);
    expect((await client(["alerts", "acknowledge", id])).out).toContain("now acknowledged");
    expect((await client(["alerts", "open", id])).out).toContain("now open");
  });

  it("says that an alert does not exist", async () => {
    for (const id of ["abcdef", "0".repeat(64)]) {
      const { code, err } = await client(["alerts", "show", id]);
      expect(err).toContain(`There is no alert ${id}`);
      expect(code).toBe(4);
    }
    expect(await client(["alerts", "close", "0".repeat(64)])).toMatchObject({
      code: 4,
      err: expect.stringContaining("No such alert"),
    });
  });

  it("follows alerts as they come", async () => {
    const abort = new AbortController();
    const terminal = fakeTerminal({ signal: abort.signal, env: { EQLITE_URL: server.url } });
    const exit = runProgram(["alerts", "--follow", "--host", "acct-ws-21"], terminal);
    while (!terminal.errText().includes("Waiting for alerts")) await wait(10);
    await attack("acct-ws-22");
    await attack("acct-ws-21");
    while (!terminal.outText().includes("acct-ws-21")) await wait(20);
    abort.abort();
    expect(await exit).toBe(0);
    expect(terminal.outText()).toMatch(/medium {2}open {2}Remote Execution via File Shares {2}acct-ws-21/);
    expect(terminal.outText()).not.toContain("acct-ws-22");
  });
});

describe("eqlite rules", () => {
  it("lists rules with how they fare", async () => {
    const { code, out } = await client(["rules"]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Remote Execution via File Shares  eql   medium .*running.*${ruleId}`));
  });

  it("disables, enables and runs a rule", async () => {
    expect((await client(["rules", "disable", ruleId])).out).toContain("File Shares: disabled.");
    expect((await client(["rules"])).out).toMatch(/medium {4}disabled/);
    expect((await client(["rules", "enable", ruleId])).out).toContain("File Shares: enabled.");
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const run = await client(["rules", "run", ruleId, "--from", hourAgo, "--to", new Date().toISOString()]);
    expect(run.out).toMatch(/^\d+ executions planned\./);
    expect(await client(["rules", "enable", "none"])).toMatchObject({
      code: 4,
      err: expect.stringContaining("There is no rule with the rule_id none"),
    });
    expect((await client(["rules", "run", ruleId, "--from", "now", "--to", "now-1h"])).code).toBe(2);
    const old = await client(["rules", "run", ruleId, "--from", "2001-01-01", "--to", "2001-01-02"]);
    expect(old).toMatchObject({ code: 4, err: expect.stringContaining("looks back at most") });
  });
});

describe("eqlite status", () => {
  it("says whether events arrive and rules run", async () => {
    const { code, out } = await client(["status"]);
    expect(code).toBe(0);
    expect(out).toContain(server.url);
    expect(out).toContain("Events arrive.");
    expect(out).toMatch(/logs-windows\.sysmon_operational-default +2,264/);
    expect(out).toContain("Rules: 1 running, 0 disabled, 0 cannot run.");
    const json = await client(["status", "--format", "json"]);
    expect(JSON.parse(json.out)).toMatchObject({ rules: { running: 1 }, data_streams: expect.anything() });
  });

  it("shows the data streams with the latest events where there are many, and damage that was found", async () => {
    const data = `${folder.path}/many`;
    const first = await serve(["--data", data, "--demo"]);
    const lines = Array.from({ length: 25 }, (_, n) => [
      { create: { _index: `logs-many.${n}-default` } },
      fileEvent({}, Date.now() - startMs),
    ]);
    await fetch(`${first.url}/_bulk`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: lines
        .flat()
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    });
    await first.stop();
    const stream = `${data}/events/logs-many.7-default`;
    for (const name of readdirSync(stream)) {
      if (name.endsWith(".idx")) rmSync(`${stream}/${name}`);
      else writeFileSync(`${stream}/${name}`, "torn");
    }
    const { url } = await serve(["--data", data, "--demo"]);
    const { code, out } = await runCommand(["status"], { env: { EQLITE_URL: url } });
    // One event in a data stream is a rate that rounds to nothing.
    expect(out).toContain("Events arrive.");
    expect(out.match(/logs-many/g)?.length).toBeLessThan(25);
    expect(out).toMatch(/The 20 with the latest events of \d+\. --format json shows all\./);
    expect(out).toContain("The ends of 1 files of events were torn and have been cut off at this start.");
    expect(out).toContain("logs-many.7-default");
    expect(out).not.toContain("No problems.");
    expect(code).toBe(0);
    const chinese = await runCommand(["status"], { env: { EQLITE_URL: url }, language: "zh-CN" });
    expect(chinese.out).toContain("以上为最近有事件的 20 个");
  });
});

describe("eqlite export", () => {
  it("writes the events of a running server, and the same of the folder when it is stopped", async () => {
    const data = `${folder.path}/demo`;
    const running = `${folder.path}/running.ndjson`;
    const args = ["export", "--data-stream", "logs-system.*", "--form", "hits"];
    const first = await client([...args, "--output", running]);
    expect(first).toMatchObject({ code: 0, err: "347 events exported.\n" });
    const { code, err } = await runCommand(["export", "--data", data]);
    expect(err).toContain("in use by the process with pid");
    expect(code).toBe(4);
    await server.stop();
    const second = await runCommand([...args, "--data", data]);
    expect(second.code).toBe(0);
    expect(second.out).toBe(readFileSync(running, "utf8"));
    expect(JSON.parse(second.out.split("\n")[0] ?? "")).toMatchObject({
      _index: expect.stringMatching(/^logs-system\./),
    });
    const none = await runCommand(["export", "--data", data, "--to", "2001-01-01"]);
    expect(none).toMatchObject({ out: "", err: "0 events exported.\n" });
    const into = await runCommand(["export", "--data", data, "--output", `${data}/state.db`]);
    expect(into.code).toBe(2);
  });

  it("needs a data folder", async () => {
    const { code, err } = await runCommand(["export", "--data", folder.path]);
    expect(err).toContain("is no data folder of a server");
    expect(code).toBe(4);
  });
});
