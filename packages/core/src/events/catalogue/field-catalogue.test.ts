import { describe, expect, it } from "vitest";
import type { FieldCatalogue, FieldType } from "../../lang/field-catalogue.ts";
import { alertFields } from "./alert-fields.ts";
import { elasticDefendFields } from "./elastic-defend-fields.ts";
import { builtInCatalogue, layeredCatalogue, schemaCatalogue } from "./field-catalogue.ts";
import { parseFieldTable } from "./field-table.ts";
import { ecsFields } from "./generated/ecs-fields.ts";
import { winlogFields } from "./winlog-fields.ts";

const builtInCases: readonly (readonly [name: string, type: FieldType | undefined])[] = [
  // ECS
  ["@timestamp", "date"],
  ["event.category", "keyword"],
  ["process.name", "keyword"],
  ["process.name.text", "match_only_text"],
  ["process.pid", "long"],
  ["process.command_line", "wildcard"],
  ["process.code_signature.trusted", "boolean"],
  ["source.ip", "ip"],
  ["registry.data.strings", "wildcard"],
  ["source.geo.location", "geo_point"],
  ["data_stream.dataset", "constant_keyword"],
  ["file.elf.sections", "nested"],
  ["file.elf.sections.name", "nested"],
  // objects and what is open below them
  ["process", "object"],
  ["process.parent", "object"],
  ["labels", "object"],
  ["labels.account_id", "keyword"],
  ["container.labels.app", "keyword"],
  ["file.pe.imports", "flattened"],
  ["file.pe.imports.kernel32.dll", "keyword"],
  // Elastic Defend
  ["process.name.caseless", "normalized_keyword"],
  ["file.Ext.entropy", "double"],
  ["file.Ext.header_bytes", "keyword"],
  ["file.Ext.original.path.caseless", "normalized_keyword"],
  ["file.Ext.monotonic_id", "unsigned_long"],
  ["dll.Ext.load_index", "unsigned_long"],
  ["dll.Ext.relative_file_creation_time", "double"],
  ["process.Ext.session_info.id", "unsigned_long"],
  ["process.Ext.session_info.logon_type", "keyword"],
  ["process.Ext.token.integrity_level_name", "keyword"],
  ["process.Ext.code_signature", "nested"],
  ["process.Ext.code_signature.trusted", "nested"],
  ["process.parent.Ext.real.pid", "long"],
  ["process.Ext.api.parameters.size", "unknown"],
  ["Effective_process.executable", "keyword"],
  ["dns.Ext.status", "long"],
  ["endgame.event_subtype_full", "keyword"],
  ["endgame.pid", "long"],
  // Windows event logs
  ["winlog.channel", "keyword"],
  ["winlog.process.thread.id", "long"],
  ["winlog.event_data.GrantedAccess", "keyword"],
  ["winlog.event_data.NoProviderWroteThisYet", "keyword"],
  ["winlog.logon.type", "keyword"],
  ["sysmon.file.is_executable", "boolean"],
  // alerts
  ["kibana.alert.rule.name", "keyword"],
  ["kibana.alert.rule.rule_id", "keyword"],
  ["kibana.alert.original_time", "date"],
  ["kibana.alert.risk_score", "float"],
  ["kibana.alert.rule.parameters.from", "keyword"],
  // none of them
  ["process.nam", undefined],
  ["process.name.txt", undefined],
  ["Process.name", undefined],
  ["constructor", undefined],
  ["__proto__", undefined],
  ["", undefined],
];

describe("builtInCatalogue", () => {
  const catalogue = builtInCatalogue();

  it.each(builtInCases)("%s is %s", (name, type) => {
    expect(catalogue.typeOf(name)).toBe(type);
  });

  it("warns of unknown fields unless told otherwise", () => {
    expect(catalogue.onUnknownField).toBe("warning");
    expect(builtInCatalogue({ onUnknownField: "error" }).onUnknownField).toBe("error");
  });

  it("names every field once", () => {
    const names = [...catalogue.names()];
    expect(names.length).toBeGreaterThan(3_000);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("winlog.event_data.GrantedAccess");
  });

  it.each([
    ["ECS", parseFieldTable(ecsFields)],
    ["Elastic Defend", elasticDefendFields()],
    ["Windows event logs", winlogFields()],
    ["alerts", alertFields()],
  ])("knows the type of every field of the table of %s, and the tables agree", (_, table) => {
    const differing = [...table].filter(
      ([name, type]) => type === "other" || catalogue.typeOf(name) !== type,
    );
    expect(differing).toEqual([]);
  });
});

describe("schemaCatalogue", () => {
  const catalogue = schemaCatalogue({
    "process.pid": "long",
    where: "geohash",
    span: "date_range",
    constructor: "keyword",
  });

  it.each([
    ["process.pid", "long"],
    ["where", "other"],
    ["span", "range"],
    ["constructor", "keyword"],
    ["process", "object"],
    ["process.name", undefined],
    ["toString", undefined],
  ])("%s is %s", (name, type) => {
    expect(catalogue.typeOf(name)).toBe(type);
  });

  it("refuses unknown fields", () => {
    expect(catalogue.onUnknownField).toBe("error");
  });
});

describe("layeredCatalogue", () => {
  const first: FieldCatalogue = schemaCatalogue({ a: "long", b: "keyword" });
  const catalogue = layeredCatalogue(first, builtInCatalogue());

  it("asks the first, then the second", () => {
    const both = layeredCatalogue(first, schemaCatalogue({ b: "ip", c: "boolean" }));
    expect(["a", "b", "c", "d"].map((name) => both.typeOf(name))).toEqual([
      "long",
      "keyword",
      "boolean",
      undefined,
    ]);
    expect([...both.names()]).toEqual(["a", "b", "c"]);
  });

  it("lets the first decide about unknown fields", () => {
    expect(catalogue.onUnknownField).toBe("error");
    expect(layeredCatalogue(builtInCatalogue(), first).onUnknownField).toBe("warning");
  });
});
