import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, parseSchema } from "../events/index.ts";
import { type Condition, checkQuery, QueryFailure } from "../lang/index.ts";
import { compilePredicate, createDocumentFields } from "../match/index.ts";
import { queryCondition } from "./query-condition.ts";
import { createRuleIndex } from "./rule-index.ts";

const schema = parseSchema({
  fields: {
    "event.category": "keyword",
    "event.type": "keyword",
    "event.action": "keyword",
    "process.name": "keyword",
    "process.pid": "long",
    "process.score": "double",
    "user.name": "keyword",
    "user.admin": "boolean",
  },
});
if (!schema.ok) throw new Error(schema.message);
const { catalogue } = schema;

function conditionOf(query: string): Condition {
  const checked = checkQuery(query, catalogue);
  if (!checked.ok) throw new Error(`${query}: ${checked.diagnostics[0]?.message}`);
  return queryCondition(checked.value);
}

function candidatesOf(queries: readonly string[], document: JsonObject): readonly number[] {
  return [...createRuleIndex(queries.map(conditionOf), createDocumentFields()).candidates(document)].sort(
    (a, b) => a - b,
  );
}

const start = { event: { category: ["process"], type: "start" }, process: { name: "CMD.exe", pid: 7 } };

describe("which conditions are candidates", () => {
  it.each([
    ["another category is out", "file where true", []],
    ["the same category is in", "process where true", [0]],
    ["any category is in", "any where true", [0]],
    ["a bucket field decides", 'process where event.type == "end"', []],
    ["its negation too", 'process where event.type != "end"', [0]],
    ["wildcards on bucket fields", 'process where event.type : "st*"', [0]],
    ["a value that is not there", 'process where process.name == "net.exe"', []],
    ["letter case is left to the predicate", 'process where process.name == "cmd.EXE"', [0]],
    ["lists", 'process where process.name in~ ("a", "cmd.exe")', [0]],
    ["numbers", "process where process.pid == 7.0", [0]],
    ["other numbers", "process where process.pid in (8, 9)", []],
    ["or needs one side", 'process where process.name == "x" or process.pid == 7', [0]],
    ["or with neither side", 'process where process.name == "x" or process.pid == 8', []],
    ["not is always tried", 'process where not process.name == "x"', [0]],
    ["patterns are always tried", 'process where process.name : "x*"', [0]],
    ["what can fail is always tried", "file where number(process.name) == 1", [0]],
    ["sequences by any stage", 'sequence [file where true] [process where process.name == "cmd.exe"]', [0]],
    [
      "sequences by until",
      "sequence [file where true] [file where true] until [process where process.pid == 7]",
      [0],
    ],
    ["samples by any filter", "sample by user.name [file where true] [process where process.pid == 7]", [0]],
    ["sequences that do not concern it", "sequence [file where true] [registry where true]", []],
  ] as const)("%s: %s", (_name, query, expected) => expect(candidatesOf([query], start)).toEqual(expected));

  it("lists a condition once, whatever its values", () => {
    const document = { event: { category: "process" }, process: { name: ["a", "A", "b"] } };
    expect(candidatesOf(['process where process.name in ("a", "b", "A")'], document)).toEqual([0]);
  });

  it("stays right when somebody invents values without end", () => {
    const index = createRuleIndex(
      [conditionOf('process where event.action == "x7"'), conditionOf("file where true")],
      createDocumentFields(),
    );
    for (let at = 0; at < 1_000; at += 1) {
      const document = { event: { category: "process", action: `x${at % 600}` } };
      const found = index.candidates(document);
      if (at % 600 === 7) expect(found).toContain(0);
    }
    expect(index.candidates({ event: { category: "file", action: "y" } })).toContain(1);
  });
});

describe("an index never leaves out what holds", () => {
  const values = ["process", "file", "start", "end", "cmd.exe", "CMD.EXE", "a*", "\u00c9t\u00e9", ""];
  const text = fc.constantFrom(...values).map((value) => JSON.stringify(value));
  const textField = fc.constantFrom(
    "event.category",
    "event.type",
    "event.action",
    "process.name",
    "user.name",
  );
  const numberField = fc.constantFrom("process.pid", "process.score");
  const leaf = fc.oneof(
    fc
      .tuple(textField, fc.constantFrom("==", "!=", ":", "like", "like~"), text)
      .map((parts) => parts.join(" ")),
    fc
      .tuple(
        textField,
        fc.constantFrom("in", "in~", "not in"),
        fc.array(text, { minLength: 1, maxLength: 3 }),
      )
      .map(([field, operator, items]) => `${field} ${operator} (${items.join(", ")})`),
    fc
      .tuple(numberField, fc.constantFrom("==", "!=", "<"), fc.constantFrom("1", "2.0", "2.5"))
      .map((parts) => parts.join(" ")),
    fc
      .tuple(numberField, fc.constantFrom("in", "not in"))
      .map(([field, operator]) => `${field} ${operator} (1, 2.5)`),
    fc.tuple(textField, text).map(([field, prefix]) => `startsWith~(${field}, ${prefix})`),
    textField.map((field) => `${field} == null`),
    fc.constantFrom(
      "user.admin",
      "user.admin == false",
      "number(process.name) == 1",
      "process.pid / process.pid == 1",
    ),
  );
  const { condition } = fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc
        .tuple(tie("condition"), fc.constantFrom("and", "or"), tie("condition"))
        .map((parts) => `(${parts.join(" ")})`),
      tie("condition").map((inner) => `not (${inner})`),
    ),
  }));
  const query = fc
    .tuple(fc.constantFrom("any", "process", "file"), condition)
    .map(([category, inner]) => `${category} where ${inner}`);
  const someText = fc.oneof(
    fc.constantFrom(...values),
    fc.array(fc.constantFrom(...values, null), { maxLength: 3 }),
    fc.constant(null),
  );
  const someNumber = fc.constantFrom(0, 1, 2, 2.5, "2", [1, 2.5], null);
  const document = fc.record({
    event: fc.record({ category: someText, type: someText, action: someText }, { requiredKeys: [] }),
    process: fc.record({ name: someText, pid: someNumber, score: someNumber }, { requiredKeys: [] }),
    user: fc.record(
      { name: someText, admin: fc.constantFrom(true, false, [true, false]) },
      { requiredKeys: [] },
    ),
  });

  const judge = (holds: (event: JsonObject) => boolean, event: JsonObject): "holds" | "fails" | "no" => {
    try {
      return holds(event) ? "holds" : "no";
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      return "fails";
    }
  };

  it("random conditions, random events", () => {
    fc.assert(
      fc.property(
        fc.array(query, { minLength: 1, maxLength: 12 }),
        fc.array(document, { minLength: 1, maxLength: 12 }),
        (queries, documents) => {
          const conditions = queries.map(conditionOf);
          const index = createRuleIndex(conditions, createDocumentFields());
          const predicates = conditions.map((one) => compilePredicate(one, createDocumentFields()));
          for (const event of documents as readonly JsonObject[]) {
            const candidates = new Set(index.candidates(event));
            for (const [position, holds] of predicates.entries()) {
              const truth = judge(holds, event);
              if (truth !== "no") expect(candidates, `${queries[position]} ${truth}`).toContain(position);
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
