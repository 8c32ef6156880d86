import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { positionAt } from "@eqlite/core/lang";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RuleFiles, readRuleFiles } from "./read-rule-files.ts";
import { ruleFileLimits } from "./rule-file-limits.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "eqlite-rules-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** The diagnostics of all rules and problems as "file:line:column CODE". */
function diagnosticsOf(files: RuleFiles): string[] {
  return [...files.rules, ...files.problems].flatMap(({ source, diagnostics }) =>
    diagnostics.map(({ code, primary }) => {
      const { line, column } = positionAt(source.text, primary.span.from);
      return `${source.name.slice(folder.length + 1)}:${line}:${column} ${code}`;
    }),
  );
}

const toml = `[metadata]
maturity = "production"

[rule]
rule_id = "1"
name = "A"
description = "D"
risk_score = 21
severity = "low"
type = "eql"
language = "eql"
query = '''
process where true
'''
`;
const api = { name: "B", description: "D", risk_score: 21, severity: "low", type: "eql", language: "eql" };
const rule = (id: string, more: object = {}) => ({ rule_id: id, ...api, query: "any where true", ...more });

describe("formats", () => {
  const yaml = `rule_id: "1"
name: A
description: D
risk_score: 21
severity: low
type: eql
language: eql
query: |
  process where true
`;
  const exported = [
    JSON.stringify(rule("1")),
    JSON.stringify({ list_id: "l", type: "detection", name: "L", description: "d" }),
    JSON.stringify({ list_id: "l", item_id: "i", entries: [], type: "simple", name: "I" }),
    JSON.stringify({ id: "c", type: "action", attributes: {} }),
    JSON.stringify({ exported_count: 4, exported_rules_count: 1 }),
  ].join("\n");
  const cases = [
    ["a.toml", toml, 1],
    ["TOML under another name", toml, 1],
    ["TOML after a comment", `# c\n\n${toml}`, 1],
    ["TOML without metadata", toml.slice(toml.indexOf("[rule]")), 1],
    ["a.json", JSON.stringify(rule("1"), null, 2), 1],
    ["a list.json", JSON.stringify([rule("1"), rule("2")]), 2],
    ["a find answer.json", JSON.stringify({ page: 1, data: [rule("1"), rule("2")] }), 2],
    ["export.ndjson", exported, 1],
    ["export without extension", exported, 1],
    ["a.yaml", yaml, 1],
    ["documents.yml", `${yaml}---\n${yaml.replace('"1"', '"2"')}`, 2],
    ["a YAML list", `- ${yaml.replaceAll("\n", "\n  ")}`, 1],
    ["with a byte order mark.toml", `\ufeff${toml}`, 1],
    ["UTF-16.toml", Buffer.from(`\ufeff${toml}`, "utf16le"), 1],
    ["CRLF.toml", toml.replaceAll("\n", "\r\n"), 1],
  ] as const;
  it.each(cases)("%s", async (name, content, count) => {
    const files = await readRuleFiles([await write(name, content)]);
    expect(diagnosticsOf(files)).toEqual([]);
    expect(files.rules.map(({ rule }) => rule.ruleId)).toEqual(["1", "2"].slice(0, count));
    for (const { rule, source, queryMap } of files.rules) {
      const from = queryMap.toFile(rule.query.indexOf("where"));
      expect(source.text.slice(from, from + 5)).toBe("where");
    }
  });

  it("keeps what an export holds beside rules", async () => {
    const files = await readRuleFiles([await write("e.ndjson", exported)]);
    expect(files.exceptionLists).toMatchObject([{ list_id: "l", name: "L" }]);
    expect(files.exceptionItems).toMatchObject([{ item_id: "i" }]);
    expect(files.connectors).toMatchObject([{ id: "c" }]);
  });

  it("keeps the metadata and the translations of a TOML rule", async () => {
    const translated = `${toml}\n[translations.de]\nname = "Ä"\n`;
    const [loaded] = (await readRuleFiles([await write("a.toml", translated)])).rules;
    expect(loaded?.metadata).toEqual({ maturity: "production" });
    expect(loaded?.rule.translations).toEqual({ de: { name: "Ä" } });
  });

  it("gives a rule without an id the same id each time", async () => {
    const path = await write("a.json", JSON.stringify({ ...api, query: "any where true" }));
    const [first] = (await readRuleFiles([path])).rules;
    const [again] = (await readRuleFiles([path])).rules;
    expect(first?.rule.ruleId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(again?.rule.ruleId).toBe(first?.rule.ruleId);
  });
});

describe("problems", () => {
  const cases: readonly [string, string | Uint8Array, readonly string[]][] = [
    [
      "two errors.toml",
      toml.replace('"low"', '"lowest"').replace("21", "210"),
      ["two errors.toml:8:14 RULE103", "two errors.toml:9:12 RULE103"],
    ],
    [
      "two errors.json",
      '{\n "rule_id": "1", "name": "",\n "severity": 1, "type": "query", "risk_score": 1\n}',
      ["two errors.json:2:26 RULE103", "two errors.json:1:1 RULE102", "two errors.json:3:14 RULE103"].sort(),
    ],
    ["missing.toml", toml.replace(/^severity.*\n/m, ""), ["missing.toml:4:2 RULE102"]],
    [
      "unknown type.yaml",
      "name: A\ndescription: D\nrisk_score: 1\nseverity: low\ntype: sigma\n",
      ["unknown type.yaml:5:7 RULE105"],
    ],
    ["unknown key.toml", toml.replace("[rule]", '[rule]\ncolour = "red"'), ["unknown key.toml:5:1 RULE106"]],
    [
      "marker.toml",
      toml.replace("[rule]", "[rule]\nnote = '''\nsee\n  $osquery_3'''"),
      ["marker.toml:7:3 RULE107"],
    ],
    [
      "new terms.toml",
      toml.replace('"eql"', '"new_terms"').replace('"eql"', '"kuery"') +
        '[rule.new_terms]\nfield = "new_terms_fields"\nvalue = ["a"]\n[[rule.new_terms.history_window_start]]\nfield = "history_window_start"\nvalue = "now-1m"\n',
      ["new terms.toml:20:9 RULE103"],
    ],
    ["broken.toml", toml.replace('"low"', '"low'), ["broken.toml:9:16 RULE101"]],
    ["cut.toml", toml.slice(0, toml.indexOf("true")), ["cut.toml:12:9 RULE101"]],
    ["broken.json", '{"rule_id": "1",\n "risk_score": }', ["broken.json:2:16 RULE101"]],
    ["cut.json", '{"rule_id": "1", "name": "A', ["cut.json:1:26 RULE101"]],
    ["broken.yaml", 'rule_id: 1\nname: "A\n', ["broken.yaml:3:1 RULE101"]],
    [
      "twice.yaml",
      "rule_id: a\nname: A\ndescription: D\nrisk_score: 1\nseverity: low\ntype: query\nname: B\n",
      ["twice.yaml:7:1 RULE101"],
    ],
    [
      "one broken line.ndjson",
      `${JSON.stringify(rule("1"))}\n{"rule_id"\n${JSON.stringify(rule("2"))}`,
      ["one broken line.ndjson:2:11 RULE101"],
    ],
    ["a stranger.ndjson", `${JSON.stringify(rule("1"))}\n{"event":{}}`, ["a stranger.ndjson:2:1 RULE100"]],
    ["binary.toml", new Uint8Array([0, 1, 2, 255, 254]), ["binary.toml:1:1 RULE100"]],
    ["README.md", "# Rules\n\nAll of them.", ["README.md:1:1 RULE100"]],
    ["empty.toml", "", ["empty.toml:1:1 RULE100"]],
    ["project.toml", '[project]\nname = "x"', ["project.toml:1:1 RULE100"]],
    [
      "package.json",
      '{"name":"x","description":"d","type":"module","version":"1"}',
      ["package.json:1:1 RULE100"],
    ],
    [
      "events.ndjson",
      '{"@timestamp":"x","type":"syslog","severity":"low"}\n{"event":{"id":1}}',
      ["events.ndjson:1:1 RULE100"],
    ],
    [
      "deep.json",
      `{"rule_id":"1","name":"A","x":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
      ["deep.json:1:1 RULE101"],
    ],
    [
      "laughs.yaml",
      `rule_id: 1\na: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefgh"].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[index]}`).join(",")}]`).join("\n")}\n`,
      ["laughs.yaml:1:1 RULE101"],
    ],
    [
      "long.toml",
      `${toml}# ${"x".repeat(ruleFileLimits.maxTomlOrYamlCharacters)}`,
      ["long.toml:1:1 RULE110"],
    ],
    ["deep.yaml", `rule_id: 1\nx: ${"[".repeat(500_000)}`, ["deep.yaml:1:1 RULE101"]],
    ["cycle.yaml", "rule_id: 1\nname: &a [*a]\n", ["cycle.yaml:1:1 RULE101"]],
  ];
  it.each(cases)("%s", async (name, content, expected) => {
    expect(diagnosticsOf(await readRuleFiles([await write(name, content)])).sort()).toEqual(expected);
  });

  it("keeps the rules beside a broken one", async () => {
    const lines = [rule("1"), { ...rule("2"), severity: "x" }, rule("3")].map((line) => JSON.stringify(line));
    const files = await readRuleFiles([await write("a.ndjson", lines.join("\n"))]);
    expect(files.rules.map(({ rule }) => rule.ruleId)).toEqual(["1", "3"]);
    expect(files.problems).toHaveLength(1);
  });

  it("reports a path that is not there, and goes on", async () => {
    const files = await readRuleFiles([join(folder, "none.toml"), await write("a.toml", toml)]);
    expect(diagnosticsOf(files)).toEqual(["none.toml:1:1 RULE110"]);
    expect(files.problems[0]?.diagnostics[0]?.message).toBe(
      "This cannot be read: there is no such file or folder.",
    );
    expect(files.rules).toHaveLength(1);
  });

  it("refuses a file that is too large without reading all of it", async () => {
    const path = await write("large.json", new Uint8Array(ruleFileLimits.maxFileBytes + 1));
    expect(diagnosticsOf(await readRuleFiles([path]))).toEqual(["large.json:1:1 RULE110"]);
    expect(await readRuleFiles([folder])).toMatchObject({ problems: [], skippedFiles: 1 });
  });

  it("stops at the most entries a file may hold", async () => {
    const lines = Array.from(
      { length: ruleFileLimits.maxEntriesPerFile + 5 },
      () => '{"list_id":"l","item_id":"i"}',
    );
    const files = await readRuleFiles([await write("many.ndjson", lines.join("\n"))]);
    expect(files.exceptionItems).toHaveLength(ruleFileLimits.maxEntriesPerFile);
    expect(diagnosticsOf(files)).toEqual(["many.ndjson:1:1 RULE110"]);
  });
});

describe("folders", () => {
  it("reads rule files in order and skips everything else", async () => {
    await write("b/rule.toml", toml.replace('"1"', '"2"'));
    await write("a/deeper/rule.json", JSON.stringify(rule("1")));
    await write("c.yaml", "version: 2\nservices: {}\n");
    await write("README.md", "# x");
    await write("tool.py", "print(1)");
    await write("events.ndjson", '{"event":{"id":1}}\n{broken');
    await write(
      "alerts.ndjson",
      '{"rule":{"name":"x","description":"y","severity":"low"},"host":{"id":"1"}}',
    );
    await write("broken.json", "{");
    await write("binary.json", new Uint8Array([0, 255]));
    await write(".git/rule.toml", toml);
    const files = await readRuleFiles([folder]);
    expect(files.rules.map(({ path }) => path.slice(folder.length + 1))).toEqual([
      "a/deeper/rule.json",
      "b/rule.toml",
    ]);
    expect(diagnosticsOf(files)).toEqual([]);
    expect(files.skippedFiles).toBe(7);
  });

  it("reports a broken file that was meant as a rule", async () => {
    await write("a.toml", toml.replace('"low"', '"low'));
    expect(diagnosticsOf(await readRuleFiles([folder]))).toEqual(["a.toml:9:16 RULE101"]);
  });

  it("follows links to files but not to folders", async () => {
    const path = await write("..data/rule.toml", toml);
    await symlink(path, join(folder, "rule.toml"));
    await symlink(folder, join(folder, "loop"));
    expect((await readRuleFiles([folder])).rules).toHaveLength(1);
  });

  it("reads a file once, however often it is named", async () => {
    const path = await write("a.toml", toml);
    const files = await readRuleFiles([folder, path, `${folder}/./a.toml`]);
    expect(files.rules).toHaveLength(1);
    expect(files.problems).toEqual([]);
  });

  it("keeps the first of two rules with the same id", async () => {
    await write("a.toml", toml);
    await write("b.toml", toml.replace('"A"', '"Z"'));
    const files = await readRuleFiles([folder]);
    expect(files.rules.map(({ rule }) => rule.name)).toEqual(["A"]);
    expect(diagnosticsOf(files)).toEqual(["b.toml:5:11 RULE104"]);
    expect(files.problems[0]?.diagnostics[0]).toMatchObject({
      severity: "warning",
      message: `"Z" has the rule id of "A" (${join(folder, "a.toml")}:5) and is left out.`,
    });
  });
});
