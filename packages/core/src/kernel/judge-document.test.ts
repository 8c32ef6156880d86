import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, parseJson } from "../events/index.ts";
import { createRandom } from "./fuzz/random.test-support.ts";
import { randomDocumentText } from "./fuzz/random-document-text.test-support.ts";
import { kernelLimits } from "./kernel-limits.ts";
import {
  conditionOf,
  createKernelVerdicts,
  createReferenceVerdicts,
  randomConditions,
} from "./verdicts.test-support.ts";

const documentOf = (line: string): JsonObject => {
  const parsed = parseJson(line);
  if (!parsed.ok) throw new Error(line);
  return parsed.value as JsonObject;
};

it("a document is judged as its line is", () => {
  let judged = 0;
  let holding = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const random = createRandom(seed);
      const conditions = randomConditions(random, 30);
      const kernel = createKernelVerdicts(conditions);
      const reference = createReferenceVerdicts(conditions);
      const lines = random.list(20, 20, () => new TextDecoder().decode(randomDocumentText(random)));
      for (const [at, ofLine] of kernel.ofLines(lines).entries()) {
        const document = documentOf(lines[at] ?? "");
        const ofDocument = kernel.ofDocument(document);
        expect(ofDocument.verdicts).toBe(reference(document));
        if (ofLine === undefined) continue;
        expect(ofDocument).toEqual(ofLine);
        judged += 1;
        holding += ofLine.verdicts.split("1").length - 1;
      }
    }),
    { numRuns: 70 },
  );
  expect(judged).toBeGreaterThan(80);
  expect(holding).toBeGreaterThan(200);
});

const conditions = [
  'user.name == "a"',
  'user.name != "a"',
  'user.name : "*needle*"',
  "user.name == null",
  'user.name == "7"',
  'user.name == "0"',
  'user.name : "\ufffd"',
  'user.name : "?"',
  'user.name : "a?b"',
  'user.name regex ".*needle"',
  "length(user.name) > 700000",
  "process.pid == 7",
  "process.pid == 0",
  "process.pid < 0",
  "process.pid == 9007199254740993",
  "process.pid > 9007199254740991",
  "process.pid != null",
  "process.score == 0.5",
  "process.score >= 0",
  "process.code_signature.trusted == true",
  'process.code_signature.trusted == false or user.name == "true"',
  "number(user.name) == 7",
  'process.pid == 7 and number(user.name) == 7 or user.name == "a"',
].map((condition) => conditionOf(`any where ${condition}`));

describe("documents that no line of JSON makes, or none that fits", () => {
  const { textBytes, valueBytes } = kernelLimits;
  const kernel = createKernelVerdicts(conditions);
  const reference = createReferenceVerdicts(conditions);
  const values = valueBytes / 16;
  const event = { category: "process" };
  /** As long a text as there is room for: three bytes for each unit, and some behind it. */
  const longest = Math.floor((textBytes - event.category.length - 16) / 3);

  const cases: readonly (readonly [title: string, document: JsonObject])[] = [
    ["nothing", {}],
    ["only a category", { event }],
    ["a small bigint", { event, process: { pid: 7n }, user: { name: 7n } }],
    [
      "a bigint beyond 2^53",
      { event, process: { pid: 9007199254740993n }, user: { name: 9007199254740993n } },
    ],
    ["a number beyond 2^53", { event, process: { pid: 9007199254740994 }, user: { name: 1e21 } }],
    ["minus zero", { event, process: { pid: -0, score: -0 }, user: { name: -0 } }],
    ["zero", { event, process: { pid: 0, score: 0 }, user: { name: 0 } }],
    ["fractions", { event, process: { pid: 7.9, score: 0.5 }, user: { name: 0.5 } }],
    ["numbers that are none", { event, process: { pid: Number.NaN, score: Number.POSITIVE_INFINITY } }],
    ["booleans", { event, process: { code_signature: { trusted: true } }, user: { name: true } }],
    ["half a pair of surrogates", { event, user: { name: "\ud83d" } }],
    ["the other half", { event, user: { name: "a\ude00b" } }],
    ["both the wrong way round", { event, user: { name: "\ude00\ud83d" } }],
    ["a pair, and a half", { event, user: { name: ["a\u{1f600}b", "\u{1f600}\ud83d"] } }],
    ["a text of the greatest length", { event, user: { name: `${"x".repeat(longest - 6)}needle` } }],
    ["one that is longer", { event, user: { name: `${"x".repeat(longest - 5)}needle` } }],
    ["a very long one before a short one", { event, user: { name: ["x".repeat(2 * textBytes), "a"] } }],
    [
      "a very long one behind a short one",
      { event, user: { name: ["a", `${"x".repeat(2 * textBytes)}needle`] } },
    ],
    [
      "long ones that together are too long",
      { event, user: { name: ["y", "z", "needle"].map((end) => `${"x".repeat(longest / 2)}${end}`) } },
    ],
    ["a long text where nothing is wanted", { event, x: "x".repeat(3 * textBytes), user: { name: "a" } }],
    [
      "as many values as there is room for",
      { event, user: { name: [...Array<string>(values - 2).fill("x"), "needle"] } },
    ],
    ["more values", { event, user: { name: [...Array<string>(values - 1).fill("x"), "needle"] } }],
    ["far more values", { event, process: { pid: Array<number>(values * 2).fill(1) }, user: { name: "a" } }],
    [
      "dotted keys",
      { "event.category": "process", "user.name": "a", process: { "code_signature.trusted": true } },
    ],
    ["dots and none", { event, "user.name": ["a", "b"], user: { name: "needle" }, "process.pid": 7 }],
    [
      "dots, with too many values",
      { event, "user.name": Array<string>(values).fill("x"), user: { name: "needle" } },
    ],
    ["lists of objects", { event, user: [{ name: "x" }, [{ name: ["needle", null] }], 7, null] }],
    [
      "keys of every object",
      JSON.parse('{"event":{"category":"p"},"__proto__":{"user":1},"constructor":{"name":"a"}}'),
    ],
  ];

  it.each(cases)("%s", (_, document) => {
    expect(kernel.ofDocument(document).verdicts).toBe(reference(document));
    // And the next one is not touched by it.
    const next = { event, user: { name: "a" } };
    expect(kernel.ofDocument(next).verdicts).toBe(reference(next));
    const [line] = kernel.ofLines([JSON.stringify(next)]);
    expect(line?.verdicts).toBe(reference(next));
  });

  it("tells most of them apart", () => {
    expect(new Set(cases.map(([, document]) => reference(document))).size).toBeGreaterThan(15);
  });

  it("and those with too many values have their time and their count", () => {
    const many = { event, user: { name: Array<string>(values + 1).fill("x") } };
    const range = { fromMs: 1_000, toMs: 2_000 };
    const judge = (time: unknown): [number, number, number, number, number] => {
      const { kernel: counting, ofDocument } = createKernelVerdicts(conditions);
      const { ms, nanos } = ofDocument({ ...many, "@timestamp": time } as unknown as JsonObject);
      return [ms, nanos, counting.eventCount, counting.outsideCount, counting.withoutTimeCount];
    };
    expect(judge("1970-01-01T00:00:01.000000005Z")).toEqual([1_000, 5, 1, 0, 0]);
    expect(judge(1_500)).toEqual([1_500, 0, 1, 0, 0]);
    expect(judge("never")).toEqual([Number.NEGATIVE_INFINITY, 0, 1, 0, 1]);
    const ranged = createKernelVerdicts(conditions, { range });
    const found: number[] = [];
    for (const time of [999, 1_000, 1_999, 2_000, "never"]) {
      const document = { ...many, "@timestamp": time } as unknown as JsonObject;
      ranged.kernel.judgeDocument(document, { event: ({ ms }) => found.push(ms) });
    }
    expect(found).toEqual([1_000, 1_999]);
    const { eventCount, outsideCount, withoutTimeCount } = ranged.kernel;
    expect([eventCount, outsideCount, withoutTimeCount]).toEqual([5, 3, 1]);
  });

  it("may come while a block is judged, in the place of a line of it", () => {
    const lines = [
      '{"_source":{}}',
      '{"event.category":"p","user":{"name":"a"}}',
      "{",
      '{"event.category":"q"}',
    ];
    const seen: string[] = [];
    const count = kernel.kernel.judgeBlock(new TextEncoder().encode(lines.join("\n")), {
      event: ({ linesBefore, lineFrom, lineTo }) => seen.push(`line ${linesBefore} ${lineFrom}-${lineTo}`),
      line(from, to, linesBefore) {
        seen.push(`left ${linesBefore} ${from}-${to}`);
        kernel.kernel.judgeDocument(
          { event, user: { name: "needle" } },
          {
            event: ({ lineFrom, lineTo, linesBefore: before, view }) => {
              expect([lineFrom, lineTo, before]).toEqual([0, 0, 0]);
              expect(view.serial).toBeGreaterThan(0);
              seen.push("document");
            },
          },
        );
        return false;
      },
    });
    expect(count).toBe(4);
    expect(seen).toEqual([
      "left 0 0-14",
      "document",
      "line 1 15-57",
      "left 2 58-59",
      "document",
      "line 3 60-82",
    ]);
  });
});
