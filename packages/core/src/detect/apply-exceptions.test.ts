import { describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import { createPass, type EngineName } from "../kernel/index.ts";
import {
  type CheckedQuery,
  checkQuery,
  defaultSearchOptions,
  fromPortableQuery,
  toPortableQuery,
} from "../lang/index.ts";
import { applyExceptions, compileSilences, countStages, type Exception } from "./apply-exceptions.ts";
import { compileEntries, exceptionCatalogue } from "./exceptions.test-support.ts";

const engines: readonly EngineName[] = ["kernel", "rule-index", "reference"];

function queryOf(text: string): CheckedQuery {
  const checked = checkQuery(text, exceptionCatalogue);
  if (!checked.ok) throw new Error(`${text}: ${checked.diagnostics[0]?.message}`);
  return checked.value;
}

/** Excepts events of a host. */
function exceptHost(host: string, stage?: number): Exception {
  const entry = { type: "match", field: "host.name", operator: "included", value: host };
  const { condition } = compileEntries([entry]);
  if (condition === undefined) throw new Error("the item does not compile");
  return { condition, stage };
}

/** `A1` is process A of pid 1, and `A1x` the same on host x. They come one a second. */
function eventsOf(shorthand: string): readonly JsonObject[] {
  return shorthand.split(" ").map((word, second) => {
    const [name = "", pid = "", host = ""] = word;
    return {
      "@timestamp": `2026-05-01T10:00:${String(second).padStart(2, "0")}Z`,
      event: { category: "process" },
      process: { name, pid: Number(pid) },
      host: { name: host },
    };
  });
}

function matchesOf(
  engine: EngineName,
  query: CheckedQuery,
  events: readonly JsonObject[],
): readonly string[] {
  const options = {
    search: { ...defaultSearchOptions, size: 1_000 },
    timestampType: "date",
    tiebreakerType: undefined,
    fractionBeforeArrival: true,
  } as const;
  const pass = createPass(engine, [{ query, options }], {});
  const encoder = new TextEncoder();
  let position = 0;
  const positions: number[] = [];
  for (const event of events) {
    positions.push(position);
    const line = encoder.encode(JSON.stringify(event));
    if (pass.judgeBlock === undefined) pass.judgeDocument(event, position);
    else pass.judgeBlock(line, position, () => expect.unreachable());
    position += line.length + 1;
  }
  const [outcome] = pass.finish();
  expect([outcome?.error, outcome?.failures]).toEqual([undefined, 0]);
  return (outcome?.matches ?? []).map((match) =>
    match.positions.map((at) => (at === undefined ? "-" : positions.indexOf(at))).join(","),
  );
}

const sequence = 'sequence by process.pid [any where process.name == "A"] [any where process.name == "B"]';

/** Query, exceptions, events, matches without and with the exceptions. */
const cases: readonly (readonly [
  string,
  string,
  readonly Exception[],
  string,
  readonly string[],
  readonly string[],
])[] = [
  [
    "an event",
    'any where process.name == "A"',
    [exceptHost("x")],
    "A1 A1x B1 A2",
    ["0", "1", "3"],
    ["0", "3"],
  ],
  [
    "any of several items",
    'any where process.name == "A"',
    [exceptHost("x"), exceptHost("y")],
    "A1x A1y A1z",
    ["0", "1", "2"],
    ["2"],
  ],
  ["the first stage", sequence, [exceptHost("x")], "A1x B1 A2 B2x A3 B3", ["0,1", "2,3", "4,5"], ["4,5"]],
  ["one stage", sequence, [exceptHost("x", 1)], "A1x B1 A2 B2x A3 B3", ["0,1", "2,3", "4,5"], ["0,1", "4,5"]],
  [
    "one stage, and all of them for another item",
    sequence,
    [exceptHost("x", 0), exceptHost("y")],
    "A1x B1 A2 B2x A3 B3y",
    ["0,1", "2,3", "4,5"],
    ["2,3"],
  ],
  ["a stage that there is not", sequence, [exceptHost("x", 2)], "A1x B1x", ["0,1"], ["0,1"]],
  [
    "stage 0 of an event query",
    'any where process.name == "A"',
    [exceptHost("x", 0)],
    "A1x A1",
    ["0", "1"],
    ["1"],
  ],
  [
    "`until`: what ended a sequence ends it no more",
    `${sequence} until [any where process.name == "U"]`,
    [exceptHost("x")],
    "A1 U1x B1 A2 U2 B2",
    [],
    ["0,2"],
  ],
  [
    "`until` is no stage",
    `${sequence} until [any where process.name == "U"]`,
    [exceptHost("x", 2)],
    "A1 U1x B1",
    [],
    [],
  ],
  [
    "a missing event that is excepted is missing",
    'sequence by process.pid with maxspan=1m [any where process.name == "A"] ![any where process.name == "M"] [any where process.name == "B"]',
    [exceptHost("x")],
    "A1 M1x B1 A2 M2 B2",
    [],
    ["0,-,2"],
  ],
  [
    "a stage that runs several times, known by its place as written",
    'sequence by process.pid [any where process.name == "A"] with runs=2 [any where process.name == "B"]',
    [exceptHost("x", 1)],
    "A1x A1x B1 A2 A2 B2x",
    ["0,1,2", "3,4,5"],
    ["0,1,2"],
  ],
  [
    "an event that would fail the query",
    "any where process.pid / process.pid == 1",
    [exceptHost("x")],
    "A1 A0x",
    [],
    ["0"],
  ],
];

describe.each(engines)("exceptions of a query leave out: %s", (engine) => {
  it.each(cases)("%s", (what, text, exceptions, shorthand, without, withThem) => {
    const query = queryOf(text);
    const events = eventsOf(shorthand);
    if (!what.startsWith("an event that would fail")) {
      expect(matchesOf(engine, query, events)).toEqual(without);
    }
    expect(matchesOf(engine, applyExceptions(query, exceptions), events)).toEqual(withThem);
  });
});

describe("a query with exceptions", () => {
  it("reads the fields of both", () => {
    const query = queryOf(sequence);
    const excepted = applyExceptions(query, [exceptHost("x", 1)]);
    expect([...excepted.fieldNames].toSorted()).toEqual(["host.name", ...query.fieldNames].toSorted());
    expect(new Set(excepted.fieldNames).size).toBe(excepted.fieldNames.length);
  });

  it("can be posted to another thread, whatever its exceptions test", () => {
    const entry = (field: string, type: string, value: string | readonly string[]): JsonObject => {
      return { type, field, operator: "included", value };
    };
    const { condition } = compileEntries([
      entry("source.ip", "match_any", ["10.0.0.0/8", "10.1.0.0-10.2.0.0"]),
      entry("message", "match", "on purpose"),
      entry("process.name", "match_wildcard", "\\*a*"),
      entry("file.created", "match", "2026-05-01"),
    ]);
    if (condition === undefined) throw new Error("the item does not compile");
    const query = applyExceptions(queryOf("any where true"), [{ condition }]);
    const posted = fromPortableQuery(structuredClone(toPortableQuery(query)));
    const event: JsonObject = {
      "@timestamp": "2026-05-01T10:00:00Z",
      event: { category: "process" },
      source: { ip: "10.1.2.3" },
      message: "It was on purpose.",
      process: { name: "*abc" },
      file: { created: "2026-05-01T10:00:00Z" },
    };
    const other: JsonObject = { ...event, process: { name: "abc" } };
    for (const engine of engines) {
      expect(matchesOf(engine, query, [event, other])).toEqual(["1"]);
      expect(matchesOf(engine, posted, [event, other])).toEqual(["1"]);
    }
  });

  it("is the same without any", () => {
    const query = queryOf(sequence);
    expect(applyExceptions(query, [])).toBe(query);
  });

  it("keeps a stage that runs several times one object, and its stages where nothing is added", () => {
    const text = 'sequence by process.pid [any where process.name == "A"] with runs=3 [any where true]';
    const query = queryOf(text);
    const excepted = applyExceptions(query, [exceptHost("x", 0)]);
    if (excepted.kind !== "sequence" || query.kind !== "sequence") throw new Error("no sequence");
    expect(new Set(excepted.stages).size).toBe(2);
    expect(excepted.stages.length).toBe(4);
    expect(excepted.stages[3]?.condition).toBe(query.stages[3]?.condition);
    expect([countStages(query), countStages(queryOf("any where true"))]).toEqual([2, 1]);
  });
});

describe("what an exception would have silenced", () => {
  const text =
    'sequence by process.pid [any where process.name == "A"] with runs=2 [any where process.name == "B"]';

  it.each([
    ["the event of an alert", "any where true", exceptHost("x"), "A1x", true],
    ["not another one", "any where true", exceptHost("x"), "A1y", false],
    ["any event of a sequence", text, exceptHost("x"), "A1 A1 B1x", true],
    ["none of them", text, exceptHost("x"), "A1 A1 B1", false],
    ["the second run of the first stage", text, exceptHost("x", 0), "A1 A1x B1", true],
    ["another stage", text, exceptHost("x", 0), "A1 A1 B1x", false],
    ["its own stage", text, exceptHost("x", 1), "A1 A1 B1x", true],
    ["a stage that there is not", text, exceptHost("x", 5), "A1x A1x B1x", false],
  ] as const)("%s", (_what, query, exception, shorthand, expected) => {
    expect(compileSilences(queryOf(query), exception)(eventsOf(shorthand))).toBe(expected);
  });

  it("a missing event is none", () => {
    const query = queryOf(text);
    expect(compileSilences(query, exceptHost("x"))([undefined, ...eventsOf("A1x")])).toBe(true);
    expect(compileSilences(query, exceptHost("x"))([undefined, undefined])).toBe(false);
  });
});
