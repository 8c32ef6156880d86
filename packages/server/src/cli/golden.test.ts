import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { fileEvent, startEvent } from "../scan/defend-events.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import { type FakeOptions, runCommand } from "./terminal.test-support.ts";

// `UPDATE_GOLDEN=1 npm test` writes what the commands print now; the change is then reviewed like code.
const goldenFolder = fileURLToPath(new URL("testdata/", import.meta.url));
const isUpdate = process.env["UPDATE_GOLDEN"] === "1";

const folder = scratchFolder();
const rules = repositoryPath("rules");
const other = { "host.id": "b", "host.name": "dc-01", "user.name": "svc_deploy" };
const tool = "C:\\Windows\\Temp\\sync tool.exe";
const logs = folder.write("logs.ndjson", [
  fileEvent(),
  startEvent(),
  fileEvent({ ...other, "file.path": tool }, 5000),
  startEvent(
    {
      ...other,
      "process.name": "sync tool.exe",
      "process.executable": tool,
      "process.command_line": "sync /quiet",
    },
    6000,
  ),
]);
const badRule = folder.write(
  "bad.toml",
  `[rule]
rule_id = "77e5c3a4-0000-4000-8000-000000000001"
name = "Not quite right"
description = "Shows what a check says."
type = "eql"
language = "eql"
severity = "urgent"
risk_score = 21
query = '''
any where true
'''
`,
);
const badQuery = folder.write(
  "bad-query.toml",
  `[rule]
rule_id = "77e5c3a4-0000-4000-8000-000000000002"
name = "Query not quite right"
description = "Shows what a check says."
type = "eql"
language = "eql"
severity = "high"
risk_score = 73
query = '''
process where process.nmae : "cmd.exe" and
  process.pid = 4 and length(process.name, 2) > 3
'''
`,
);
const kql = folder.write("kql.ndjson", [
  {
    rule_id: "k",
    name: "K",
    description: "d",
    type: "query",
    language: "kuery",
    query: "a: 1",
    severity: "low",
    risk_score: 1,
  },
]);

const english: FakeOptions = { language: "en" };
const chinese: FakeOptions = { language: "zh-CN" };
const sequence =
  "sequence by host.id with maxspan=1m [file where true] ![registry where true] [process where true]";

const cases: readonly (readonly [string, readonly string[], FakeOptions])[] = [
  ["help", ["--help"], english],
  ["help-scan", ["scan", "--help"], english],
  ["help-query", ["query", "--help"], english],
  ["help-check", ["check", "--help"], english],
  ["help-convert", ["convert", "--help"], english],
  ["help-demo", ["demo", "--help"], english],
  ["help-serve", ["serve", "--help"], english],
  ["help-serve-zh-CN", ["serve", "--help"], chinese],
  ["help-alerts", ["alerts", "--help"], english],
  ["help-alerts-list", ["alerts", "list", "--help"], english],
  ["help-alerts-close", ["alerts", "close", "--help"], english],
  ["help-rules", ["rules", "--help"], english],
  ["help-rules-run", ["rules", "run", "--help"], english],
  ["help-status", ["status", "--help"], english],
  ["help-export", ["export", "--help"], english],
  ["help-api-key", ["api-key", "create", "--help"], english],
  ["help-users", ["users", "--help"], english],
  ["demo", ["demo"], english],
  ["demo-zh-CN", ["demo"], chinese],
  ["scan-table", ["scan", logs, "--rules", rules, kql], english],
  ["scan-table-zh-CN", ["scan", logs, "--rules", rules, kql], chinese],
  ["scan-table-terminal", ["scan", logs, "--rules", rules], { isTerminal: true }],
  ["scan-csv", ["scan", logs, "--rules", rules, "--format", "csv"], english],
  ["check-bad", ["check", badRule, badQuery, kql], english],
  ["check-good", ["check", rules], english],
  ["query-events", ["query", 'process where process.name : "*.exe"', logs], english],
  ["query-sequence", ["query", sequence, logs], english],
  ["query-syntax-error", ["query", 'process where process.name = "a" and', logs], english],
];

describe("what the commands print", () => {
  it.each(cases)("%s", async (name, args, options) => {
    const { code, out, err } = await runCommand(args, options);
    const text = [
      `$ eqlite ${args.map((arg) => (/[\s'"|!]/.test(arg) ? `'${arg}'` : arg)).join(" ")}`,
      `exit code ${code}`,
      "--- standard output",
      out,
      "--- standard error",
      err,
    ].join("\n");
    expectGolden(name, text.replaceAll(folder.path, "FOLDER").replaceAll(rules, "RULES"));
  });
});

function expectGolden(name: string, text: string): void {
  const path = `${goldenFolder}${name}.txt`;
  if (isUpdate) {
    mkdirSync(goldenFolder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path), `${path} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
  expect(text).toBe(readFileSync(path, "utf8"));
}
