import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { fileEvent, program, startEvent } from "../scan/defend-events.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import { runCommand, statsOf } from "./terminal.test-support.ts";

const folder = scratchFolder();
const rules = repositoryPath("rules");
const two = (host: string, atMs: number) => [
  fileEvent({ "host.id": host, "host.name": host }, atMs),
  startEvent({ "host.id": host, "host.name": host }, atMs + 500),
];
// The later alert stands first.
const logs = folder.write("logs.ndjson", [...two("late", 90_000), ...two("early", 0)]);

const parseLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("scan", () => {
  it("ndjson: one alert document a line, by time, with what it rests on", async () => {
    const { out, code } = await runCommand(["scan", logs, "--rules", rules, "--format", "ndjson"]);
    const alerts = parseLines(out);
    expect(code).toBe(0);
    expect(alerts.map((alert) => alert["eqlite"].evidence[0].event.host.id)).toEqual(["early", "late"]);
    expect(alerts[0]).toMatchObject({
      "kibana.alert.rule.name": "Remote Execution via File Shares",
      "kibana.alert.severity": "medium",
      eqlite: {
        join_keys: ["early", program],
        evidence: [
          { stage: 0, source: { path: logs, record: 3 }, event: { file: { path: program } } },
          { stage: 1, source: { path: logs, record: 4 }, event: { process: { executable: program } } },
        ],
        building_blocks: [
          { "kibana.alert.building_block_type": "default" },
          { "kibana.alert.building_block_type": "default" },
        ],
      },
    });
  });

  it("json: the same documents as one array", async () => {
    const lines = await runCommand(["scan", logs, "--rules", rules, "--format", "ndjson"]);
    const array = await runCommand(["scan", logs, "--rules", rules, "--format", "json"]);
    expect(JSON.parse(array.out)).toEqual(parseLines(lines.out));
    const none = await runCommand([
      "scan",
      folder.write("none.ndjson", [fileEvent()]),
      "--rules",
      rules,
      "--format",
      "json",
    ]);
    expect(none.out).toBe("[]\n");
  });

  it("csv: a header, a line an alert, nothing that a spreadsheet would run", async () => {
    const evil = { "host.name": '=cmd|"/c calc"!A1', "host.id": "x", "user.name": 'O"Neil, Ann\r\n@SUM(1)' };
    const path = folder.write("evil.ndjson", [fileEvent(evil), startEvent(evil)]);
    const { out } = await runCommand(["scan", path, "--rules", rules, "--format", "csv"]);
    const [header, line, ...rest] = out.split("\r\n");
    expect(header).toBe("time,severity,risk_score,rule,rule_id,host,user,what,reason,alert_id,events");
    expect(line).toContain(`,"'=cmd|""/c calc""!A1","O""Neil, Ann @SUM(1)",`);
    expect(line?.endsWith(`${path}:1 ${path}:2`)).toBe(true);
    expect(rest).toEqual([""]);
  });

  it("says which parts of rules it leaves aside", async () => {
    const rule = folder.write("parts.ndjson", [
      {
        rule_id: "parts",
        name: "Parts",
        description: "d",
        type: "eql",
        language: "eql",
        query: "any where true",
        severity: "low",
        risk_score: 1,
        enabled: false,
        filters: [{ query: { exists: { field: "a" } } }],
        exceptions_list: [{ id: "x", list_id: "x", type: "detection", namespace_type: "single" }],
        alert_suppression: { group_by: ["host.id"] },
      },
    ]);
    const { err, code } = await runCommand(["scan", logs, "--rules", rule]);
    expect(code).toBe(0);
    expect(err).toContain("1 rule with exceptions: a scan does not apply exceptions.");
    expect(err).toContain("1 rule with filters beside the query: a scan does not apply them.");
    expect(err).toContain("1 rule with alert suppression: a scan shows every alert.");
    expect(err).toContain("1 rule disabled: a scan runs disabled rules too.");
  });

  it("the same input gives the same bytes", async () => {
    for (const format of ["table", "ndjson", "json", "csv"]) {
      const args = [
        "scan",
        repositoryPath("recordings/evtx/ID11-13-17-18-PSexec_as_system_execution.evtx"),
        logs,
        "--rules",
        rules,
        "--format",
        format,
      ];
      const [first, second] = [await runCommand(args), await runCommand(args)];
      expect(first.out).toBe(second.out);
      expect(first.out).toContain("Remote Execution");
    }
  });

  it("--output writes what would be printed, without colours", async () => {
    for (const format of ["table", "ndjson", "json", "csv"]) {
      const args = ["scan", logs, "--rules", rules, "--format", format];
      const printed = await runCommand(args);
      const written = await runCommand([...args, "--output", `${folder.path}/out.${format}`], {
        isTerminal: true,
      });
      expect(written.out).toBe("");
      expect(readFileSync(`${folder.path}/out.${format}`, "utf8")).toBe(printed.out);
    }
  });

  it("--stats counts", async () => {
    const result = await runCommand([
      "scan",
      logs,
      "--rules",
      rules,
      "--stats",
      "--from",
      "2026-06-08T06:31:00Z",
    ]);
    expect(statsOf(result)).toEqual({
      files: 1,
      members: 0,
      events: 4,
      bytes: readFileSync(logs).length,
      unpacked_bytes: readFileSync(logs).length,
      unreadable_records: 0,
      problems: 0,
      unreadable_files: 0,
      skipped_files: 0,
      events_without_time: 0,
      events_out_of_range: 2,
      rules_loaded: 1,
      rules_run: 1,
      rules_not_run: 0,
      rules_failed: 0,
      rule_files_skipped: 0,
      alerts: 1,
      seconds: 0,
    });
  });

  it("--min-severity leaves out what is below", async () => {
    const high = await runCommand(["scan", logs, "--rules", rules, "--min-severity", "high"]);
    expect(high.out).toBe("No alerts.\n");
    const medium = await runCommand(["scan", logs, "--rules", rules, "--min-severity", "medium"]);
    expect(medium.err).toMatch(/^2 alerts\./m);
  });

  it("--enforce-index shows a rule only the indices it names", async () => {
    const hit = (index: string, event: object): object => ({
      _index: index,
      _id: `${index}${JSON.stringify(event).length}`,
      _source: event,
    });
    const inIndex = (index: string) =>
      folder.write(`${index}.ndjson`, [
        hit(`logs-endpoint.events.${index}-default`, fileEvent()),
        hit(`logs-endpoint.events.${index}-default`, startEvent()),
      ]);
    const scan = (path: string) =>
      runCommand(["scan", path, "--rules", rules, "--enforce-index", "--format", "ndjson"]);
    expect(parseLines((await scan(inIndex("file"))).out)).toHaveLength(1);
    expect((await scan(inIndex("registry"))).out).toBe("");
    // An event that names no index lies in none.
    expect((await scan(logs)).out).toBe("");
  });
});

describe("query", () => {
  it("ndjson: an event with its source", async () => {
    const { out } = await runCommand([
      "query",
      'process where host.id == "early"',
      logs,
      "--format",
      "ndjson",
    ]);
    expect(parseLines(out)).toEqual([
      {
        event: startEvent({ "host.id": "early", "host.name": "early" }, 500),
        source: { path: logs, record: 4 },
      },
    ]);
  });

  it("ndjson: join keys and events of a sequence, null for a missing one", async () => {
    const text =
      "sequence by host.id with maxspan=1m [file where true] ![registry where true] [process where true] | head 1";
    const { out } = await runCommand(["query", text, logs, "--format", "ndjson"]);
    expect(parseLines(out)).toMatchObject([
      {
        join_keys: ["early"],
        events: [{ event: { category: ["file"] } }, null, { event: { category: ["process"] } }],
        sources: [{ path: logs, record: 3 }, null, { path: logs, record: 4 }],
      },
    ]);
  });
});

describe("check", () => {
  it("json: one object with counts and places", async () => {
    const bad = folder.write(
      "rules/bad.toml",
      '[rule]\nrule_id = "b"\nname = "b"\ndescription = "d"\ntype = "eql"\nlanguage = "eql"\nseverity = "low"\nrisk_score = 1\nquery = "process where process.name = 1"\n',
    );
    folder.write(
      "rules/kql.toml",
      readFileSync(bad, "utf8")
        .replace('"b"', '"k"')
        .replace('type = "eql"', 'type = "query"')
        .replace('"eql"', '"kuery"')
        .replace(/^query.*/m, 'query = "a: 1"'),
    );
    const { out, code } = await runCommand(["check", `${folder.path}/rules`, rules, "--format", "json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      files: 3,
      skipped_files: 0,
      rules: 3,
      by_type: { eql: { total: 2, ok: 1, failed: 1 }, query: { total: 1, ok: 1, failed: 0 } },
      errors: 1,
      warnings: 0,
      diagnostics: [
        expect.objectContaining({
          path: bad,
          code: "EQL107",
          severity: "error",
          line: 9,
          column: 37,
          end_line: 9,
          end_column: 38,
        }),
      ],
    });
  });

  it("text: what is not run is said, not counted as an error", async () => {
    const { out, code } = await runCommand(["check", `${folder.path}/rules/kql.toml`]);
    expect(out).toBe("1 rule in 1 file: 0 errors, 0 warnings.\nnot run: query (1 rule)\n");
    expect(code).toBe(0);
  });

  it("--strict makes unknown fields errors", async () => {
    const path = folder.write(
      "strict.toml",
      readFileSync(`${folder.path}/rules/bad.toml`, "utf8").replace(
        /^query.*/m,
        'query = "process where acme.field == 1"',
      ),
    );
    expect((await runCommand(["check", path])).code).toBe(0);
    expect((await runCommand(["check", path, "--strict"])).code).toBe(1);
  });
});

describe("convert", () => {
  it("ndjson: the events as the engine sees them", async () => {
    const { out, code } = await runCommand([
      "convert",
      repositoryPath("recordings/demo"),
      "--format",
      "ndjson",
    ]);
    const events = parseLines(out);
    expect(code).toBe(0);
    expect(events).toHaveLength(2611);
    expect(events[1724]).toMatchObject({
      event: { category: ["file"] },
      file: { path: "C:\\Windows\\b6a1458f396.exe" },
      process: { pid: 4 },
    });
  });
});
