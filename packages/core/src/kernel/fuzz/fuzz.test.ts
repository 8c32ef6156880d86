import { describe, expect, it } from "vitest";
import { createNdjsonReader } from "../../events/index.ts";
import { checkQuery } from "../../lang/index.ts";
import { applyDamage, damages } from "./damage-line.test-support.ts";
import { fuzzPairs } from "./fuzz-pairs.test-support.ts";
import { type Judge, judgeByKernel, judgeByReference, judgeByRuleIndex } from "./judges.test-support.ts";
import { createRandom } from "./random.test-support.ts";
import { randomQuery } from "./random-condition.test-support.ts";
import { randomBlock, randomDocumentText } from "./random-document-text.test-support.ts";
import { catalogue } from "./vocabulary.test-support.ts";

// `npm run fuzz` sets these and shows what is printed; a test run compares few pairs, always the same ones.
const isLongRun = process.env["EQLITE_FUZZ_PAIRS"] !== undefined;
const pairs = Number(process.env["EQLITE_FUZZ_PAIRS"] ?? 60_000);
const seed = Number(process.env["EQLITE_FUZZ_SEED"] ?? 1);
/** Even a slow and busy machine compares this many pairs in a second. */
const leastPairsPerSecond = 1_000;
const progressEveryMs = 5_000;

/** The ways to the same result as the reference path. */
const judges: readonly (readonly [name: string, judge: Judge])[] = [
  ["the rule index", judgeByRuleIndex],
  ["the kernel", judgeByKernel],
];

describe("on random conditions and random lines", () => {
  it.each(judges)(
    "%s gives what the reference path gives",
    { timeout: 30_000 + (pairs / leastPairsPerSecond) * 1_000 },
    async (name, judge) => {
      let shownMs = performance.now();
      const report = await fuzzPairs({
        seed,
        pairs,
        judge,
        async onProgress(counts) {
          if (!isLongRun || performance.now() - shownMs < progressEveryMs) return;
          shownMs = performance.now();
          console.log(`${name}: ${JSON.stringify(counts)}`);
          // The test runner takes a worker for dead that never comes back to its queue.
          await new Promise((resolve) => setImmediate(resolve));
        },
      });
      if (isLongRun) console.log(`${name}: ${JSON.stringify(report, undefined, 2)}`);
      expect(report.disagreement).toBeUndefined();
      expect(report.pairs).toBeGreaterThanOrEqual(pairs);
    },
  );

  // Two ways that never hold anything agree as well.
  it("there is something to agree on", async () => {
    const counts = await fuzzPairs({ seed: 1, pairs: 10_000, judge: judgeByReference });
    expect(counts.holding / counts.pairs).toBeGreaterThan(0.1);
    expect(counts.holding / counts.pairs).toBeLessThan(0.6);
    expect(counts.failing).toBeGreaterThan(5);
    expect(counts.problems).toBeGreaterThan(30);
  });
});

describe("a way that is wrong", () => {
  const wrongJudges: readonly (readonly [string, Judge])[] = [
    ["leaves out what holds", changed((verdicts) => verdicts.replace("1", "0"))],
    ["lets hold what does not", changed((verdicts) => verdicts.replace("0", "1"))],
    ["does not fail", changed((verdicts) => verdicts.replace("!", "0"))],
    [
      "loses a problem",
      (conditions, block) => {
        const { events, problems } = judgeByReference(conditions, block);
        return { events, problems: problems.filter(({ kind }) => kind !== "utf8") };
      },
    ],
    [
      "does not know that a key may be dotted",
      (conditions, block) =>
        judgeByReference(
          conditions,
          Uint8Array.from(block, (byte) => (byte === 0x2e ? 0x5f : byte)),
        ),
    ],
  ];
  function changed(change: (verdicts: string) => string): Judge {
    return (conditions, block) => {
      const { events, problems } = judgeByReference(conditions, block);
      return { events: events.map((event) => ({ ...event, verdicts: change(event.verdicts) })), problems };
    };
  }

  it.each(wrongJudges)(
    "is found out when it %s, with one line and at most one condition",
    async (_, judge) => {
      const { disagreement } = await fuzzPairs({ seed: 1, pairs: 10_000, judge });
      if (disagreement === undefined) return expect.unreachable();
      expect(disagreement.queries.length).toBeLessThan(2);
      expect(disagreement.block.trim().split("\n")).toHaveLength(1);
      expect(disagreement.got).not.toEqual(disagreement.expected);
      // The seed alone brings it back.
      const again = await fuzzPairs({ seed: disagreement.seed, pairs: 1, judge });
      expect(again.disagreement).toEqual(disagreement);
    },
  );
});

describe("random lines", () => {
  const read = (bytes: Uint8Array): { readonly records: number; readonly problems: readonly string[] } => {
    let records = 0;
    const problems: string[] = [];
    const reader = createNdjsonReader({
      record: () => {
        records += 1;
      },
      problem: ({ kind }) => problems.push(kind),
    });
    reader.push(bytes);
    reader.end();
    return { records, problems };
  };

  it("are the same for the same seed", () => {
    const options = { lines: 20, damagedShare: 0.3 };
    expect(randomBlock(createRandom(7), options)).toEqual(randomBlock(createRandom(7), options));
    expect(randomBlock(createRandom(7), options)).not.toEqual(randomBlock(createRandom(8), options));
  });

  it("are one event each where they are not damaged", () => {
    const random = createRandom(3);
    for (let count = 0; count < 1_000; count += 1) {
      const line = randomDocumentText(random);
      expect(line).not.toContain(0x0a);
      expect(read(line), new TextDecoder().decode(line)).toEqual({ records: 1, problems: [] });
    }
  });

  /** Damage that may leave an event: what is changed may not matter, or the depth may be just within the limit. */
  const mayLeaveAnEvent = new Set<string>([
    "deep",
    "changedByte",
    "lostByte",
    "missingComma",
    "byteOrderMark",
  ]);

  it.each(Object.keys(damages) as readonly (keyof typeof damages)[])("damaged by %s are none", (name) => {
    const random = createRandom(4);
    let none = 0;
    for (let count = 0; count < 100; count += 1) {
      const line = applyDamage(name, randomDocumentText(random), random);
      // Not the first line: a byte order mark may stand there.
      const { records } = read(Uint8Array.from([0x0a, ...line, 0x0a]));
      expect(records).toBeLessThan(2);
      if (records === 0) none += 1;
    }
    if (!mayLeaveAnEvent.has(name)) expect(none).toBe(100);
    else expect(none).toBeGreaterThan(10);
  });
});

describe("random queries", () => {
  it("are nearly all right", () => {
    const random = createRandom(5);
    const refused = new Map<string, string>();
    for (let count = 0; count < 2_000; count += 1) {
      const query = randomQuery(random);
      const checked = checkQuery(query, catalogue);
      if (!checked.ok)
        refused.set(query, checked.diagnostics.map(({ code, message }) => `${code} ${message}`).join());
    }
    expect(refused.size, [...refused].slice(0, 20).join("\n")).toBeLessThan(100);
  });
});
