import { describe, expect, it } from "vitest";
import type { EventRecord, JsonObject } from "../events/index.ts";
import { createDocumentFields } from "../match/index.ts";
import { compileEventIndex, compileIndexPatterns } from "./index-patterns.ts";

describe("compileIndexPatterns", () => {
  it.each([
    [["logs-*"], "logs-endpoint.events.file-default", true],
    [["logs-endpoint.events.file-*"], "logs-endpoint.events.process-default", false],
    [["winlogbeat-*", "logs-*"], "winlogbeat-8.1", true],
    [["logs-*", "-logs-cloud*"], "logs-cloud.audit-default", false],
    [["remote:logs-*"], "logs-a-default", true],
    [["*:logs-*"], "logs-a-default", true],
    [["LOGS-*"], "logs-a-default", false],
    [[], "logs-a-default", false],
    [["-logs-*"], "logs-a-default", false],
  ] as const)("%j covers %s: %s", (patterns, index, expected) => {
    expect(compileIndexPatterns(patterns)(index)).toBe(expected);
  });
});

const readIndex = compileEventIndex(createDocumentFields());

describe("compileEventIndex", () => {
  const event = (document: JsonObject, index?: string): EventRecord => ({
    document,
    source: { path: "a", record: 1 },
    arrival: 0,
    ...(index === undefined ? {} : { index }),
  });
  it.each([
    ["the input says", event({}, "winlogbeat-8"), "winlogbeat-8"],
    [
      "a backing index is its stream",
      event({}, ".ds-logs-endpoint.events.file-default-2026.03.02-000001"),
      "logs-endpoint.events.file-default",
    ],
    [
      "the data stream says",
      event({ data_stream: { type: "logs", dataset: "a.b", namespace: "prod" } }),
      "logs-a.b-prod",
    ],
    ["type and namespace have defaults", event({ "data_stream.dataset": "a.b" }), "logs-a.b-default"],
    ["nothing says", event({ a: 1 }), undefined],
  ] as const)("%s", (_name, record, expected) =>
    expect(readIndex(record.document, record.index)).toBe(expected),
  );
});
