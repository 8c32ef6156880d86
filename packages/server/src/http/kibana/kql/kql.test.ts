import { describe, expect, it } from "vitest";
import { kibanaLimits } from "../kibana-limits.ts";
import { compileKql, type KqlField } from "./compile-kql.ts";
import { parseKql } from "./parse-kql.ts";

interface Thing {
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly on?: boolean;
  readonly score?: number;
}

const fields = new Map<string, KqlField<Thing>>([
  ["name", { type: "text", read: ({ name }) => (name === undefined ? [] : [name]) }],
  ["tags", { type: "keyword", read: ({ tags = [] }) => tags }],
  ["on", { type: "boolean", read: ({ on }) => (on === undefined ? [] : [on]) }],
  ["score", { type: "number", read: ({ score }) => (score === undefined ? [] : [score]) }],
]);

const thing: Thing = {
  name: "Remote Execution via File Shares",
  tags: ["OS: Windows", "a(b)"],
  on: true,
  score: 47,
};

const cases: readonly (readonly [query: string, holds: boolean])[] = [
  ["", true],
  ["on: true", true],
  ["on:false", false],
  ["not on: false", true],
  ['name: "execution via"', true],
  ['name: "via execution"', false],
  ["name: nothing shares", true],
  ["name: nothing", false],
  ["name: remo*", true],
  ["name: *file*", true],
  ["name: file", true],
  ['name: "remo*"', false],
  ['tags: "OS: Windows"', true],
  ['tags: "os: windows"', false],
  ["tags: OS\\: Win*", true],
  ["tags: OS\\: *dows", true],
  ["tags: *nix*", false],
  ["tags: a\\(b\\)", true],
  ['tags: "a\\u0028b)"', true],
  ["tags: *", true],
  ["score >= 47 and score < 48", true],
  ["score > 47", false],
  ["score: 47", true],
  ['tags: ("OS: Windows" and "a(b)")', true],
  ['tags: ("OS: Windows" and not "a(b)")', false],
  ['(on: false or score: 47) AND NOT tags: "x"', true],
  ["on: false or on: true and score: 1", false],
  ["  on : true  ", true],
  ["tags: sand or on: true", true],
];

describe("KQL over objects of the server", () => {
  it.each(cases)("%s", (query, holds) => {
    expect(compileKql(parseKql(query), fields)(thing)).toBe(holds);
  });

  it("finds what has no value by `not field: *`", () => {
    expect(compileKql(parseKql("not name: *"), fields)({})).toBe(true);
    expect(compileKql(parseKql("not name: *"), fields)(thing)).toBe(false);
  });

  const broken: readonly (readonly [query: string, message: RegExp])[] = [
    ["on", /needs its field: `field: value`, at offset 0/],
    ["on: true)", /"\)" is not expected, at offset 8/],
    ["(on: true", /parenthesis is not closed, at offset 9/],
    ['tags: "x', /quote is not closed, at offset 6/],
    ["tags:", /a value is expected, at offset 5/],
    ["a: { b: 1 }", /nested/],
    ["tags: \\", /backslash/],
    ["colour: red", /asks for "colour"; the fields are name, tags, on, score/],
    ["name > 5", /compares "name"/],
    ["score > five", /compares "score"/],
  ];
  it.each(broken)("refuses %s", (query, message) => {
    const refused = expect.objectContaining({ code: "bad-request", message: expect.stringMatching(message) });
    expect(() => compileKql(parseKql(query), fields)(thing)).toThrow(refused);
  });

  it("keeps its bounds", () => {
    const { maxKqlDepth, maxKqlTests, maxKqlUnits } = kibanaLimits;
    const nested = (depth: number) => `${"(".repeat(depth)}on: true${")".repeat(depth)}`;
    expect(compileKql(parseKql(nested(maxKqlDepth)), fields)(thing)).toBe(true);
    expect(() => parseKql(nested(maxKqlDepth + 1))).toThrow(/nests deeper/);
    const many = (count: number) => `score: (${Array(count).fill("1").join(" or ")})`;
    expect(compileKql(parseKql(many(maxKqlTests)), fields)(thing)).toBe(false);
    expect(() => parseKql(many(maxKqlTests + 1))).toThrow(/more than/);
    expect(parseKql(`name: ${"x".repeat(maxKqlUnits - 6)}`).kind).toBe("Is");
    expect(() => parseKql(`name: ${"x".repeat(maxKqlUnits - 5)}`)).toThrow(/longer than/);
  });
});
