import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  builtInCatalogue,
  type EventRecord,
  type JsonObject,
  type MutableJsonObject,
} from "../events/index.ts";
import type { KeyTuple } from "../match/index.ts";
import { buildAlert } from "./build-alert.ts";
import { parseRule } from "./parse-rule.ts";
import type { Rule } from "./rule.ts";

const context = {
  catalogue: builtInCatalogue(),
  hash: (text: string): string => createHash("sha256").update(text).digest("hex"),
};

function ruleOf(fields: JsonObject = {}): Rule {
  const parsed = parseRule(
    {
      rule_id: "r-1",
      name: "Office spawns mshta",
      description: "d",
      type: "eql",
      language: "eql",
      query: "any where true",
      severity: "low",
      risk_score: 21,
      ...fields,
    },
    { locate: () => ({ from: 0, to: 0 }), ruleIdIfAbsent: "none" },
  );
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join(" "));
  return parsed.value;
}

function event(record: number, fields: JsonObject): EventRecord {
  const document: MutableJsonObject = { "@timestamp": `2026-03-02T10:00:0${record}.000Z`, ...fields };
  return { document, source: { path: "a.ndjson", record }, arrival: record };
}

const first = event(1, {
  event: { kind: "event", category: ["file"], action: "creation" },
  host: { id: "h", name: "WS" },
  file: { path: "C:\\a.exe" },
});
const second = event(2, {
  event: { kind: "event", category: ["process"] },
  host: { id: "h", name: "WS" },
  data_stream: { dataset: "x" },
});
const key: KeyTuple = { id: "sh", values: ["h"] };

describe("an alert of one event", () => {
  const alert = buildAlert(ruleOf(), { key: undefined, events: [first] }, context);

  it("has the event's fields and the alert's own", () => {
    expect(alert?.document).toMatchObject({
      "@timestamp": "2026-03-02T10:00:01.000Z",
      event: { kind: "signal", category: ["file"], action: "creation" },
      file: { path: "C:\\a.exe" },
      "kibana.alert.original_event.kind": "event",
      "kibana.alert.original_event.category": ["file"],
      "kibana.alert.original_time": "2026-03-02T10:00:01.000Z",
      "kibana.alert.depth": 1,
      "kibana.alert.severity": "low",
      "kibana.alert.risk_score": 21,
      "kibana.alert.workflow_status": "open",
      "kibana.alert.status": "active",
      "kibana.alert.rule.name": "Office spawns mshta",
      "kibana.alert.rule.rule_id": "r-1",
      "kibana.alert.rule.type": "eql",
      "kibana.alert.reason": "file event on WS created low alert Office spawns mshta.",
    });
    expect(alert?.document["kibana.alert.uuid"]).toBe(alert?.id);
    expect(alert?.document).not.toHaveProperty(["kibana.alert.group.id"]);
    expect(alert?.buildingBlocks).toEqual([]);
  });

  it("has the event as its only ancestor", () => {
    expect(alert?.document["kibana.alert.ancestors"]).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{64}$/), index: "", type: "event", depth: 0 },
    ]);
  });
});

describe("an alert of a sequence", () => {
  const alert = buildAlert(ruleOf(), { key, events: [first, undefined, second] }, context);

  it("keeps what the events have in common", () => {
    expect(alert?.document).toMatchObject({
      "@timestamp": "2026-03-02T10:00:02.000Z",
      "kibana.alert.original_time": "2026-03-02T10:00:01.000Z",
      host: { id: "h", name: "WS" },
      event: { kind: "signal" },
      "kibana.alert.depth": 2,
      "kibana.alert.group.id": alert?.id,
    });
    expect(alert?.document).not.toHaveProperty("file");
    expect(alert?.joinKeys).toEqual(["h"]);
    expect(alert?.evidence.map(({ stage, event: { source } }) => [stage, source.record])).toEqual([
      [0, 1],
      [2, 2],
    ]);
  });

  it("has a building block for each event and both among its ancestors", () => {
    const blocks = alert?.buildingBlocks ?? [];
    expect(blocks.map((block) => block["kibana.alert.group.index"])).toEqual([0, 1]);
    expect(
      blocks.every(
        (block) =>
          block["kibana.alert.group.id"] === alert?.id &&
          block["kibana.alert.building_block_type"] === "default",
      ),
    ).toBe(true);
    expect(blocks[0]).toMatchObject({ file: { path: "C:\\a.exe" }, "kibana.alert.depth": 1 });
    const ancestors = alert?.document["kibana.alert.ancestors"] as readonly {
      id: string;
      type: string;
      depth: number;
      rule?: string;
    }[];
    expect(ancestors.map(({ type, depth }) => [type, depth])).toEqual([
      ["event", 0],
      ["signal", 1],
      ["event", 0],
      ["signal", 1],
    ]);
    expect([ancestors[1]?.id, ancestors[3]?.id]).toEqual(blocks.map((block) => block["kibana.alert.uuid"]));
    expect(ancestors[1]?.rule).toBe("r-1");
  });

  it("takes no overrides", () => {
    const rule = ruleOf({
      rule_name_override: "host.name",
      severity_mapping: [{ field: "host.name", operator: "equals", value: "WS", severity: "critical" }],
    });
    expect(buildAlert(rule, { key, events: [first, second] }, context)?.look).toEqual({
      name: "Office spawns mshta",
      severity: "low",
      riskScore: 21,
    });
  });
});

describe("ids", () => {
  const idOf = (
    rule: Rule,
    keyOf: KeyTuple | undefined,
    events: readonly EventRecord[],
  ): string | undefined => buildAlert(rule, { key: keyOf, events }, context)?.id;

  it("do not depend on where an event was read", () => {
    const moved = { ...first, source: { path: "other.zip", member: "x", record: 77 }, arrival: 900 };
    expect(idOf(ruleOf(), undefined, [moved])).toBe(idOf(ruleOf(), undefined, [first]));
  });

  it("do not depend on the order of an event's keys", () => {
    const reordered = { ...first, document: Object.fromEntries(Object.entries(first.document).reverse()) };
    expect(idOf(ruleOf(), undefined, [reordered])).toBe(idOf(ruleOf(), undefined, [first]));
  });

  it.each([
    ["rules", idOf(ruleOf({ rule_id: "r-2" }), undefined, [first])],
    ["events", idOf(ruleOf(), undefined, [second])],
    ["keys", idOf(ruleOf(), key, [first])],
  ])("differ with %s", (_what, id) => expect(id).not.toBe(idOf(ruleOf(), undefined, [first])));

  it("use the id that the input gives", () => {
    const [a, b] = [
      { ...first, id: "e1" },
      { ...second, id: "e1" },
    ];
    expect(idOf(ruleOf(), undefined, [a])).toBe(idOf(ruleOf(), undefined, [b]));
  });
});

describe("overrides of one event", () => {
  const lookOf = (fields: JsonObject, document: JsonObject): unknown =>
    buildAlert(ruleOf(fields), { key: undefined, events: [event(1, document)] }, context)?.look;
  const base = { name: "Office spawns mshta", severity: "low", riskScore: 21 };
  const severity = (value: string, level: string): JsonObject => ({
    field: "event.severity_label",
    operator: "equals",
    value,
    severity: level,
  });

  it.each([
    [
      "the name, if it is one text",
      { rule_name_override: "message" },
      { message: "Boom" },
      { ...base, name: "Boom" },
    ],
    ["not a list", { rule_name_override: "tags" }, { tags: ["a", "b"] }, base],
    [
      "the highest severity that fits",
      { severity_mapping: [severity("a", "critical"), severity("a", "medium")] },
      { event: { severity_label: "a" } },
      { ...base, severity: "critical" },
    ],
    [
      "no severity that does not fit",
      { severity_mapping: [severity("b", "critical")] },
      { event: { severity_label: "a" } },
      base,
    ],
    [
      "event.severity by number",
      { severity_mapping: [{ field: "event.severity", operator: "equals", value: "73", severity: "high" }] },
      { event: { severity: 73 } },
      { ...base, severity: "high" },
    ],
    [
      "the largest score in range",
      { risk_score_mapping: [{ field: "event.risk_score", operator: "equals", value: "" }] },
      { event: { risk_score: [12, "88", 400] } },
      { ...base, riskScore: 88 },
    ],
    [
      "only the first score mapping",
      {
        risk_score_mapping: [
          { field: "none", operator: "equals", value: "" },
          { field: "event.risk_score", operator: "equals", value: "" },
        ],
      },
      { event: { risk_score: 5 } },
      base,
    ],
  ] as const)("take %s", (_name, fields, document, expected) =>
    expect(lookOf(fields as JsonObject, document as JsonObject)).toEqual(expected),
  );
});

describe("alerts over alerts", () => {
  const alertEvent = (rule: string): EventRecord =>
    event(1, {
      "kibana.alert.uuid": "a1",
      "kibana.alert.depth": 1,
      "kibana.alert.rule.uuid": rule,
      "kibana.alert.ancestors": [{ id: "e0", index: "logs", type: "event", depth: 0 }],
      event: { kind: "signal" },
    });

  it("build on the ancestors of the alert", () => {
    const document = buildAlert(
      ruleOf(),
      { key: undefined, events: [{ ...alertEvent("other"), id: "a1", index: "alerts" }] },
      context,
    )?.document;
    expect(document?.["kibana.alert.depth"]).toBe(2);
    expect(document?.["kibana.alert.ancestors"]).toEqual([
      { id: "e0", index: "logs", type: "event", depth: 0 },
      { id: "a1", index: "alerts", type: "signal", depth: 1, rule: "other" },
    ]);
  });

  it("never feed themselves", () => {
    expect(buildAlert(ruleOf(), { key: undefined, events: [alertEvent("r-1")] }, context)).toBeUndefined();
  });
});
