import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../events/index.ts";
import type { FieldPath } from "./object-reader.ts";
import { parseRule } from "./parse-rule.ts";
import { ruleParameters, storedParameters } from "./rule.ts";
import { defaultIndexPatterns } from "./rule-parts.ts";

const base: JsonObject = {
  name: "Tool started from a share",
  description: "Somebody started a tool from a share.",
  risk_score: 47,
  severity: "medium",
};
const eql: JsonObject = { ...base, type: "eql", language: "eql", query: "process where true" };
const threat = {
  id: "TA0008",
  name: "Lateral Movement",
  reference: "https://attack.mitre.org/tactics/TA0008/",
};

/** Parses, and gives "CODE path" or "code path" (warnings in lower case) for each diagnostic. */
function parseFields(fields: JsonObject) {
  const places: string[] = [];
  const locate = (path: FieldPath) => ({ from: places.push(path.join(".")) - 1, to: 0 });
  const checked = parseRule(fields, { locate, ruleIdIfAbsent: "made-up-id" });
  const found = checked.diagnostics.map(({ code, severity, primary }) => {
    const shown = severity === "error" ? code : code.toLowerCase();
    return `${shown} ${places[primary.span.from]}`;
  });
  return { checked, found, rule: checked.ok ? checked.value : undefined };
}

describe("defaults", () => {
  it("fills in what a short EQL rule leaves out", () => {
    const { rule, found } = parseFields(eql);
    expect(found).toEqual([]);
    expect(rule).toEqual({
      ruleId: "made-up-id",
      name: "Tool started from a share",
      description: "Somebody started a tool from a share.",
      type: "eql",
      version: 1,
      revision: 0,
      enabled: true,
      query: "process where true",
      language: "eql",
      index: defaultIndexPatterns,
      filters: [],
      interval: "5m",
      from: "now-6m",
      to: "now",
      timestampOverrideFallbackDisabled: false,
      maxSignals: 100,
      exceptionsList: [],
      actions: [],
      responseActions: [],
      severity: "medium",
      severityMapping: [],
      riskScore: 47,
      riskScoreMapping: [],
      author: [],
      tags: [],
      threat: [],
      references: [],
      falsePositives: [],
      setup: "",
      relatedIntegrations: [],
      requiredFields: [],
      translations: {},
      extra: {},
    });
  });

  const cases: readonly [string, JsonObject, JsonObject][] = [
    ["query rules may have no query", { ...base, type: "query" }, { query: "", language: "kuery" }],
    ["lucene stays lucene", { ...base, type: "query", language: "lucene" }, { language: "lucene" }],
    [
      "a technique list may be absent",
      { ...eql, threat: [{ framework: "MITRE ATT&CK", tactic: threat }] },
      {
        threat: [{ framework: "MITRE ATT&CK", tactic: threat, technique: [] }],
      },
    ],
    ["unset fields are null in exports", { ...eql, note: null, interval: null }, { interval: "5m" }],
    [
      "server fields are kept",
      { ...eql, id: "u-1", immutable: true },
      { extra: { id: "u-1", immutable: true } },
    ],
    [
      "one job for a list of one",
      { ...base, type: "machine_learning", anomaly_threshold: 75, machine_learning_job_id: "j" },
      {
        machineLearning: { jobIds: ["j"], anomalyThreshold: 75 },
      },
    ],
    [
      "one threshold field for a list of one",
      { ...base, type: "threshold", query: "*:*", threshold: { field: "host.id", value: 3 } },
      {
        threshold: { field: ["host.id"], value: 3, cardinality: [] },
      },
    ],
  ];
  it.each(cases)("%s", (_, fields, expected) => {
    const { rule, found } = parseFields(fields);
    expect(found).toEqual([]);
    expect(rule).toMatchObject(expected);
  });

  it("has no index patterns where a data view is named, nor for ES|QL", () => {
    expect(parseFields({ ...eql, data_view_id: "d" }).rule).not.toHaveProperty("index");
    expect(parseFields({ ...eql, type: "esql", language: "esql", query: "FROM a" }).rule).not.toHaveProperty(
      "index",
    );
  });
});

describe("problems", () => {
  const newTerms = {
    ...base,
    type: "new_terms",
    query: "a:b",
    new_terms_fields: ["a"],
    history_window_start: "now-7d",
  };
  const cases: readonly [string, JsonObject, readonly string[]][] = [
    [
      "an empty rule lists all that is missing",
      {},
      ["RULE102 name", "RULE102 description", "RULE102 risk_score", "RULE102 severity", "RULE102 type"],
    ],
    [
      "two wrong values",
      { ...eql, severity: "huge", risk_score: 101 },
      ["RULE103 severity", "RULE103 risk_score"],
    ],
    ["unknown type", { ...eql, type: "sigma" }, ["RULE105 type"]],
    ["type is no text", { ...eql, type: 4 }, ["RULE103 type"]],
    ["blank name", { ...eql, name: " " }, ["RULE103 name"]],
    ["EQL without query and language", { ...base, type: "eql" }, ["RULE102 query", "RULE102 language"]],
    ["EQL with an empty query", { ...eql, query: "" }, ["RULE103 query"]],
    ["EQL in another language", { ...eql, language: "kuery" }, ["RULE103 language"]],
    ["ES|QL with index", { ...eql, type: "esql", language: "esql", index: ["a"] }, ["RULE103 index"]],
    ["interval", { ...eql, interval: "5 minutes" }, ["RULE103 interval"]],
    ["interval of nothing", { ...eql, interval: "0m" }, ["RULE103 interval"]],
    ["from", { ...eql, from: "yesterday" }, ["RULE103 from"]],
    ["max_signals", { ...eql, max_signals: 0 }, ["RULE103 max_signals"]],
    ["risk score with a fraction", { ...eql, risk_score: 4.5 }, ["RULE103 risk_score"]],
    ["an entry of a list", { ...eql, tags: ["a", 1] }, ["RULE103 tags.1"]],
    ["a list that is none", { ...eql, tags: "a" }, ["RULE103 tags"]],
    [
      "a tactic without its id",
      { ...eql, threat: [{ framework: "f", tactic: { name: "n", reference: "r" } }] },
      ["RULE102 threat.0.tactic.id"],
    ],
    [
      "severity mapping",
      { ...eql, severity_mapping: [{ field: "a", operator: "is", value: "1", severity: "low" }] },
      ["RULE103 severity_mapping.0.operator"],
    ],
    [
      "exceptions list",
      { ...eql, exceptions_list: [{ id: "a", list_id: "b", type: "c", namespace_type: "all" }] },
      ["RULE103 exceptions_list.0.namespace_type"],
    ],
    [
      "no highlighted field",
      { ...eql, investigation_fields: { field_names: [] } },
      ["RULE103 investigation_fields.field_names"],
    ],
    ["history not earlier than from", { ...newTerms, from: "now-7d" }, ["RULE103 history_window_start"]],
    ["four new terms", { ...newTerms, new_terms_fields: ["a", "b", "c", "d"] }, ["RULE103 new_terms_fields"]],
    [
      "threshold without value",
      { ...base, type: "threshold", query: "a:b", threshold: { field: [] } },
      ["RULE102 threshold.value"],
    ],
    [
      "indicator match",
      { ...base, type: "threat_match", query: "a:b", threat_mapping: [] },
      ["RULE102 threat_index", "RULE102 threat_query", "RULE103 threat_mapping"],
    ],
    [
      "suppression",
      { ...eql, alert_suppression: { group_by: [], duration: { value: 5, unit: "d" } } },
      ["RULE103 alert_suppression.group_by", "RULE103 alert_suppression.duration.unit"],
    ],
    ["a key nobody knows", { ...eql, risk_scor: 1 }, ["rule106 risk_scor"]],
    [
      "a key named like a built-in",
      { ...eql, constructor: 1, ["__proto__"]: 1 },
      ["rule106 constructor", "rule106 __proto__"],
    ],
    [
      "a field of another type",
      { ...base, type: "query", tiebreaker_field: "a" },
      ["rule108 tiebreaker_field"],
    ],
    ["a broken guide block", { ...eql, note: '!{osquery{"label":"a}}' }, ["rule109 note"]],
  ];
  it.each(cases)("%s", (_, fields, expected) => {
    const { checked, found } = parseFields(fields);
    expect(found).toEqual(expected);
    expect(checked.ok).toBe(!expected.some((place) => place.startsWith("RULE")));
  });

  it("suggests the field that was probably meant", () => {
    expect(parseFields({ ...eql, risk_scor: 1 }).checked.diagnostics[0]?.help).toBe(
      "did you mean `risk_score`?",
    );
  });
});

describe("storedParameters", () => {
  it("have the translations, which parse to what they were; the parameters of alerts have none", () => {
    const translations = {
      "zh-CN": { name: "甲", description: "乙", note: "丙", setup: "丁", false_positives: ["戊"] },
      fr: { name: "A" },
    };
    const { rule } = parseFields({ ...eql, translations });
    if (rule === undefined) throw new Error("no rule");
    expect(storedParameters(rule)["translations"]).toEqual(translations);
    expect(parseFields(storedParameters(rule)).rule).toEqual(rule);
    expect(ruleParameters(rule)).not.toHaveProperty("translations");
    const { rule: plain } = parseFields(eql);
    expect(plain && storedParameters(plain)).toEqual(plain && ruleParameters(plain));
  });
});

describe("ruleParameters", () => {
  const full: JsonObject = {
    ...eql,
    rule_id: "r-1",
    version: 3,
    revision: 2,
    enabled: false,
    index: ["logs-*"],
    filters: [{ exists: { field: "a" }, meta: { negate: true } }],
    event_category_override: "event.type",
    tiebreaker_field: "event.sequence",
    timestamp_field: "@timestamp",
    timestamp_override: "event.ingested",
    alert_suppression: {
      group_by: ["host.id"],
      duration: { value: 5, unit: "m" },
      missing_fields_strategy: "doNotSuppress",
    },
    exceptions_list: [{ id: "e", list_id: "endpoint_list", type: "endpoint", namespace_type: "agnostic" }],
    severity_mapping: [{ field: "a", operator: "equals", value: "9", severity: "critical" }],
    risk_score_mapping: [
      { field: "a", operator: "equals", value: "", risk_score: 3 },
      { field: "b", operator: "equals", value: "" },
    ],
    rule_name_override: "message",
    building_block_type: "default",
    author: ["us"],
    license: "Apache-2.0",
    tags: ["OS: Windows"],
    threat: [
      {
        framework: "MITRE ATT&CK",
        tactic: threat,
        technique: [
          {
            id: "T1021",
            name: "Remote Services",
            reference: "r",
            subtechnique: [{ id: "T1021.002", name: "n", reference: "r" }],
          },
          { id: "T1570", name: "Lateral Tool Transfer", reference: "r" },
        ],
      },
    ],
    references: ["https://example.org"],
    false_positives: ["Backups"],
    note: "Look.",
    setup: "Nothing.",
    investigation_fields: { field_names: ["host.id"] },
    timeline_id: "t",
    timeline_title: "T",
    meta: { from: "4m" },
    actions: [{ id: "c" }],
    something_new: { a: [1] },
  };
  const byType: readonly JsonObject[] = [
    full,
    { ...base, type: "query", saved_id: "s" },
    { ...base, type: "saved_query", saved_id: "s" },
    {
      ...base,
      type: "threshold",
      query: "a:b",
      threshold: { field: [], value: 1, cardinality: [{ field: "u", value: 2 }] },
      alert_suppression: { duration: { value: 1, unit: "h" } },
    },
    {
      ...base,
      type: "new_terms",
      query: "a:b",
      new_terms_fields: ["a", "b"],
      history_window_start: "now-7d",
    },
    {
      ...base,
      type: "threat_match",
      query: "*:*",
      threat_index: ["ti-*"],
      threat_query: "*:*",
      threat_mapping: [{ entries: [{ field: "a", type: "mapping", value: "b", negate: true }] }],
      items_per_search: 5,
    },
    { ...base, type: "machine_learning", anomaly_threshold: 50, machine_learning_job_id: ["j"] },
    { ...base, type: "esql", language: "esql", query: "FROM a" },
  ];
  it.each(byType.map((fields) => [fields["type"], fields] as const))(
    "gives back what was read: %s",
    (_, fields) => {
      const { rule } = parseFields(fields);
      if (rule === undefined) throw new Error("the rule must parse");
      const parameters = ruleParameters(rule);
      expect(parameters).toMatchObject(fields);
      expect(parseFields(parameters).rule).toEqual(rule);
    },
  );

  it("loses nothing of a full rule and adds only defaults", () => {
    const { rule } = parseFields(full);
    const added = Object.keys(rule === undefined ? {} : ruleParameters(rule)).filter((key) => !(key in full));
    expect(added.sort()).toEqual([
      "from",
      "interval",
      "max_signals",
      "related_integrations",
      "required_fields",
      "response_actions",
      "timestamp_override_fallback_disabled",
      "to",
    ]);
  });
});

it("reports at most a hundred of each severity, and refuses endless lists", () => {
  const tags = Array.from({ length: 5_000 }, () => 1);
  expect(parseFields({ ...eql, tags }).found).toHaveLength(100);
  expect(parseFields({ ...eql, tags: Array.from({ length: 10_001 }, () => "a") }).found).toEqual([
    "RULE103 tags",
  ]);
  const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`x${index}`, 1]));
  expect(parseFields({ ...unknown, ...eql, tags: "a" }).found).toContain("RULE103 tags");
  expect(parseFields({ ...unknown, ...eql }).found).toHaveLength(20);
});

it("never throws, and refuses or reads whatever stands in the fields", () => {
  const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
  const keys = [
    "type",
    "threat",
    "threshold",
    "severity_mapping",
    "alert_suppression",
    "translations",
    "from",
    "note",
    "tags",
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys, "x"), value), (fields) => {
      const { checked } = parseFields({ ...eql, ...fields });
      expect(checked.ok).toBe(!checked.diagnostics.some(({ severity }) => severity === "error"));
    }),
    { numRuns: 300 },
  );
});
