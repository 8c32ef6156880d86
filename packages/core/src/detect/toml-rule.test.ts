import { describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import type { FieldPath, LocateField } from "./object-reader.ts";
import { tomlRuleFields } from "./toml-rule.ts";

function convert(document: JsonObject) {
  const places: string[] = [];
  const locate: LocateField = (path: FieldPath, part) => {
    const within = typeof part === "object" ? `[${part.from},${part.to})` : "";
    return { from: places.push(path.join(".") + within) - 1, to: 0 };
  };
  const converted = tomlRuleFields(document, locate);
  const found = converted.diagnostics.map(({ code, primary }) => `${code} ${places[primary.span.from]}`);
  return { ...converted, found };
}

const osquery = [
  { query: "SELECT 1", label: "One" },
  { label: "Two", query: "SELECT 2" },
];
const provider = {
  valueType: "string",
  field: "host.id",
  excluded: false,
  queryType: "phrase",
  value: "{{host.id}}",
};
const investigate = [{ relativeTo: "now", label: "Host", providers: [[provider]] }];
const one = '!{osquery{"label":"One","query":"SELECT 1"}}';
const host =
  '!{investigate{"label":"Host","providers":[[{"excluded":false,"field":"host.id","queryType":"phrase","value":"{{host.id}}","valueType":"string"}]],"relativeTo":"now"}}';

describe("transform", () => {
  const cases = [
    ["osquery", "- $osquery_0", `- ${one}`, []],
    ["investigate", "$investigate_0.", `${host}.`, []],
    ["the same entry twice", "$osquery_0 $osquery_0", `${one} ${one}`, []],
    ["a marker without an entry", "a $osquery_2", "a $osquery_2", ["RULE107 rule.note[2,12)"]],
    ["a leading zero is another name", "$osquery_00", "$osquery_00", ["RULE107 rule.note[0,11)"]],
    ["a longer name is no marker", "$osquery_0x $other_1", "$osquery_0x $other_1", []],
    ["a dollar pattern in a query means nothing", "$osquery_0$&", `${one}$&`, []],
  ] as const;
  it.each(cases)("%s", (_, note, expected, found) => {
    const converted = convert({ rule: { note }, transform: { osquery, investigate } });
    expect(converted.fields["note"]).toBe(expected);
    expect(converted.found).toEqual(found);
  });

  it("reports an entry that lacks something and leaves its marker", () => {
    const converted = convert({ rule: { note: "$osquery_0" }, transform: { osquery: [{ label: "One" }] } });
    expect(converted.found).toEqual(["RULE102 transform.osquery.0.query"]);
    expect(converted.fields["note"]).toBe("$osquery_0");
  });
});

describe("setup", () => {
  const cases = [
    [
      "in the middle",
      "# Guide\n\n## Setup\n\nDo it.\n\n### More\n\n## Triage\n\nLook.",
      "# Guide\n\n## Triage\n\nLook.",
      "## Setup\n\nDo it.\n\n### More",
    ],
    ["at the end", "Look.\n\n## setup\n\nDo it.", "Look.", "## setup\n\nDo it."],
    ["a level-1 heading ends it", "## Setup\nDo it.\n# Next", "# Next", "## Setup\nDo it."],
    ["not in code", "```\n## Setup\n```", "```\n## Setup\n```", undefined],
    ["not of another level", "### Setup\n\n## Setup steps", "### Setup\n\n## Setup steps", undefined],
  ] as const;
  it.each(cases)("%s", (_, note, expectedNote, expectedSetup) => {
    const { fields, found } = convert({ rule: { note } });
    expect(found).toEqual([]);
    expect(fields["note"]).toBe(expectedNote);
    expect(fields["setup"]).toBe(expectedSetup);
  });

  it("must not stand in both places", () => {
    expect(convert({ rule: { note: "## Setup\nA", setup: "B" } }).found).toEqual(["RULE103 rule.setup"]);
    expect(convert({ rule: { note: "## Setup\nA", setup: " " } }).found).toEqual([]);
  });
});

describe("new_terms", () => {
  const start = { field: "history_window_start", value: "now-7d" };
  it.each([
    ["a list of tables", [start]],
    ["a table", start],
  ])("becomes flat fields: %s", (_, history_window_start) => {
    const terms = { field: "new_terms_fields", value: ["host.id", "user.id"], history_window_start };
    const { fields, found, pathInFile } = convert({ rule: { type: "new_terms", new_terms: terms } });
    expect(found).toEqual([]);
    expect(fields).toEqual({
      type: "new_terms",
      new_terms_fields: ["host.id", "user.id"],
      history_window_start: "now-7d",
    });
    expect(pathInFile(["new_terms_fields", 1])).toEqual(["rule", "new_terms", "value", 1]);
    expect(pathInFile(["name"])).toEqual(["rule", "name"]);
  });

  it("reports what it lacks", () => {
    expect(convert({ rule: { new_terms: { value: 4 } } }).found).toEqual([
      "RULE102 rule.new_terms.history_window_start",
      "RULE103 rule.new_terms.value",
    ]);
  });
});

describe("document", () => {
  it("tidies texts but not queries, keeps metadata, warns of other tables", () => {
    const { fields, metadata, found } = convert({
      metadata: { maturity: "production" },
      rule: { name: "\r\nA\r\nB\n", query: "\n x\r\n", false_positives: ["\n c \n"] },
      hunt: {},
    });
    expect(fields).toEqual({ name: "A\nB", query: "\n x\r\n", false_positives: ["c"] });
    expect(metadata).toEqual({ maturity: "production" });
    expect(found).toEqual(["RULE106 hunt"]);
  });

  it("renders a translated guide with its own labels", () => {
    const { fields, found, pathInFile } = convert({
      rule: { note: "$osquery_0" },
      transform: { osquery },
      translations: {
        "zh-CN": { name: "甲", note: "看 $osquery_0 $osquery_1 $osquery_9", osquery_labels: ["一"] },
      },
    });
    expect(fields["note"]).toBe(one);
    expect(fields["translations"]).toEqual({
      "zh-CN": {
        name: "甲",
        note: '看 !{osquery{"label":"一","query":"SELECT 1"}} !{osquery{"label":"Two","query":"SELECT 2"}} $osquery_9',
      },
    });
    expect(found).toEqual(["RULE107 translations.zh-CN.note[24,34)"]);
    expect(pathInFile(["translations", "zh-CN", "name"])).toEqual(["translations", "zh-CN", "name"]);
  });

  it.each([
    ["rule", { rule: 1 }],
    ["transform", { rule: {}, transform: [] }],
    ["translations", { rule: {}, translations: 1 }],
  ])("reports a table that is none: %s", (table, document) =>
    expect(convert(document).found).toEqual([`RULE103 ${table}`]),
  );
});
