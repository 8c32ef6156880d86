import { describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import { minTableTexts } from "./memory-layout.ts";
import { conditionOf, createKernelVerdicts, createReferenceVerdicts } from "./verdicts.test-support.ts";

/** Verdicts for values of `user.name`, as lines and as documents, against those of the reference path. */
function expectRight(queries: readonly string[], values: readonly unknown[]): void {
  const conditions = queries.map((query) => conditionOf(`any where ${query}`));
  const documents = values.map(
    (name) => ({ event: { category: "process" }, user: { name } }) as unknown as JsonObject,
  );
  const expected = documents.map(createReferenceVerdicts(conditions));
  const kernel = createKernelVerdicts(conditions);
  const lines = documents.map((document) => JSON.stringify(document));
  expect(kernel.ofLines(lines).map((found) => found?.verdicts)).toEqual(expected);
  expect(documents.map((document) => kernel.ofDocument(document).verdicts)).toEqual(expected);
  // Each holds for some value and not for some other.
  for (const at of queries.keys()) {
    expect(new Set(expected.map((verdicts) => verdicts[at])), queries[at]).toEqual(new Set(["0", "1"]));
  }
}

const quoted = (texts: readonly string[]): string => texts.map((text) => JSON.stringify(text)).join(", ");

describe("lists of texts", () => {
  it.each(Array.from({ length: minTableTexts * 2 + 2 }, (_, at) => at + 1))("of %d", (count) => {
    const texts = Array.from({ length: count }, (_, at) => `text ${at}`);
    const list = quoted(texts);
    const values = [...texts, ...texts.map((text) => text.toUpperCase()), "text", "text 99", "", "\u00e9"];
    expectRight([`user.name in (${list})`, `user.name in~ (${list})`, `user.name not in (${list})`], values);
  });

  it.each([3, 12])("of %d, some of which differ in case only", (count) => {
    const texts = Array.from(
      { length: count },
      (_, at) => `${["Abc", "aBC", "ABC", "abd"][at % 4]}${at >> 2}`,
    );
    const values = [...texts, "abc0", "abC0", "ABD0", "Abc9", "abc"];
    const queries = [`user.name in (${quoted(texts)})`, `user.name in~ (${quoted(texts)})`];
    // One condition for each spelling: they share a place in the look-ups.
    expectRight([...queries, ...["Abc0", "aBC0", "ABC0"].map((text) => `user.name == "${text}"`)], values);
  });

  it("of letters that are no others folded: signs that differ in the same bit", () => {
    // `@` and a backquote, `[` and `{`, `]` and `}` differ as `A` and `a` do.
    const pairs = ["@[\\]^_", "`{|}~\u007f", "A@", "a`", "a@", "A`"];
    const queries = pairs.flatMap((text) => [
      `user.name == ${JSON.stringify(text)}`,
      `user.name : ${JSON.stringify(text)}`,
      `user.name : ${JSON.stringify(`*${text}${text}*`)}`,
    ]);
    expectRight(queries, [...pairs, ...pairs.map((text) => text + text)]);
  });

  it("of every length around the words that are hashed", () => {
    const texts = Array.from({ length: 40 }, (_, length) => "abcdefghij".repeat(4).slice(0, length));
    const changed = texts.filter((text) => text !== "").map((text) => `${text.slice(0, -1)}!`);
    expectRight(
      [...texts, ...changed].map((text) => `user.name == ${JSON.stringify(text)}`),
      [...texts, ...changed, "other"],
    );
  });
});

describe("patterns", () => {
  it("whose grams stand at the start, in the middle and at the end of texts", () => {
    const values = [
      ...["needle", "xneedle", "needlex", "xxneedlexx", "NEEDLE", "neeDle", "needl", "eedle", "nee dle"],
      ...["", "n", "nee", "need", "dle", "needneedle", `${"x".repeat(500)}needle`, "\u00e9needle\u00e9"],
      ...["nee\u00e9dle", "nee\u{1f600}dle", "needle".repeat(50), 7, true, 1.5],
    ];
    expectRight(
      [
        'user.name : "needle*"',
        'user.name : "*needle"',
        'user.name : "*needle*"',
        'user.name : "*Needle*"',
        'user.name like "*needle*"',
        'user.name like~ "*NEEDLE*"',
        'user.name : "nee?dle"',
        'user.name : "*nee*dle*"',
        'user.name : "????"',
        'user.name : "n*"',
        'user.name : ("abc", "*needle")',
        'user.name : "*\u00e9needle*"',
        'user.name : "7"',
        'user.name : "1.?"',
        'user.name : "t*"',
      ],
      values,
    );
  });

  it("by the hundred, each found by its own gram", () => {
    const word = (at: number): string => `w${at.toString(36)}q${(at * 7).toString(36)}z`;
    const numbers = Array.from({ length: 400 }, (_, at) => at + 40);
    expectRight(
      numbers.map((at) => `user.name : "*${word(at)}*"`),
      [...numbers.map((at) => `-${word(at).toUpperCase()}-`), "none"],
    );
  });
});
