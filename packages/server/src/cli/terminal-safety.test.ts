import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { fileEvent, startEvent } from "../scan/defend-events.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import { type CommandResult, runCommand } from "./terminal.test-support.ts";

/** Clears the screen, rings, sets the title, moves by a C1 control, reverses the text, hides a letter, starts the line anew. */
const evil = "\u001b[2J\u0007\u001b]0;owned\u0007\u009b5A\u202egnp.exe\u200b\r\u0008\u2028";
const folder = scratchFolder();

// What the commands themselves write: colours, the ends of CSV lines and, after the progress bar, a wiped line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const own = /\u001b\[\d{1,2}m|\r\u001b\[K|\r\n/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028\u202a-\u202e\u2066-\u2069]/;

function expectSafe({ out, err }: CommandResult): void {
  for (const text of [out, err]) expect(text.replaceAll(own, "")).not.toMatch(unsafe);
}

const fields = {
  "host.name": `host${evil}`,
  "user.name": `user${evil}`,
  "host.id": `id${evil}`,
  "file.path": `C:\\${evil}.exe`,
  "process.executable": `C:\\${evil}.exe`,
  "process.command_line": `run ${evil}`,
  "event.action": `act${evil}`,
};
const logs = folder.write(`logs\u001b[31m\u202e.ndjson`, [
  { ...fileEvent({ ...fields, "process.executable": `C:\\${evil}.exe` }) },
  { ...startEvent(fields) },
]);
const broken = folder.write(`broken\u001b]0;x\u0007.ndjson`, `{"a":1}\n{"${evil}`);
const apiRule = {
  rule_id: "evil",
  name: `Name ${evil}`,
  description: evil,
  type: "eql",
  language: "eql",
  query: "process where true",
  severity: "high",
  risk_score: 73,
  note: evil,
};
const evilRule = folder.write("evil-rule.ndjson", [apiRule]);
const badRule = folder.write(`bad\u001b[1m.ndjson`, [
  { ...apiRule, rule_id: "a", query: `process where "${evil}" = "${evil}" // ${evil}` },
  { ...apiRule, rule_id: "b", type: `eql${evil}`, [evil]: evil },
]);
const failing = folder.write("failing.ndjson", [
  { ...apiRule, query: "process where 1 / (process.pid - 7788) == 1" },
]);

const commands: readonly (readonly [string, readonly string[]])[] = [
  ["scan, table", ["scan", logs, "--rules", evilRule, repositoryPath("rules")]],
  ["scan, csv", ["scan", logs, "--rules", evilRule, "--format", "csv"]],
  ["scan, ndjson", ["scan", logs, "--rules", evilRule, "--format", "ndjson", "--stats"]],
  ["scan, json", ["scan", logs, "--rules", evilRule, "--format", "json"]],
  ["scan, a rule that fails", ["scan", logs, "--rules", failing]],
  ["scan, problems", ["scan", broken, `${folder.path}/none\u001b[2J`, "--verbose"]],
  ["scan, bad rules", ["scan", logs, "--rules", badRule]],
  ["scan, no rules", ["scan", logs, "--rules", `${folder.path}/none\u001b[2J`]],
  ["scan, output", ["scan", logs, "--output", `${folder.path}/none\u001b[2J/x`]],
  ["query, table", ["query", "any where true", logs]],
  ["query, sequence", ["query", "sequence by host.id [file where true] [process where true]", logs]],
  [
    "query, ndjson",
    ["query", "sequence by host.id [file where true] [process where true]", logs, "--format", "ndjson"],
  ],
  ["query, diagnostics", ["query", `process where "${evil}" = 1`, logs]],
  ["query, schema", ["query", "any where true", logs, "--schema", `\u001b[2J`]],
  ["check, text", ["check", badRule, evilRule]],
  ["check, json", ["check", badRule, evilRule, "--format", "json"]],
  ["convert", ["convert", logs]],
  ["an option", ["scan", `--\u001b[2J\u009b`]],
  ["a command", [`\u001b[2J\u009b`]],
];

describe("text of events, rules and arguments cannot steer the terminal", () => {
  it.each(commands)("%s", async (_, args) => {
    const result = await runCommand(args, { isTerminal: true });
    expectSafe(result);
    expect((result.out + result.err).length).toBeGreaterThan(20);
  });

  it("JSON on a terminal is the same JSON", async () => {
    const shown = await runCommand(["convert", logs], { isTerminal: true });
    const piped = await runCommand(["convert", logs]);
    const parse = ({ out }: CommandResult) =>
      out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    expect(shown.out).not.toBe(piped.out);
    expect(parse(shown)).toEqual(parse(piped));
    expect(parse(piped)[0].host.name).toBe(`host${evil}`);
  });

  it("endless text is cut, and the lines stay lines", async () => {
    const long = {
      "process.command_line": "x".repeat(5_000_000),
      "host.name": "h".repeat(100_000),
      "process.executable": `C:\\${"y\u0301".repeat(200_000)}`,
    };
    const path = folder.write("long.ndjson", [fileEvent(long), startEvent(long)]);
    for (const isTerminal of [true, false]) {
      const { out } = await runCommand(["query", "any where true", path], { isTerminal });
      expect(out.trimEnd().split("\n")).toHaveLength(3);
      expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThan(10_000);
    }
  });
});
