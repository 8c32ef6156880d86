import { chmodSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { fileEvent, startEvent } from "../scan/defend-events.test-support.ts";
import { repositoryPath } from "../scan/scan.test-support.ts";
import { runCommand, statsOf } from "./terminal.test-support.ts";

const folder = scratchFolder();
const rules = repositoryPath("rules");
const evtx = readFileSync(repositoryPath("recordings/evtx/ID11-13-17-18-PSexec_as_system_execution.evtx"));
const chunkAt = 4096;

const [file, start] = [JSON.stringify(fileEvent()), JSON.stringify(startEvent())];
/** The two events of one alert with something between them. */
const around = (bad: string | Uint8Array): Buffer =>
  Buffer.concat([file, "\n", bad, "\n", start, "\n"].map((part) => Buffer.from(part)));

function corruptChunk(): Buffer {
  const bytes = Buffer.from(evtx);
  // In the third record; the templates that the others refer to stand before it.
  bytes.fill(0xee, chunkAt + 6000, chunkAt + 6200);
  return bytes;
}

/** Spaces pack a thousand to one. Written as many members, so that this test itself unpacks nothing. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(1 << 20, " "), { level: 9 });
  return Buffer.concat(Array.from({ length: 270 }, () => member));
}

interface Bad {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** What is said of it; undefined where nothing is wrong. */
  readonly says: RegExp | undefined;
  readonly stats: Readonly<Record<string, number>>;
  /** Alerts, one of which always comes from a good file beside it. */
  readonly alerts: number;
  readonly code: number;
}

const goodEvents = 2;

/** Every file stands in a folder beside a good one. */
const badFiles: readonly Bad[] = [
  {
    name: "truncated.evtx",
    content: evtx.subarray(0, chunkAt + 9000),
    says: /truncated\.evtx: The file ends at byte 13096, inside a chunk/,
    stats: { events: goodEvents + 6, unreadable_records: 9, problems: 1 },
    alerts: 1,
    code: 0,
  },
  {
    name: "corrupt.evtx",
    content: corruptChunk(),
    says: /corrupt\.evtx: The chunk at byte 4096 has a wrong checksum/,
    stats: { unreadable_files: 0 },
    alerts: 1,
    code: 0,
  },
  {
    name: "broken-line.ndjson",
    content: around('{"event":{"category":"proc'),
    says: /broken-line\.ndjson:2: .*not JSON/,
    stats: { events: goodEvents + 2, unreadable_records: 1, problems: 1 },
    alerts: 1,
    code: 0,
  },
  {
    name: "utf8.ndjson",
    content: around(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    says: /utf8\.ndjson:2: .*not valid UTF-8/,
    stats: { events: goodEvents + 2, unreadable_records: 1, problems: 1 },
    alerts: 1,
    code: 0,
  },
  {
    name: "deep.ndjson",
    content: around(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`),
    says: /deep\.ndjson:2: .*too deep/,
    stats: { events: goodEvents + 2, unreadable_records: 1, problems: 1 },
    alerts: 1,
    code: 0,
  },
  {
    name: "no-time.ndjson",
    content: around('{"event":{"category":"process","type":"start"},"host":{"id":"x"}}'),
    says: /1 event without a time: seen by rules on single events, not by sequences/,
    stats: { events: goodEvents + 3, events_without_time: 1, problems: 0 },
    alerts: 1,
    code: 0,
  },
  {
    name: "duplicate-keys.ndjson",
    content: around(
      '{"@timestamp":"2026-06-08T06:30:12Z","event":{"category":"process"},"process":{"pid":1},"process":{"pid":4}}',
    ),
    says: undefined,
    stats: { events: goodEvents + 3, problems: 0 },
    alerts: 1,
    code: 0,
  },
  {
    name: "empty.ndjson",
    content: "",
    says: undefined,
    stats: { files: 2, events: goodEvents, problems: 0 },
    alerts: 1,
    code: 0,
  },
  {
    name: "bomb.ndjson.gz",
    content: bomb(),
    says: /bomb\.ndjson\.gz: It unpacks to more than 500 times its \d+ bytes, like a decompression bomb/,
    stats: { events: goodEvents, unreadable_files: 1 },
    alerts: 1,
    code: 3,
  },
  {
    name: "picture.png",
    content: Buffer.from("\u0089PNG\r\n\u001a\n", "latin1"),
    says: /1 file skipped: no event log/,
    stats: { events: goodEvents, skipped_files: 1, problems: 0, unreadable_files: 0 },
    alerts: 1,
    code: 0,
  },
];

describe("a bad file beside a good one", () => {
  it.each(badFiles)("$name", async ({ name, content, says, stats, alerts, code }) => {
    folder.write(`${name}.d/${name}`, content);
    // Another host, so that the alert of the good file is not that of the bad one.
    folder.write(`${name}.d/good.ndjson`, [
      fileEvent({ "host.id": "good" }),
      startEvent({ "host.id": "good" }),
    ]);
    const inFile = Buffer.from(content).includes(file) ? 1 : 0;
    const result = await runCommand([
      "scan",
      `${folder.path}/${name}.d`,
      "--rules",
      rules,
      "--stats",
      "--format",
      "ndjson",
    ]);
    const expected = { alerts: alerts + inFile, ...stats };
    expect(statsOf(result)).toMatchObject(expected);
    expect(result.code).toBe(code);
    expect(result.out.split("\n")).toHaveLength(expected.alerts + 1);
    if (says === undefined) expect(result.err).not.toMatch(/unreadable [^"]/);
    else expect(result.err).toMatch(says);
  });

  it("takes the last of duplicate keys, as JSON readers do", async () => {
    const path = folder.write("twice.ndjson", '{"a":1,"a":2,"b":{"c":1},"b":{"d":2}}\n');
    expect((await runCommand(["convert", path])).out).toBe('{"a":2,"b":{"d":2}}\n');
  });

  it("finds all records of a chunk but the damaged ones", async () => {
    const result = await runCommand([
      "scan",
      folder.write("one.evtx", corruptChunk()),
      "--rules",
      rules,
      "--stats",
    ]);
    const { events, unreadable_records: lost } = statsOf(result);
    expect(Number(events) + Number(lost)).toBe(15);
    expect(Number(events)).toBeGreaterThan(5);
    expect(Number(lost)).toBeGreaterThan(0);
  });

  const isRoot = process.getuid?.() === 0;
  if (isRoot) console.warn("Skipped: a folder without permission (root may read everything).");
  it.skipIf(isRoot)("a folder without permission", async () => {
    const good = folder.write("locked/good.ndjson", [fileEvent(), startEvent()]);
    folder.write("locked/closed/a.ndjson", [fileEvent()]);
    chmodSync(`${folder.path}/locked/closed`, 0);
    try {
      const result = await runCommand(["scan", `${folder.path}/locked`, "--rules", rules, "--stats"]);
      expect(result.err).toMatch(/locked\/closed: The folder may not be read: permission denied/);
      expect(statsOf(result)).toMatchObject({ events: 2, alerts: 1, unreadable_files: 1 });
      expect(result.code).toBe(3);
      expect(good).toBeTruthy();
    } finally {
      chmodSync(`${folder.path}/locked/closed`, 0o700);
    }
  });

  it("lists what it skipped where that is asked for, and counts it anyway", async () => {
    const lines = Array.from({ length: 50 }, () => "{broken").join("\n");
    const path = folder.write("many.ndjson", `${file}\n${lines}\n`);
    const brief = await runCommand(["scan", path, "--rules", rules, "--stats"]);
    expect(brief.err.match(/^unreadable /gm)).toHaveLength(20);
    expect(brief.err).toContain("... and 30 more; --verbose lists them.");
    const verbose = await runCommand(["scan", path, "--rules", rules, "--stats", "--verbose"]);
    expect(verbose.err.match(/^unreadable /gm)).toHaveLength(50);
    expect(verbose.err).not.toContain(" more");
    for (const result of [brief, verbose])
      expect(statsOf(result)).toMatchObject({ events: 1, unreadable_records: 50, problems: 50 });
  });
});

describe("bad rules", () => {
  const logs = folder.write("rule-logs/good.ndjson", [fileEvent(), startEvent()]);
  const bundled = readFileSync(`${rules}/remote-execution-via-file-shares.toml`, "utf8");
  const twoErrors = `[rule]
rule_id = "two-errors"
name = "Two errors"
description = "d"
type = "eql"
language = "eql"
severity = "low"
risk_score = 1
query = '''
process where process.name = "a" and
  process.pid : 4
'''
`;
  const kql = twoErrors
    .replaceAll("two-errors", "kql")
    .replace('"eql"', '"query"')
    .replace('"eql"', '"kuery"')
    .replace(/process where[\s\S]*4/, "process.name: a");

  it("are reported with their place in the file, and stop nothing else", async () => {
    folder.write("bad-rules/good.toml", bundled);
    folder.write("bad-rules/two-errors.toml", twoErrors);
    folder.write("bad-rules/cut.toml", '[rule]\nrule_id = "cut"\nquery = """\nany where tr');
    folder.write("bad-rules/kql.toml", kql);
    folder.write("bad-rules/notes.md", "# About these rules");
    const result = await runCommand([
      "scan",
      logs,
      "--rules",
      `${folder.path}/bad-rules`,
      "--stats",
      "--format",
      "ndjson",
    ]);
    expect(result.err).toMatch(/EQL107[\s\S]*two-errors\.toml:10:28\n/);
    expect(result.err).toMatch(/EQL203[\s\S]*two-errors\.toml:11:\d+\n/);
    expect(result.err).toMatch(/RULE101[\s\S]*cut\.toml:3:9\n/);
    expect(result.err).toMatch(/^not run: query \(1 rule\)$/m);
    expect(result.err).toMatch(/^1 file skipped among the rules/m);
    expect(statsOf(result)).toMatchObject({
      rules_loaded: 3,
      rules_run: 1,
      rules_not_run: 1,
      rules_failed: 2,
      rule_files_skipped: 1,
      alerts: 1,
    });
    expect(result.code).toBe(0);
    expect((await runCommand(["scan", logs, "--rules", `${folder.path}/bad-rules`, "--strict"])).code).toBe(
      1,
    );
  });

  it.each([
    ["a log", '{"a":1}\n'],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2])],
    ["an empty file", ""],
  ])("%s that is named as a rule", async (name, content) => {
    const path = folder.write(`named/${name}`, content);
    const result = await runCommand(["scan", logs, "--rules", path, `${rules}`, "--stats"]);
    expect(result.err).toMatch(/RULE100/);
    expect(statsOf(result)).toMatchObject({ rules_run: 1, rules_failed: 1, alerts: 1 });
  });

  it("a query of ten thousand terms is refused in clear words", async () => {
    const text = `process where ${Array.from({ length: 10_000 }, (_, at) => `process.pid == ${at}`).join(" or ")}`;
    const result = await runCommand(["query", text, logs]);
    expect(result.code).toBe(2);
    expect(result.err).toMatch(/EQL117.*8,?192/);
    expect(result.err.length).toBeLessThan(2000);
  });
});
