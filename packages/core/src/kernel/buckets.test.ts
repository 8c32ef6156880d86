import { beforeEach, describe, expect, it, vi } from "vitest";
import { type JsonObject, parseJson, parseSchema } from "../events/index.ts";
import type { writeBucket } from "./bucket-writer.ts";
import { kernelLimits } from "./kernel-limits.ts";
import { maxBucketKeyBytes } from "./memory-layout.ts";
import { conditionOf, createKernelVerdicts, createReferenceVerdicts } from "./verdicts.test-support.ts";

const written = vi.hoisted(() => ({ buckets: 0 }));
vi.mock("./bucket-writer.ts", async (original) => {
  const module = await original<{ writeBucket: typeof writeBucket }>();
  return {
    ...module,
    writeBucket(...args: Parameters<typeof writeBucket>) {
      written.buckets += 1;
      return module.writeBucket(...args);
    },
  };
});
beforeEach(() => {
  written.buckets = 0;
});

const schema = parseSchema({
  fields: {
    "event.category": "keyword",
    "event.type": "keyword",
    "event.action": "keyword",
    "event.code": "unknown",
    "host.os.type": "keyword",
    "data_stream.dataset": "keyword",
    "process.name": "keyword",
  },
});
if (!schema.ok) throw new Error(schema.message);
const { catalogue } = schema;

const conditions = [
  "any where true",
  "process where true",
  'process where event.action == "a7"',
  'process where event.action : "a7*"',
  'any where event.action != "a7"',
  'any where not event.action == "a7" and event.category == "process"',
  'any where event.action == null and process.name == "x"',
  'process where event.type == "start" or process.name == "x"',
  'process where event.action : "A?" and process.name : "*longer than grams*"',
  'any where event.code == "1"',
  "any where event.code == 1",
  "any where event.code == true",
  'any where event.action == "1"',
  'any where event.action == "true"',
  'any where event.action in ("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "x")',
  'any where number(event.action) == 1 and event.type == "end"',
  'any where event.type == "end" and number(event.action) == 1',
].map((query) => conditionOf(query, catalogue));

const documentOf = (line: string): JsonObject => {
  const parsed = parseJson(line);
  if (!parsed.ok) throw new Error(line);
  return parsed.value as JsonObject;
};

const reference = createReferenceVerdicts(conditions);
const expectedOf = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => reference(documentOf(line)));

/** That of all events without one of their own, made for the first of them. */
const generalBucket = 1;

/** Verdicts for lines as lines, and as documents; they may not depend on what came before. */
function expectRight(lines: readonly string[]): void {
  const expected = expectedOf(lines);
  const forwards = createKernelVerdicts(conditions);
  expect(forwards.ofLines(lines).map((found) => found?.verdicts)).toEqual(expected);
  expect(lines.map((line) => forwards.ofDocument(documentOf(line)).verdicts)).toEqual(expected);
  const backwards = createKernelVerdicts(conditions);
  const turned = lines.toReversed();
  expect(turned.map((line) => backwards.ofDocument(documentOf(line)).verdicts)).toEqual(
    expected.toReversed(),
  );
  expect(backwards.ofLines(turned).map((found) => found?.verdicts)).toEqual(expected.toReversed());
}

const line = (event: object, rest: object = {}): string =>
  JSON.stringify({ event: { category: "process", ...event }, ...rest });

describe("buckets", () => {
  it("are made once for a combination of values, and no more than there may be", () => {
    const verdicts = createKernelVerdicts(conditions);
    const before = written.buckets;
    const inventing = Array.from({ length: 700 }, (_, at) =>
      line({ action: `a${at}` }, { process: { name: "x" } }),
    );
    expect(verdicts.ofLines(inventing).map((found) => found?.verdicts)).toEqual(expectedOf(inventing));
    expect(written.buckets - before).toBe(kernelLimits.maxBuckets + generalBucket);
    // Those that have one keep it, the others stay right without one.
    expect(verdicts.ofLines(inventing).map((found) => found?.verdicts)).toEqual(expectedOf(inventing));
    expect(written.buckets - before).toBe(kernelLimits.maxBuckets + generalBucket);
    const last = line({ action: "a7", type: "start", code: 1 });
    expect(verdicts.ofLines([last])[0]?.verdicts).toEqual(reference(documentOf(last)));
  });

  it("are made once for values that repeat", () => {
    const verdicts = createKernelVerdicts(conditions);
    const before = written.buckets;
    const lines = Array.from({ length: 100 }, (_, at) => line({ action: `a${at % 5}` }));
    verdicts.ofLines(lines);
    expect(written.buckets - before).toBe(5);
    for (const text of lines) verdicts.ofDocument(documentOf(text));
    expect(written.buckets - before).toBe(5);
  });

  it("tell values apart that differ in type only", () => {
    expectRight([
      line({ code: 1 }),
      line({ code: "1" }),
      line({ code: true }),
      line({ code: "true" }),
      line({ code: 1.5 }),
      line({ code: "1.5" }),
      '{"event":{"category":"process","code":1.0}}',
      '{"event":{"category":"process","code":"1.0"}}',
      '{"event":{"category":"process","code":-0}}',
      line({ code: 0 }),
      line({ action: 1 }),
      line({ action: "1" }),
      line({ action: true }),
      line({ action: "true" }),
      line({ action: null }),
      line({ action: "" }),
      line({}),
    ]);
  });

  it("tell apart values of one field and of several", () => {
    expectRight([
      line({ action: ["a7", "x"] }),
      line({ action: ["a7", "x", "a7"] }),
      line({ action: ["x", "a7"] }),
      line({ action: "a7x" }),
      line({ action: ["a", "7x"] }),
      line({ action: "a7", type: "x" }),
      line({ action: "x", type: "a7" }),
      line({ category: ["file", "process"] }),
      line({ category: ["file"], type: "process" }),
      line({ type: ["start", "end"], action: [["a7"], []] }),
      line({ type: ["end"], action: ["1", "x"] }),
      line({ action: "\u00ff" }),
      line({ action: "", type: "" }),
      line({ action: ["", ""] }),
    ]);
  });

  it("know the same text in other spellings", () => {
    const spellings = ["a7", "\\u0061\\u0037", "a\\u0037"].map(
      (text) => `{"event":{"category":"process","action":"${text}"}}`,
    );
    expectRight([...spellings, ...spellings]);
    const lone = ["\\ud83d", "\\ud83d\\ude00", "\\ufffd"].map(
      (text) => `{"event":{"category":"process","action":"${text}"}}`,
    );
    expectRight([...lone, ...lone]);
  });

  it("are not made for keys that are too long", () => {
    const lengths = Array.from({ length: 80 }, (_, at) => maxBucketKeyBytes - 70 + at);
    const lines = lengths.flatMap((length) => [
      line({ action: "a".repeat(length) }, { process: { name: "x" } }),
      line({ action: `a7${"a".repeat(length - 2)}` }),
      line({ action: ["a7", "a".repeat(length / 2), "a".repeat(length / 2)] }),
    ]);
    expectRight(lines);
    const verdicts = createKernelVerdicts(conditions);
    const before = written.buckets;
    verdicts.ofLines([line({ action: "a".repeat(maxBucketKeyBytes) }), line({ code: "b".repeat(100_000) })]);
    expect(written.buckets - before).toBe(generalBucket);
    // Beside the action's bytes there are those of the category, 8 in front of each, and one behind each of six fields.
    const longest = maxBucketKeyBytes - 1 - (8 + "process".length) - 8 - 6;
    verdicts.ofLines([line({ action: "a".repeat(longest) })]);
    expect(written.buckets - before).toBe(generalBucket + 1);
    verdicts.ofLines([line({ action: "a".repeat(longest + 1) })]);
    expect(written.buckets - before).toBe(generalBucket + 1);
  });

  it("are not made for documents with values that nothing is known of", () => {
    const verdicts = createKernelVerdicts(conditions);
    const before = written.buckets;
    const document = { event: { category: "process", action: ["a7", "x".repeat(kernelLimits.textBytes)] } };
    for (let turn = 0; turn < 2; turn += 1)
      expect(verdicts.ofDocument(document).verdicts).toBe(reference(document));
    expect(written.buckets - before).toBe(generalBucket);
  });
});
