import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { fileEvent, startEvent } from "../scan/defend-events.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import { runCommand, statsOf } from "./terminal.test-support.ts";

const folder = scratchFolder();
const rules = repositoryPath("rules");
const logs = folder.write("logs/a.ndjson", [fileEvent(), startEvent()]);
const ownRule = folder.write(
  "own.toml",
  readFileSync(`${rules}/remote-execution-via-file-shares.toml`, "utf8"),
);
folder.write("wrong.schema.json", '{"fields":{"a":7}}');
folder.write("no.schema.json", "{");
folder.write("notes/readme.txt", "no rule, no log");

const inFolder = (name: string): string => `${folder.path}/${name}`;

/** Arguments, exit code, what standard error says. Standard output stays empty. */
const misuse: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ["nothing at all", [], 2, /Usage: eqlite \[options\] \[command\]/],
  ["a misspelt command", ["scna", logs], 2, /unknown command 'scna'\n\(Did you mean scan\?\)/],
  [
    "an unknown option",
    ["scan", logs, "--fromat", "csv"],
    2,
    /unknown option '--fromat'\n\(Did you mean --format\?\)/,
  ],
  ["no logs", ["scan"], 2, /missing required argument 'path'/],
  ["logs behind the rules", ["scan", "--rules", rules, logs], 2, /logs come before --rules/],
  ["an unknown format", ["scan", logs, "--format", "xml"], 2, /Allowed choices are table, ndjson, json, csv/],
  ["an unknown severity", ["scan", logs, "--min-severity", "severe"], 2, /low, medium, high, critical/],
  ["an unknown language", ["--lang", "fr", "scan", logs], 2, /en, zh-CN/],
  [
    "a time that is none",
    ["scan", logs, "--from", "nonsense"],
    2,
    /'nonsense' is invalid\. Write 2024-05-01T10:00:00Z/,
  ],
  ["a day that is none", ["scan", logs, "--to", "2024-02-31"], 2, /'2024-02-31' is invalid/],
  [
    "a time range without time",
    ["scan", logs, "--from", "2026-06-09", "--to", "2026-06-08"],
    2,
    /--from is not before --to/,
  ],
  [
    "output into a missing folder",
    ["scan", logs, "--output", inFolder("no/such/file")],
    2,
    /no\/such\/file cannot be written: its folder does not exist/,
  ],
  ["output onto a folder", ["scan", logs, "--output", folder.path], 2, /is a folder; name a file/],
  ["output onto an input", ["scan", logs, "--output", logs], 2, /exists and is one of the inputs/],
  [
    "output onto a file in an input folder",
    ["convert", folder.path, "--output", logs],
    2,
    /exists and is one of the inputs/,
  ],
  [
    "output onto an input under another name",
    ["convert", logs, "--output", inFolder("logs/../logs/a.ndjson")],
    2,
    /is one of the inputs/,
  ],
  [
    "output onto a rule",
    ["scan", logs, "--rules", ownRule, "--output", ownRule],
    2,
    /own\.toml exists and is one of the inputs/,
  ],
  ["an empty output name", ["scan", logs, "--output", ""], 2, /--output needs the name of a file/],
  [
    "rules without a rule",
    ["scan", logs, "--rules", inFolder("notes")],
    2,
    /No rules were found in .*notes\. Rules are TOML/,
  ],
  ["a check without a rule", ["check", inFolder("notes")], 2, /No rules were found/],
  ["a size below zero", ["query", "any where true", logs, "--size", "-1"], 2, /no whole number from 0/],
  ["a size that is none", ["query", "any where true", logs, "--size", "1e3"], 2, /no whole number from 0/],
  ["an empty field name", ["query", "any where true", logs, "--timestamp-field", ""], 2, /name of a field/],
  [
    "a missing schema",
    ["query", "any where true", logs, "--schema", inFolder("none.json")],
    2,
    /schema .*none\.json cannot be read/,
  ],
  [
    "a schema that is no JSON",
    ["query", "any where true", logs, "--schema", inFolder("no.schema.json")],
    2,
    /no\.schema\.json is no JSON/,
  ],
  [
    "a schema with a wrong type",
    ["query", "any where true", logs, "--schema", inFolder("wrong.schema.json")],
    2,
    /wrong\.schema\.json cannot be used/,
  ],
  ["a query without logs", ["query", "any where true"], 2, /missing required argument 'path'/],
  [
    "a syntax error",
    ["query", 'process where process.name = "a"', logs],
    2,
    /EQL107[\s\S]*query:1:28\n {2}\|\n1 \| process where [^\n]*\n {2}\| {28}\^/,
  ],
  [
    "a misspelt field",
    ["query", 'process where process.nmae == "a"', logs],
    2,
    /EQL201.*process\.nmae[\s\S]*\^{12}[\s\S]*process\.name/,
  ],
  [
    "a runtime failure",
    ["query", "process where 1 / (process.pid - 7788) == 1", logs],
    1,
    /The query failed while it ran: .*divided by zero/,
  ],
];

describe("misuse", () => {
  it.each(misuse)("%s", async (_, args, code, message) => {
    const result = await runCommand(args);
    expect(result.err).toMatch(message);
    expect({ code: result.code, out: result.out }).toEqual({ code, out: "" });
    // One plain sentence or two, never the inside of the program.
    expect(result.err).not.toMatch(/ {4}at |undefined|\[object|\.\.\n/);
  });

  it("leaves the input that was named as output as it was", async () => {
    const before = readFileSync(logs, "utf8");
    await runCommand(["convert", logs, "--output", logs]);
    expect(readFileSync(logs, "utf8")).toBe(before);
  });
});

/** Arguments, exit code, standard output, standard error: what works, or works as far as it can. */
const tolerated: readonly (readonly [string, readonly string[], number, RegExp, RegExp])[] = [
  [
    "a missing log",
    ["scan", inFolder("missing"), "--rules", rules],
    3,
    /^No alerts\.\n$/,
    /missing: The file or folder does not exist/,
  ],
  [
    "a missing log beside a good one",
    ["scan", logs, inFolder("missing"), "--rules", rules],
    3,
    /Remote Execution/,
    /does not exist[\s\S]*1 alert\./,
  ],
  [
    "a rule instead of a log",
    ["scan", `${rules}/remote-execution-via-file-shares.toml`, "--rules", rules],
    3,
    /^No alerts/,
    /no event log/,
  ],
  [
    "missing rules",
    ["scan", logs, "--rules", inFolder("no-rules")],
    3,
    /^No rule was run\.\n$/,
    /no such file or folder/,
  ],
  [
    "missing rules beside good ones",
    ["scan", logs, "--rules", inFolder("no-rules"), rules],
    3,
    /Remote Execution/,
    /no such file or folder/,
  ],
  ["a log instead of a rule", ["scan", logs, "--rules", logs], 1, /^No rule was run\.\n$/, /RULE100/],
  ["a missing rule to check", ["check", inFolder("no-rules")], 1, /RULE110/, /^$/],
  [
    "a missing log for a query",
    ["query", "any where true", inFolder("missing")],
    3,
    /^No matches/,
    /does not exist/,
  ],
  ["size zero", ["query", "any where true", logs, "--size", "0"], 0, /^No matches/, /0 matches in 2 events/],
  ["--fail-on-alert", ["scan", logs, "--rules", rules, "--fail-on-alert"], 1, /Remote Execution/, /1 alert/],
  ["--version", ["--version"], 0, /^\d+\.\d+\.\d+\n$/, /^$/],
  ["help", ["help", "scan"], 0, /Usage: eqlite scan/, /^$/],
  [
    "messages in Chinese",
    ["--lang", "zh-CN", "scan", logs, "--rules", rules],
    0,
    /通过文件共享远程执行程序/,
    /1 条告警/,
  ],
];

describe("what is taken as far as it goes", () => {
  it.each(tolerated)("%s", async (_, args, code, out, err) => {
    const result = await runCommand(args);
    expect(result.out).toMatch(out);
    expect(result.err).toMatch(err);
    expect(result.code).toBe(code);
  });

  it("answers in the language that was asked for when it fails", async () => {
    const result = await runCommand(["--lang", "zh-CN", "scan", logs, "--output", inFolder("no/such")]);
    expect(result.err).toMatch(/^错误: /);
  });
});

describe("names beyond ASCII", () => {
  it("are read, written and printed", async () => {
    const input = folder.write("日志 №1/событие.ndjson", [fileEvent(), startEvent()]);
    const output = inFolder("результат 结果.ndjson");
    const result = await runCommand([
      "scan",
      input,
      "--rules",
      rules,
      "--format",
      "ndjson",
      "--output",
      output,
      "--stats",
    ]);
    expect(result.code).toBe(0);
    expect(statsOf(result)).toMatchObject({ files: 1, events: 2, alerts: 1 });
    expect(existsSync(output)).toBe(true);
    expect(readFileSync(output, "utf8")).toContain("日志 №1/событие.ndjson");
  });
});
