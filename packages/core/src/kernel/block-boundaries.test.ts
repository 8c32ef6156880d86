import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../events/index.ts";
import { createKernelFields } from "./event-view.ts";
import { createRandom } from "./fuzz/random.test-support.ts";
import { randomBlock } from "./fuzz/random-document-text.test-support.ts";
import { fields as vocabulary } from "./fuzz/vocabulary.test-support.ts";
import { createKernel } from "./kernel.ts";
import { createKernelReading, readLinesAsDocuments } from "./read-lines.test-support.ts";

const names = vocabulary.map(({ name }) => name);
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

interface BlockFinding {
  /** Where the line stands in all bytes, and how many lines before it. */
  readonly from: number;
  readonly to: number;
  readonly lines: number;
  /** Time and values of a judged event; undefined for a line that was left. */
  readonly event: readonly [ms: number, nanos: number, values: readonly (readonly JsonValue[])[]] | undefined;
}

/** Blocks through one kernel, each line by itself, with where it stands in all of them together. */
function createBlockJudge(): (blocks: readonly Uint8Array[]) => readonly BlockFinding[] {
  const fields = createKernelFields();
  const numbers = names.map(fields.numberOf);
  const kernel = createKernel({ fields, predicates: [{ kind: "Always", value: true }] });
  if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
  return (blocks) => {
    const found: BlockFinding[] = [];
    let base = 0;
    let linesBefore = 0;
    for (const block of blocks) {
      const [from, lines] = [base, linesBefore];
      linesBefore += kernel.judgeBlock(block, {
        event(judged) {
          const values = numbers.map((number) => judged.view.read(number));
          found.push({
            from: from + judged.lineFrom,
            to: from + judged.lineTo,
            lines: lines + judged.linesBefore,
            event: [judged.ms, judged.nanos, values],
          });
        },
        line(lineFrom, lineTo, before) {
          found.push({ from: from + lineFrom, to: from + lineTo, lines: lines + before, event: undefined });
          return false;
        },
      });
      base += block.length;
    }
    found.push({ from: base, to: base, lines: linesBefore, event: undefined });
    return found;
  };
}

/** Cuts a block behind some of its line feeds. */
function cutBetweenLines(block: Uint8Array, isCut: (line: number) => boolean): readonly Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let from = 0;
  let line = 0;
  for (const [at, byte] of block.entries()) {
    if (byte !== 0x0a) continue;
    line += 1;
    if (!isCut(line)) continue;
    blocks.push(block.subarray(from, at + 1));
    from = at + 1;
  }
  return [...blocks, block.subarray(from)];
}

describe("where lines are cut into blocks makes no difference", () => {
  it("for blocks of whole lines: times, values, places and what is left", () => {
    const judge = createBlockJudge();
    let judged = 0;
    fc.assert(
      fc.property(seeds, fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), (seed, cuts) => {
        const block = randomBlock(createRandom(seed), { lines: 20, damagedShare: 0.1 });
        const whole = judge([block]);
        const parts = cutBetweenLines(block, (line) => cuts[line % cuts.length] === true);
        expect(judge(parts)).toEqual(whole);
        for (const { from, to } of whole) expect(block.subarray(from, to)).not.toContain(0x0a);
        judged += whole.filter(({ event }) => event !== undefined).length;
      }),
      { numRuns: 150 },
    );
    expect(judged).toBeGreaterThan(500);
  });

  it("for bytes cut anywhere, also inside of characters, and blocks of any length", () => {
    const read = createKernelReading(names);
    const pieces = fc.array(fc.nat({ max: 4_000 }), { maxLength: 30 });
    const lengths = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 40, max: 3_000 }));
    let judged = 0;
    fc.assert(
      fc.property(seeds, pieces, lengths, (seed, cuts, lineBlockBytes) => {
        const block = randomBlock(createRandom(seed), { lines: 12, damagedShare: 0.1 });
        const { events, problems } = readLinesAsDocuments(block, names);
        const found = read(block, { cuts, lineBlockBytes });
        expect(found.events).toEqual(events);
        expect(found.problems).toEqual(problems);
        judged += found.judged.length;
      }),
      { numRuns: 200 },
    );
    expect(judged).toBeGreaterThan(400);
  });

  it("for a line with characters of every length, cut at every byte", () => {
    const read = createKernelReading(["a"]);
    const line = '{"event.category":"p","a":"x\u00e9\u20ac\u{1f600}\\u00e9"}\r\n';
    const block = new TextEncoder().encode(line.repeat(2));
    const whole = read(block);
    expect(whole.judged).toEqual([1, 2]);
    for (const [cut] of block.entries()) {
      for (const lineBlockBytes of [1, 8, 1_000]) {
        expect(read(block, { cuts: [cut], lineBlockBytes })).toEqual(whole);
      }
    }
  });
});
