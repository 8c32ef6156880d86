import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInCatalogue, type JsonObject } from "../events/index.ts";
import { createDetection, type DetectionOptions, type PreparedRule, type RuleOutcome } from "./detection.ts";
import { parseRule } from "./parse-rule.ts";
import { prepareRule } from "./prepare-rule.ts";

const catalogue = builtInCatalogue();

function prepared(query: string, fields: JsonObject = {}): PreparedRule {
  const parsed = parseRule(
    {
      rule_id: query,
      name: query,
      description: "d",
      type: "eql",
      language: "eql",
      query,
      severity: "low",
      risk_score: 1,
      ...fields,
    },
    { locate: () => ({ from: 0, to: 0 }), ruleIdIfAbsent: "none" },
  );
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message);
  const checked = prepareRule(parsed.value, catalogue, 0);
  if (!checked.ok) throw new Error(checked.diagnostics[0]?.message);
  return { rule: parsed.value, query: checked.value };
}

function run(
  rules: readonly PreparedRule[],
  documents: readonly JsonObject[],
  options: Partial<DetectionOptions> = {},
  index?: string,
): readonly RuleOutcome[] {
  const detection = createDetection(rules, { catalogue, enforceIndex: false, ...options });
  for (const [arrival, document] of documents.entries()) {
    detection.pass.judgeDocument(document, arrival, index);
  }
  return detection.finish();
}

const matchesOf = (outcomes: readonly RuleOutcome[]): unknown =>
  outcomes.map(({ matches }) => matches.map(({ positions }) => positions));

const process = (name: string, second: number): JsonObject => ({
  "@timestamp": `2026-03-02T10:00:${String(second).padStart(2, "0")}Z`,
  event: { category: ["process"], type: ["start"] },
  host: { id: "h" },
  process: { name },
});

describe("createDetection", () => {
  it("runs every rule over one pass and gives the outcomes in the order of the rules", () => {
    const rules = [
      prepared('process where process.name == "b"'),
      prepared('sequence by host.id [process where process.name == "a"] [process where process.name == "b"]'),
      prepared("file where true"),
    ];
    expect(matchesOf(run(rules, [process("b", 2), process("a", 1)]))).toEqual([[[0]], [[1, 0]], []]);
  });

  it("counts events on which a rule fails, and goes on", () => {
    const [broken, sound] = run(
      [prepared("process where number(process.name) == 1"), prepared("process where true")],
      [process("x", 1), process("1", 2)],
    );
    expect([broken?.failures, broken?.matches.length, broken?.firstFailure?.message]).toEqual([
      1,
      1,
      expect.stringContaining("number()"),
    ]);
    expect([sound?.failures, sound?.matches.length]).toEqual([0, 2]);
  });

  it("has no cap on matches", () => {
    const documents = Array.from({ length: 500 }, (_, at) => process("a", at % 60));
    expect(run([prepared("process where true", { max_signals: 5 })], documents)[0]?.matches).toHaveLength(
      500,
    );
  });

  it.each([
    ["covered", "logs-endpoint.events.process-default", 1],
    ["not covered", "logs-endpoint.events.file-default", 0],
    ["without a name", undefined, 0],
  ] as const)("enforces index patterns where asked to: %s", (_name, index, count) => {
    const rules = [prepared("process where true", { index: ["logs-endpoint.events.process-*"] })];
    expect(run(rules, [process("a", 1)], { enforceIndex: true }, index)[0]?.matches).toHaveLength(count);
    expect(run(rules, [process("a", 1)], {}, index)[0]?.matches).toHaveLength(1);
  });

  it("honours the fields a rule names", () => {
    const rules = [
      prepared("alpha where true", { event_category_override: "event.type" }),
      prepared("sequence [any where n == 1] [any where n == 2]", {
        timestamp_field: "when",
        tiebreaker_field: "tie",
      }),
    ];
    const documents = [
      { when: 5000, tie: 2, n: 2, event: { type: "alpha" } },
      { when: 5000, tie: 1, n: 1 },
    ];
    expect(matchesOf(run(rules, documents))).toEqual([[[0]], [[1, 0]]]);
  });

  it("finds the same with the rule index as without", () => {
    const rules = [
      'process where process.name == "a"',
      'process where process.name : ("B", "c*")',
      'process where not process.name == "a"',
      "any where number(process.name) == 1",
      'sequence by host.id with maxspan=10s [process where process.name == "a"] ![file where true] [process where process.name in ("b", "c")]',
      'sequence [file where true] [process where true] until [process where process.name == "c"]',
      'sample by host.id [file where true] [process where process.name == "b"]',
    ].map((query) => prepared(query));
    const event = fc.record({
      "@timestamp": fc.integer({ min: 0, max: 30_000 }),
      event: fc.record({ category: fc.constantFrom("process", "file", ["process", "file"]) }),
      host: fc.record({ id: fc.constantFrom("h", "i", ["h", "i"]) }),
      process: fc.record(
        { name: fc.constantFrom("a", "b", "c", "A", "1", ["a", "b"]) },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (documents) => {
        const tried = run(rules, documents as readonly JsonObject[], { engine: "reference" });
        for (const engine of ["kernel", "rule-index"] as const) {
          const found = run(rules, documents as readonly JsonObject[], { engine });
          expect(matchesOf(found)).toEqual(matchesOf(tried));
          expect(found.map(({ failures }) => failures)).toEqual(tried.map(({ failures }) => failures));
        }
      }),
      { numRuns: 200 },
    );
  });
});
