import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, parseJson } from "../events/index.ts";
import type { Condition, JoinKey } from "../lang/index.ts";
import { createKernelFields } from "./event-view.ts";
import { createRandom } from "./fuzz/random.test-support.ts";
import { randomDocumentText } from "./fuzz/random-document-text.test-support.ts";
import { createKernel } from "./kernel.ts";
import { kernelLimits } from "./kernel-limits.ts";
import { conditionOf, createKernelVerdicts, randomConditions } from "./verdicts.test-support.ts";

// What is computed for an event is marked with its number. After very many events the numbers begin anew, and nothing
// that was remembered for an event of that number may be taken for this one's.

const documentOf = (line: string): JsonObject => {
  const parsed = parseJson(line);
  if (!parsed.ok) throw new Error(line);
  return parsed.value as JsonObject;
};

describe("numbering events anew", () => {
  it("changes nothing, for random conditions and events, in blocks and as documents", () => {
    let judged = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, maxEventNumber) => {
          const random = createRandom(seed);
          const conditions = randomConditions(random, 12);
          const blocks = random.list(6, 12, () =>
            random.list(1, 3, () => new TextDecoder().decode(randomDocumentText(random))),
          );
          const usual = createKernelVerdicts(conditions);
          const anew = createKernelVerdicts(conditions, { maxEventNumber });
          for (const lines of blocks) {
            const expected = usual.ofLines(lines);
            expect(anew.ofLines(lines)).toEqual(expected);
            judged += expected.filter((one) => one !== undefined).length;
            const [line = "{}"] = lines;
            expect(anew.ofDocument(documentOf(line))).toEqual(usual.ofDocument(documentOf(line)));
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(judged).toBeGreaterThan(70);
  });

  it("leaves no event standing for one of the same number", () => {
    // Of the first event the caller was asked for a leaf, and of no other up to the one that has its number again.
    const condition = conditionOf('process where user.name regex "b.b"');
    const { ofLines } = createKernelVerdicts([condition], { maxEventNumber: 2 });
    const line = (name: string | undefined) =>
      `{"event":{"category":"process"},"user":{"name":"${name ?? ""}"}}`;
    const without = '{"event":{"category":"process"}}';
    const blocks = [
      [line("bob"), without, without],
      [line("bob")],
      [without, line("eve"), without],
      [line("bob")],
      [line("eve"), without, line("bob")],
      [line("bob")],
    ];
    const found = blocks.map((block) =>
      ofLines(block)
        .map((one) => one?.verdicts)
        .join(""),
    );
    expect(found).toEqual(["100", "1", "000", "1", "001", "1"]);
  });

  it("leaves no value, leaf, candidate or join key of an event for one of the same number", () => {
    const joinKeys: readonly JoinKey[] = [{ name: "user.name", fieldType: "keyword", optional: false }];
    const names = ["a", "b", "c", "a", "d"];
    const hashes = (maxEventNumber: number): readonly string[] => {
      const fields = createKernelFields();
      fields.numberOf("user.name");
      const predicates: readonly Condition[] = [
        conditionOf('any where user.name == "a"'),
        conditionOf('any where user.name : "?"'),
      ];
      const kernel = createKernel({ fields, predicates, joinKeys: [joinKeys, joinKeys], maxEventNumber });
      if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
      return names.map((name) => {
        const found: string[] = [];
        const line = new TextEncoder().encode(`{"event":{"category":"process"},"user":{"name":"${name}"}}`);
        kernel.judgeBlock(line, {
          event({ count, predicates: held, keyLow, keyHigh, hasKey }) {
            for (let at = 0; at < count; at += 1) {
              found.push([held[at], hasKey[at], keyLow[at], keyHigh[at]].join(" "));
            }
          },
          line: () => expect.unreachable(),
        });
        return found.join(", ");
      });
    };
    const usual = hashes(kernelLimits.maxEventNumber);
    expect(usual[0]).toBe(usual[3]);
    expect(new Set(usual).size).toBe(4);
    expect(hashes(1)).toEqual(usual);
    expect(hashes(0)).toEqual(usual);
  });
});
