import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compileFieldReader,
  type JsonObject,
  type JsonValue,
  parseJson,
  stringifyJson,
} from "../events/index.ts";
import { createRandom } from "./fuzz/random.test-support.ts";
import { randomDocumentText } from "./fuzz/random-document-text.test-support.ts";
import { bestGram } from "./gram.ts";
import { valueClassOf } from "./leaf-table.ts";
import { type Cover, type LookupNeed, lookupCover } from "./lookup-cover.ts";
import { conditionOf, createReferenceVerdicts, randomConditions } from "./verdicts.test-support.ts";

const gramOf = (literal: string): number => {
  const best = bestGram(literal);
  if (best === undefined) throw new Error(`"${literal}" has no gram`);
  return best.gram;
};

/** A need as text: the field, then exact values, grams, and `any`. */
function showNeed({ name, texts, grams, isAnyValue }: LookupNeed): string {
  return [
    name,
    ...texts.map((text) => JSON.stringify(text)),
    ...grams.map(showGram),
    ...(isAnyValue ? ["any"] : []),
  ].join(" ");
}

function showGram(gram: number): string {
  return `~${String.fromCharCode(...[0, 8, 16, 24].map((shift) => (gram >>> shift) & 0xff))}`;
}

const cases: readonly (readonly [condition: string, needs: readonly string[] | undefined])[] = [
  // Exact values.
  ['user.name == "Bob"', ['user.name "Bob"']],
  ['user.name in ("a", "b")', ['user.name "a" "b"']],
  ['user.name : "Bob"', ['user.name "Bob"']],
  ["process.pid == 4", ['process.pid "4"']],
  ["process.pid == -4", ['process.pid "-4"']],
  ["process.code_signature.trusted == true", ['process.code_signature.trusted "true"']],
  ["process.code_signature.trusted", ['process.code_signature.trusted "true"']],
  // Patterns.
  ['user.name : "*abcd*"', ["user.name ~abcd"]],
  ['user.name : "*ABCD*"', ["user.name ~abcd"]],
  ['user.name like "*ABCD*"', ["user.name ~abcd"]],
  ['user.name : ("x", "y*abcd")', ['user.name "x" ~abcd']],
  ['user.name : "*ab?abcd?ab*"', ["user.name ~abcd"]],
  ['user.name : "a\u00e9b*"', [`user.name ~a\u00e3\u00a9b`]],
  ['user.name : ("x", "abc*")', ["user.name any"]],
  ['user.name : "*abc*def*"', ["user.name any"]],
  ['user.name : "???????"', ["user.name any"]],
  ['user.name : "*"', ["user.name any"]],
  // What can be said of a field at most.
  ['user.name != "Bob"', undefined],
  ["process.pid > 4", ["process.pid any"]],
  ["user.name != null", ["user.name any"]],
  ["user.name == null", undefined],
  ['user.name regex "a.*"', ["user.name any"]],
  ['startsWith(user.name, "abcd")', ["user.name any"]],
  ['cidrMatch(source.ip, "10.0.0.0/8")', ["source.ip any"]],
  ["length(user.name) > 3", ["user.name any"]],
  ['not user.name == "Bob"', undefined],
  // Of an `and` the cheapest operand.
  ['user.name : "abc*" and process.pid == 4', ['process.pid "4"']],
  ['process.pid == 4 and user.name : "abc*"', ['process.pid "4"']],
  ['user.name in ("a", "b", "c") and process.name in ("a", "b")', ['process.name "a" "b"']],
  ['not user.name == "a" and process.name == "b"', ['process.name "b"']],
  ['not user.name == "a" and not process.name == "b"', undefined],
  // Of an `or` all.
  ['user.name == "a" or process.pid == 4', ['user.name "a"', 'process.pid "4"']],
  ['user.name == "a" or not process.pid == 4', undefined],
  ['(user.name == "a" or not process.pid == 4) and process.name == "b"', ['process.name "b"']],
  // What may fail is asked wherever the reference asks it.
  ["number(user.name) == 1", undefined],
  ["number(user.name) == 1 and process.pid == 4", undefined],
  ["process.pid == 4 and number(user.name) == 1", ['process.pid "4"']],
  ['process.pid == 4 and number(user.name) == 1 and process.name == "a"', ['process.pid "4"']],
  ['user.name : "abc*" and number(user.name) == 1 and process.pid == 4', ["user.name any"]],
  ["process.pid == 4 or number(user.name) == 1", undefined],
  ["process.pid / 2 == 1 and process.pid == 4", undefined],
  ['concat(user.name, process.name) == "ab" and process.pid == 4', undefined],
];

describe("by which values a condition is found", () => {
  it.each(cases)("%s", (condition, expected) => {
    expect(lookupCover(conditionOf(`any where ${condition}`))?.needs.map(showNeed)).toEqual(expected);
  });

  it("nothing finds what is always false", () => {
    expect(lookupCover({ kind: "Always", value: false })).toEqual({ needs: [], cost: 0 });
    expect(lookupCover({ kind: "Always", value: true })).toBeUndefined();
    const leaf = conditionOf('any where user.name == "a"');
    const never = { kind: "Always", value: false } as const;
    expect(lookupCover({ kind: "And", operands: [leaf, never] })?.needs).toEqual([]);
    const failing = conditionOf("any where number(user.name) == 1");
    expect(lookupCover({ kind: "And", operands: [failing, never] })).toBeUndefined();
  });
});

/** Whether a look-up finds a value, as the module would: letter case makes no difference to any. */
function finds({ fieldType, texts, grams, isAnyValue }: LookupNeed, value: JsonValue): boolean {
  const text = textOf(value, valueClassOf(fieldType));
  if (isAnyValue || text === undefined) return true;
  if (texts.some((wanted) => foldAscii(wanted) === foldAscii(text))) return true;
  const bytes = new TextEncoder().encode(text);
  return grams.some((gram) => holdsGram(bytes, gram));
}

/** The text of a value that can be looked up; undefined where all that may find it must be tried. */
function textOf(value: JsonValue, valueClass: ReturnType<typeof valueClassOf>): string | undefined {
  const isPlain =
    typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e15 && !Object.is(value, -0);
  switch (valueClass) {
    case "text":
      return typeof value === "string" || typeof value === "boolean" || isPlain ? String(value) : undefined;
    case "number":
      return isPlain ? String(value) : undefined;
    case "boolean":
      return typeof value === "boolean" ? String(value) : undefined;
    case "other":
      return undefined;
  }
}

const foldAscii = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

function holdsGram(bytes: Uint8Array, gram: number): boolean {
  return bytes.some(
    (_, at) =>
      at + 4 <= bytes.length &&
      [0, 8, 16, 24].every((shift, i) => ((bytes[at + i] ?? 0) | 0x20) === ((gram >>> shift) & 0xff)),
  );
}

function isFound({ needs }: Cover, document: JsonObject): boolean {
  return needs.some((need) => compileFieldReader(need.name)(document).some((value) => finds(need, value)));
}

it("whatever holds or fails the query is found", () => {
  const readDocument = (bytes: Uint8Array): JsonObject => {
    const parsed = parseJson(new TextDecoder().decode(bytes));
    if (!parsed.ok) throw new Error("a random document is no JSON");
    return parsed.value as JsonObject;
  };
  let covered = 0;
  let left = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const random = createRandom(seed);
      const conditions = randomConditions(random, 25);
      const verdictsOf = createReferenceVerdicts(conditions);
      const covers = conditions.map(lookupCover);
      for (const document of random.list(20, 20, () => readDocument(randomDocumentText(random)))) {
        const verdicts = verdictsOf(document);
        for (const [at, cover] of covers.entries()) {
          if (cover === undefined) continue;
          const found = isFound(cover, document);
          if (!found) left += 1;
          if (verdicts[at] === "0") continue;
          covered += 1;
          expect(found, `condition ${at} for ${stringifyJson(document)}`).toBe(true);
        }
      }
    }),
    { numRuns: 150 },
  );
  // What is looked up holds often enough to be lost, and most of what does not hold is spared.
  expect(covered).toBeGreaterThan(700);
  expect(left).toBeGreaterThan(3_500);
});

describe("grams", () => {
  it.each([
    ["", undefined],
    ["abc", undefined],
    ["abcd", "abcd"],
    ["ABCD", "abcd"],
    ["a\u00e9", undefined],
    ["\u00e9\u00e9", "\u00e3\u00a9\u00e3\u00a9"],
    ["\u{1f600}", "\u00f0\u00bf\u00b8\u00a0"],
  ])("of %j: %j", (literal, expected) => {
    const best = bestGram(literal);
    expect(best === undefined ? undefined : showGram(best.gram).slice(1)).toBe(expected);
  });

  it("the one that tells most: not that of every path, better one with a sign than letters alone", () => {
    // A backslash has its bit set, as letters have.
    expect("c:|windows|system32|").not.toContain(showGram(gramOf("c:\\windows\\system32\\x.exe")).slice(1));
    expect("c:|windows|system32|").toContain(showGram(gramOf("c:\\windows\\system32\\")).slice(1));
    expect(showGram(gramOf("abcd-efgh"))).toContain("-");
    const common = bestGram(".exe")?.cost ?? 0;
    expect(common).toBeGreaterThan(bestGram("abcd")?.cost ?? Number.POSITIVE_INFINITY);
    expect(bestGram("abcd")?.cost ?? 0).toBeGreaterThan(bestGram("ab-d")?.cost ?? Number.POSITIVE_INFINITY);
  });
});
