import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { builtInCatalogue, type EventRecord, type JsonObject } from "../events/index.ts";
import type { KeyTuple } from "../match/index.ts";
import type { AlertOrigin } from "./alert-origin.ts";
import { buildAlert } from "./build-alert.ts";
import { parseRule } from "./parse-rule.ts";
import type { Rule } from "./rule.ts";

const scan = {
  catalogue: builtInCatalogue(),
  hash: (text: string): string => createHash("sha256").update(text).digest("hex"),
};

const origin: AlertOrigin = {
  execution: {
    uuid: "run-1",
    type: "scheduled",
    startedMs: Date.UTC(2026, 2, 2, 10, 5),
    createdMs: Date.UTC(2026, 2, 2, 10, 5, 0, 250),
  },
  installed: {
    id: "installed-1",
    createdAt: "2026-01-01T00:00:00.000Z",
    createdBy: "alice",
    updatedAt: "2026-02-01T00:00:00.000Z",
    updatedBy: "bob",
    immutable: false,
  },
  version: "9.3.0",
  urlOf: (id) => `https://eqlite.example/alerts/${id}`,
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

function event(second: number, fields: JsonObject): EventRecord {
  return {
    document: { "@timestamp": `2026-03-02T10:00:0${second}.000Z`, ...fields },
    source: { path: "store", record: second },
    arrival: second,
    index: "logs-endpoint.events.process-default",
  };
}

const first = event(1, { host: { id: "h" }, event: { severity: 1 }, message: ["a", "b"] });
const second = event(2, { host: { id: "h" }, event: { severity: 2, risk_score: 80 }, message: "Second" });
const third = event(3, { host: { id: "h" }, event: { severity: 1, risk_score: 60 }, message: "Third" });
const key: KeyTuple = { id: "sh", values: ["h"] };

describe("an alert that a server makes", () => {
  const alert = buildAlert(ruleOf(), { key: undefined, events: [first] }, { ...scan, origin });

  it("says when, by which execution and by which installed rule it was made", () => {
    expect(alert?.document).toMatchObject({
      "@timestamp": "2026-03-02T10:05:00.250Z",
      "kibana.alert.original_time": "2026-03-02T10:00:01.000Z",
      "kibana.alert.start": "2026-03-02T10:05:00.250Z",
      "kibana.alert.last_detected": "2026-03-02T10:05:00.250Z",
      "kibana.alert.intended_timestamp": "2026-03-02T10:05:00.250Z",
      "kibana.alert.rule.execution.uuid": "run-1",
      "kibana.alert.rule.execution.timestamp": "2026-03-02T10:05:00.000Z",
      "kibana.alert.rule.execution.type": "scheduled",
      "kibana.alert.rule.uuid": "installed-1",
      "kibana.alert.rule.rule_id": "r-1",
      "kibana.alert.rule.created_at": "2026-01-01T00:00:00.000Z",
      "kibana.alert.rule.created_by": "alice",
      "kibana.alert.rule.updated_at": "2026-02-01T00:00:00.000Z",
      "kibana.alert.rule.updated_by": "bob",
      "kibana.alert.rule.immutable": false,
      "kibana.version": "9.3.0",
      "kibana.alert.url": `https://eqlite.example/alerts/${alert?.id}`,
      "kibana.alert.ancestors": [{ index: "logs-endpoint.events.process-default", type: "event", depth: 0 }],
    });
    expect(alert?.document).not.toHaveProperty(["eqlite.alert.execution_type"]);
  });

  it("has the id and the time that a scan gives it", () => {
    const scanned = buildAlert(ruleOf(), { key: undefined, events: [first] }, scan);
    expect([alert?.id, alert?.timeMs]).toEqual([scanned?.id, scanned?.timeMs]);
  });

  it("without an origin has nothing of the kind", () => {
    const document = buildAlert(ruleOf(), { key: undefined, events: [first] }, scan)?.document ?? {};
    const names = Object.keys(document).filter((name) =>
      /execution|version|created|updated|url$|last_detected|eqlite/.test(name),
    );
    expect(names).toEqual(["kibana.alert.rule.version"]);
    expect(document["@timestamp"]).toBe("2026-03-02T10:00:01.000Z");
  });

  it.each([
    ["manual", "manual", undefined],
    ["live", "scheduled", "live"],
    ["scheduled", "scheduled", undefined],
  ] as const)("of a %s execution is %s, and live: %s", (type, written, live) => {
    const intendedMs = Date.UTC(2026, 1, 1);
    const execution = { uuid: "x", type, startedMs: 0, createdMs: 1_000, intendedMs };
    const document = buildAlert(
      ruleOf(),
      { key: undefined, events: [first] },
      { ...scan, origin: { execution } },
    )?.document;
    expect(document).toMatchObject({
      "@timestamp": "1970-01-01T00:00:01.000Z",
      "kibana.alert.intended_timestamp": "2026-02-01T00:00:00.000Z",
      "kibana.alert.rule.execution.type": written,
      "kibana.alert.rule.uuid": "r-1",
    });
    expect(document?.["eqlite.alert.execution_type"]).toBe(live);
  });
});

describe("a sequence that a server alerts on", () => {
  const alert = buildAlert(ruleOf(), { key, events: [undefined, first, second] }, { ...scan, origin });

  it("has all of it on the alert and on its building blocks", () => {
    const documents = [alert?.document, ...(alert?.buildingBlocks ?? [])];
    expect(documents.length).toBe(3);
    for (const document of documents) {
      expect(document).toMatchObject({
        "@timestamp": "2026-03-02T10:05:00.250Z",
        "kibana.alert.rule.execution.uuid": "run-1",
        "kibana.alert.rule.uuid": "installed-1",
        "kibana.alert.group.id": alert?.id,
        "kibana.alert.url": `https://eqlite.example/alerts/${document?.["kibana.alert.uuid"]}`,
      });
    }
    expect(documents.map((document) => document?.["kibana.alert.original_time"])).toEqual([
      "2026-03-02T10:00:01.000Z",
      "2026-03-02T10:00:01.000Z",
      "2026-03-02T10:00:02.000Z",
    ]);
  });

  it("keeps what the events that exist have in common", () => {
    expect(alert?.document).toMatchObject({ host: { id: "h" } });
  });

  it("names the installed rule among its ancestors", () => {
    expect(alert?.document["kibana.alert.ancestors"]).toMatchObject([
      { type: "event" },
      { type: "signal", rule: "installed-1" },
      { type: "event" },
      { type: "signal", rule: "installed-1" },
    ]);
  });
});

describe("a rule over alerts", () => {
  it.each(["installed-1", "r-1"])("does not feed itself, known as %s", (rule) => {
    const own = event(1, { "kibana.alert.uuid": "a1", "kibana.alert.rule.uuid": rule });
    const context = { ...scan, origin };
    expect(buildAlert(ruleOf(), { key: undefined, events: [own] }, context)).toBeUndefined();
  });
});

describe("overrides of sequences", () => {
  const mapping = (value: string, severity: string): JsonObject => ({
    field: "event.severity",
    operator: "equals",
    value,
    severity,
  });
  const lookOf = (fields: JsonObject, events: readonly (EventRecord | undefined)[]) =>
    buildAlert(ruleOf(fields), { key, events }, { ...scan, overrideSequences: true })?.look;

  it.each([
    [
      "the highest severity of all events",
      { severity_mapping: [mapping("1", "medium"), mapping("2", "high")] },
      { name: "Office spawns mshta", severity: "high", riskScore: 21 },
    ],
    [
      "the rule's severity where nothing fits",
      { severity_mapping: [mapping("9", "high")] },
      { name: "Office spawns mshta", severity: "low", riskScore: 21 },
    ],
    [
      "the largest score of all events",
      { risk_score_mapping: [{ field: "event.risk_score", operator: "equals", value: "" }] },
      { name: "Office spawns mshta", severity: "low", riskScore: 80 },
    ],
    [
      "the first name that is one text",
      { rule_name_override: "message" },
      { name: "Second", severity: "low", riskScore: 21 },
    ],
  ] as const)("give %s", (_what, fields, expected) => {
    expect(lookOf(fields as JsonObject, [first, undefined, second, third])).toEqual(expected);
  });
});
