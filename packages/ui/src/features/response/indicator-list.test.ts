import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { csvCell } from "../../shared/format/csv.ts";
import { findIndicators, type Indicator, isInternal } from "./indicator.ts";
import { indicatorCsv, indicatorStix, stixPattern } from "./indicator-list.ts";
import { sha1, uuidOf } from "./name-uuid.ts";
import { responseLimits } from "./response-limits.ts";

const source = { alertId: "a1", ruleName: "Rule", time: "2026-06-08T12:00:00.000Z" };
const indicators: readonly Indicator[] = [
  { kind: "sha256", value: "a".repeat(64), field: "process.hash.sha256" },
  { kind: "path", value: "C:\\x'y\\=cmd|' /C calc'!A0.exe", field: "file.path" },
];

describe("findIndicators", () => {
  it("takes what is of its kind, each once", () => {
    const found = findIndicators([
      readEventFields({
        process: {
          executable: "System",
          hash: { sha256: "A".repeat(64), md5: "0".repeat(32), sha1: "nope" },
        },
        file: { path: "C:\\a.exe", hash: { sha256: "a".repeat(64) } },
        destination: { ip: ["203.0.113.9", "127.0.0.1", "fe80::1", "$(x)"], domain: "Evil.Example" },
        dns: { question: { name: "a'b.example" } },
      }),
    ]);
    expect(found.map(({ kind, value }) => [kind, value])).toEqual([
      ["sha256", "a".repeat(64)],
      ["ipv4", "203.0.113.9"],
      ["ipv6", "fe80::1"],
      ["domain", "evil.example"],
      ["path", "C:\\a.exe"],
    ]);
    expect(found.map(isInternal)).toEqual([false, false, true, false, false]);
  });

  it("has an end", () => {
    const path = Array.from({ length: responseLimits.maxIndicators + 1 }, (_, at) => `/tmp/${at}`);
    expect(findIndicators([readEventFields({ file: { path } })])).toHaveLength(responseLimits.maxIndicators);
    const long = "/".padEnd(responseLimits.maxValueUnits, "x");
    expect(findIndicators([readEventFields({ file: { path: [long, `${long}x`] } })])).toHaveLength(1);
  });
});

describe("indicatorCsv", () => {
  it("quotes, and disarms formulas", () => {
    expect(csvCell('a"b,c\nd')).toBe('"a""b,c\nd"');
    expect(["=1+1", "+1", "-1", "@x", "\tx"].map((cell) => csvCell(cell).startsWith("'"))).toEqual(
      Array.from({ length: 5 }, () => true),
    );
    const [head, first] = indicatorCsv(indicators, source).split("\r\n");
    expect(head).toBe("type,value,field,alert,time");
    expect(first).toBe(`sha256,${"a".repeat(64)},process.hash.sha256,a1,2026-06-08T12:00:00.000Z`);
  });
});

describe("indicatorStix", () => {
  it("is the same for the same alert, with ids as STIX wants them", () => {
    const bundle = indicatorStix(indicators, source);
    expect(indicatorStix(indicators, source)).toEqual(bundle);
    expect(bundle.id).toMatch(
      /^bundle--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    for (const { id, type, spec_version, created, modified } of bundle.objects) {
      expect(id).toMatch(
        new RegExp(`^${type}--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
      );
      expect([spec_version, created, modified]).toEqual(["2.1", source.time, source.time]);
    }
    expect(new Set(bundle.objects.map(({ id }) => id)).size).toBe(3);
    expect(indicatorStix(indicators, { ...source, alertId: "a2" }).objects[1]?.id).not.toBe(
      bundle.objects[1]?.id,
    );
  });

  it("keeps every value within its quotes", () => {
    expect(stixPattern(indicators[1] as Indicator)).toBe(
      "[file:name = '=cmd|\\' /C calc\\'!A0.exe' AND file:parent_directory_ref.path = 'C:\\\\x\\'y']",
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", "\\", "a", "]", " ") }), (value) => {
        const pattern = stixPattern({ kind: "domain", value, field: "x" });
        expect(pattern).toMatch(/^\[domain-name:value = '(?:[^'\\]|\\['\\])*'\]$/);
      }),
    );
  });
});

describe("uuidOf", () => {
  it("rests on SHA-1 as it is defined", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(Buffer.from(sha1(bytes)).toString("hex")).toBe(createHash("sha1").update(bytes).digest("hex"));
      }),
    );
    expect(uuidOf("a")).not.toBe(uuidOf("b"));
  });
});
