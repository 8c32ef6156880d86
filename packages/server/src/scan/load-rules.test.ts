import { positionAt } from "@eqlite/core/lang";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../events/scratch-folder.test-support.ts";
import { loadRules } from "./load-rules.ts";
import { catalogue } from "./scan.test-support.ts";

const folder = scratchFolder();

function toml(id: string, query: string, type = "eql"): string {
  return `[rule]
rule_id = "${id}"
name = "${id}"
description = "d"
type = "${type}"
language = "${type === "eql" ? "eql" : "kuery"}"
severity = "low"
risk_score = 1
query = '''
${query}
'''
`;
}

folder.write("rules/good.toml", toml("good", 'process where process.name == "a"'));
folder.write("rules/kql.toml", toml("kql", "process.name: a", "query"));
folder.write(
  "rules/two-errors.toml",
  toml("two-errors", 'process where process.name = "a" and\n  process.pid : 4'),
);
// The fields are wrong and so is the query: both are told.
folder.write(
  "rules/wrong-fields.toml",
  toml("wrong-fields", "process where nope.field : 4").replace('"low"', '"lowest"').replace(" : 4", " = 4"),
);
folder.write("rules/broken.toml", "[rule]\nrule_id = 'x'\nname =\n");
folder.write("rules/again.toml", toml("good", "any where true"));
folder.write("rules/readme.md", "# no rule");

describe("loadRules", async () => {
  const loaded = await loadRules([`${folder.path}/rules`], catalogue, 0);
  const found = loaded.diagnostics.flatMap(({ source, diagnostics }) =>
    diagnostics.map(({ code, primary }) => {
      const { line, column } = positionAt(source.text, primary.span.from);
      return `${source.name.slice(folder.path.length + 7)}:${line}:${column} ${code}`;
    }),
  );

  it("sorts rules by what becomes of them; none stops another", () => {
    expect(loaded.prepared.map(({ rule }) => rule.ruleId)).toEqual(["good"]);
    expect(loaded.notRun.map(({ ruleId, type }) => [ruleId, type])).toEqual([["kql", "query"]]);
    expect(loaded.failed.map(({ type, path }) => [type, path.slice(folder.path.length + 7)])).toEqual([
      [undefined, "broken.toml"],
      ["eql", "wrong-fields.toml"],
      ["eql", "two-errors.toml"],
    ]);
    expect([loaded.files, loaded.count, loaded.skippedFiles]).toEqual([6, 4, 1]);
  });

  it("points into the files", () => {
    expect(found).toEqual([
      "broken.toml:3:7 RULE101",
      "wrong-fields.toml:7:12 RULE103",
      "wrong-fields.toml:10:15 EQL401",
      "wrong-fields.toml:10:26 EQL107",
      "good.toml:2:11 RULE104",
      "two-errors.toml:10:28 EQL107",
      "two-errors.toml:11:3 EQL203",
    ]);
  });
});
