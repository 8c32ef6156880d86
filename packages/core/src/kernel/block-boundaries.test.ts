import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../events/index.ts";
import { createKernelFields } from "./event-view.ts";
import { createRandom } from "./fuzz/random.test-support.ts";
import { randomBlock } from "./fuzz/random-document-text.test-support.ts";
import { fields as vocabulary } from "./fuzz/vocabulary.test-support.ts";
import type { JudgedEvent } from "./judged-event.ts";
import { createKernel } from "./kernel.ts";
import { createKernelReading, readLinesAsDocuments } from "./read-lines.test-support.ts";

const names = vocabulary.map(({ name }) => name);
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

interface BlockFinding {
  /** How many lines stand before the event, in all blocks. */
  readonly line: number;
  readonly ms: number;
  readonly nanos: number;
  readonly values: readonly (readonly JsonValue[])[];
}

interface BlocksFinding {
  readonly events: readonly BlockFinding[];
  readonly lines: number;
  readonly counts: readonly number[];
  /** Lines that were judged as such, and not as documents. */
  readonly judged: number;
}

/** Blocks through a kernel. Each line stands for itself, and is a document where the kernel leaves it and it is JSON. */
function judgeBlocks(blocks: readonly Uint8Array[]): BlocksFinding {
  const fields = createKernelFields();
  const numbers = names.map(fields.numberOf);
  const kernel = createKernel({ fields, predicates: [{ kind: "Always", value: true }] });
  if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
  const events: BlockFinding[] = [];
  let linesBefore = 0;
  let judged = 0;
  const add = (line: number, { view, ms, nanos }: JudgedEvent): void => {
    events.push({ line, ms, nanos, values: numbers.map((number) => view.read(number)) });
  };
  for (const block of blocks) {
    const before = linesBefore;
    linesBefore += kernel.judgeBlock(block, {
      event(event) {
        judged += 1;
        add(before + event.linesBefore, event);
        expect(countFeeds(block.subarray(0, event.lineFrom))).toBe(event.linesBefore);
        expect(countFeeds(block.subarray(event.lineFrom, event.lineTo))).toBe(0);
      },
      line(from, to, line) {
        expect(countFeeds(block.subarray(0, from))).toBe(line);
        const document = parseObject(block.subarray(from, to));
        if (document === undefined) return false;
        kernel.judgeDocument(document, { event: (event) => add(before + line, event) });
        return false;
      },
    });
  }
  return {
    events,
    lines: linesBefore,
    counts: [kernel.eventCount, kernel.outsideCount, kernel.withoutTimeCount],
    judged,
  };
}

function parseObject(line: Uint8Array): JsonObject | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return undefined;
  }
  const parsed = parseJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

const countFeeds = (bytes: Uint8Array): number => bytes.filter((byte) => byte === 0x0a).length;

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
  it("for blocks of whole lines: times, values, places and counts", () => {
    let judged = 0;
    fc.assert(
      fc.property(seeds, fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), (seed, cuts) => {
        const block = randomBlock(createRandom(seed), { lines: 20, damagedShare: 0.1 });
        const whole = judgeBlocks([block]);
        const parts = judgeBlocks(cutBetweenLines(block, (line) => cuts[line % cuts.length] === true));
        expect(parts.events).toEqual(whole.events);
        expect([parts.lines, parts.counts]).toEqual([whole.lines, whole.counts]);
        judged += parts.judged;
      }),
      { numRuns: 120 },
    );
    expect(judged).toBeGreaterThan(100);
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
    expect(judged).toBeGreaterThan(130);
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
