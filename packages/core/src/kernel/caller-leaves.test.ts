import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import type { Condition, Term } from "../lang/index.ts";
import { conditionOf, createKernelVerdicts, createReferenceVerdicts } from "./verdicts.test-support.ts";

// Some leaves the module cannot test: it asks its caller for their truth.

/** The texts that a test was asked about, in order. */
const asked: string[] = [];
beforeEach(() => {
  asked.length = 0;
});

/** A leaf that the module must ask for, and that notes that it was asked. */
function askingLeaf(label: string, field: string, accepts: (text: string) => boolean): Condition {
  const test: Term = {
    kind: "Regex",
    operand: { kind: "FieldValue", name: field, fieldType: "keyword" },
    pattern: label,
    matches(text) {
      asked.push(`${label} ${text}`);
      return accepts(text);
    },
    fold: "none",
  };
  return { kind: "Leaf", test };
}

const and = (...operands: readonly Condition[]): Condition => ({ kind: "And", operands });
const or = (...operands: readonly Condition[]): Condition => ({ kind: "Or", operands });
const not = (operand: Condition): Condition => ({ kind: "Not", operand });
const own = (condition: string): Condition => conditionOf(`any where ${condition}`);

const eventOf = (name: unknown, rest: object = {}): JsonObject =>
  ({ event: { category: "process" }, user: { name }, ...rest }) as unknown as JsonObject;

/** What was asked for one event as a line, and the verdicts; as a document it must be the same. */
function judge(conditions: readonly Condition[], document: JsonObject): [verdicts: string, asked: string[]] {
  const kernel = createKernelVerdicts(conditions);
  const [line] = kernel.ofLines([JSON.stringify(document)]);
  const askedForLine = asked.splice(0);
  expect(kernel.ofDocument(document).verdicts).toBe(line?.verdicts);
  expect(asked.splice(0)).toEqual(askedForLine);
  expect(line?.verdicts).toBe(createReferenceVerdicts(conditions)(document));
  asked.length = 0;
  return [line?.verdicts ?? "", askedForLine];
}

describe("leaves that the caller is asked for", () => {
  const leaf = askingLeaf("r", "user.name", (text) => text === "bob");

  it("are asked once an event, however many conditions hold them", () => {
    const conditions = [
      leaf,
      and(own("process.pid == 4"), leaf),
      or(own("process.pid == 5"), leaf),
      not(leaf),
    ];
    expect(judge(conditions, eventOf("bob", { process: { pid: 4 } }))).toEqual(["1110", ["r bob"]]);
  });

  it("are asked anew for each event", () => {
    const kernel = createKernelVerdicts([leaf, not(leaf)]);
    const lines = ["bob", "eve", "bob"].map((name) => JSON.stringify(eventOf(name)));
    expect(kernel.ofLines(lines).map((found) => found?.verdicts)).toEqual(["10", "01", "10"]);
    expect(asked.splice(0)).toEqual(["r bob", "r eve", "r bob"]);
    expect(["eve", "bob"].map((name) => kernel.ofDocument(eventOf(name)).verdicts)).toEqual(["01", "10"]);
    expect(asked.splice(0)).toEqual(["r eve", "r bob"]);
    // Lines and documents in turn, the last event of which a leaf was asked for always another one.
    expect(kernel.ofLines(lines.slice(1)).map((found) => found?.verdicts)).toEqual(["01", "10"]);
    expect(asked).toEqual(["r eve", "r bob"]);
  });

  it.each<[string, Condition, string]>([
    ["behind a false operand of `and`", and(own("process.pid == 5"), leaf), "0"],
    ["before a false operand of `and`", and(leaf, own("process.pid == 5")), "0"],
    ["behind a true operand of `or`", or(own("process.pid == 4"), leaf), "1"],
    ["before a true operand of `or`", or(leaf, own("process.pid == 4")), "1"],
    ["where a bucket has decided", and(leaf, own('event.category == "file"')), "0"],
    ["where a look-up finds nothing", and(leaf, own('process.name == "x"')), "0"],
  ])("are not asked %s", (_, condition, verdict) => {
    expect(judge([condition], eventOf("bob", { process: { pid: 4 } }))).toEqual([verdict, []]);
  });

  it("are not asked where the field is absent", () => {
    expect(judge([leaf, not(leaf), or(leaf, own("process.pid == 4"))], { event: { category: "p" } })).toEqual(
      ["010", []],
    );
    expect(judge([leaf, not(leaf)], eventOf(null))).toEqual(["01", []]);
  });

  it("are asked about each value until one fits", () => {
    expect(judge([leaf], eventOf(["eve", "bob", "al"]))).toEqual(["1", ["r eve", "r bob"]]);
    expect(judge([leaf], eventOf(["eve", 7, { x: 1 }, ["al"]]))).toEqual(["0", ["r eve", "r 7", "r al"]]);
  });

  it("are asked about the text without its escapes", () => {
    const kernel = createKernelVerdicts([
      askingLeaf("r", "user.name", (text) => text === "b\u00f6b\n\u{1f600}"),
    ]);
    const spelled = '"b\\u00f6b\\n\\ud83d\\ude00"';
    expect(kernel.ofLines([`{"event.category":"p","user":{"name":${spelled}}}`])[0]?.verdicts).toBe("1");
    expect(asked).toEqual(["r b\u00f6b\n\u{1f600}"]);
  });
});

describe("conditions that may fail the query", () => {
  const fails = own("number(user.name) == 1");
  const asks = askingLeaf("r", "user.name", () => true);
  const rejects = askingLeaf("no", "user.name", () => false);
  const pid4 = own("process.pid == 4");
  const pid5 = own("process.pid == 5");
  const bob = eventOf("bob", { process: { pid: 4 } });

  it.each<[string, Condition, string]>([
    ["alone", fails, "!"],
    ["behind a true operand of `and`", and(pid4, fails), "!"],
    ["behind a false operand of `and`", and(pid5, fails), "0"],
    ["before a false operand of `and`", and(fails, pid5), "!"],
    ["before a false bucket", and(fails, own('event.category == "file"')), "!"],
    ["behind a false bucket", and(own('event.category == "file"'), fails), "0"],
    ["behind a true operand of `or`", or(pid4, fails), "1"],
    ["before a true operand of `or`", or(fails, pid4), "!"],
    ["before a true bucket", or(fails, own('event.category == "process"')), "!"],
    ["behind a false operand of `or`", or(pid5, fails), "!"],
    ["below `not`", not(and(fails, pid5)), "!"],
    ["below `not`, not reached", not(or(pid4, fails)), "0"],
    ["behind a leaf the caller is asked for", and(asks, fails), "!"],
    ["behind one that is false", and(rejects, fails), "0"],
    ["before one that is false", and(fails, rejects), "!"],
    ["in one part of a larger condition", and(or(pid5, and(pid4, not(fails))), pid4), "!"],
    ["in one that is not reached", and(or(pid4, and(pid4, not(fails))), pid4), "1"],
    ["with several fields", own('concat(user.name, process.pid) == "bob4"'), "1"],
    ["a division", own("process.pid / 0 == 1"), "!"],
    ["a division behind what is false", and(pid5, own("process.pid / 0 == 1")), "0"],
  ])("%s", (_, condition, verdict) => {
    expect(judge([condition, not(condition)], bob)[0][0]).toBe(verdict);
    // The same among others, which may not change whether it is asked.
    expect(judge([pid4, condition, asks, pid5, rejects], bob)[0][1]).toBe(verdict);
  });

  it("fails for too many combinations of values", () => {
    const many = Array.from({ length: 400 }, (_, at) => `n${at}`);
    const several = own('concat(user.name, process.name) == "x"');
    const document = eventOf(many, { process: { name: many, pid: 4 } });
    expect(judge([several, and(pid5, several), and(pid4, several)], document)[0]).toBe("!0!");
  });
});
