import { describe, expect, it } from "vitest";
import type { JsonObject } from "../events/index.ts";
import { createKernelFields } from "./event-view.ts";
import { createKernel } from "./kernel.ts";

const good = '{"event":{"category":"process"},"@timestamp":"2024-05-01T10:00:00Z"}';
/** What is no event in ECS as it stands. */
const other = '{"EventID":1}';

/** How many lines the kernel judges and leaves. What it leaves is judged as a document, or is no event at all. */
function judge(
  lines: readonly string[],
  asDocument: boolean,
  blocks = 1,
): readonly [judged: number, left: number] {
  return judgeBlocks(
    Array.from({ length: blocks }, () => lines),
    asDocument,
  );
}

function judgeBlocks(
  blocks: readonly (readonly string[])[],
  asDocument: boolean,
): readonly [judged: number, left: number] {
  const fields = createKernelFields();
  const kernel = createKernel({ fields, predicates: [{ kind: "Always", value: true }] });
  if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
  let judged = 0;
  let left = 0;
  let documents = 0;
  for (const lines of blocks) {
    const block = new TextEncoder().encode(lines.join("\n"));
    const lineCount = kernel.judgeBlock(block, {
      event: () => {
        judged += 1;
      },
      line(from, to) {
        left += 1;
        if (!asDocument) return false;
        const document = JSON.parse(new TextDecoder().decode(block.subarray(from, to))) as JsonObject;
        kernel.judgeDocument(document, {
          event: () => {
            documents += 1;
          },
        });
        return false;
      },
    });
    expect(lineCount).toBe(lines.length);
  }
  expect(judged + left).toBe(blocks.flat().length);
  expect(documents).toBe(asDocument ? left : 0);
  expect(kernel.eventCount).toBe(judged + documents);
  return [judged, left];
}

const repeat = (lines: readonly string[], count: number): readonly string[] =>
  Array.from({ length: count }, () => lines).flat();

describe.each([
  ["become documents", true],
  ["are no events", false],
])("where lines that are left %s", (_, asDocument) => {
  it("all others are judged as long as the two take turns", () => {
    expect(judge(repeat([other, good], 500), asDocument)).toEqual([500, 500]);
    expect(judge(repeat([other, other, good], 300), asDocument)).toEqual([300, 600]);
    expect(judge(repeat([other, good], 10), asDocument, 50)).toEqual([500, 500]);
  });

  it("they are looked at again before long", () => {
    const [judged, left] = judge([...repeat([other], 1_000), ...repeat([good], 1_000)], asDocument);
    expect(judged).toBeGreaterThan(900);
    expect(left).toBeGreaterThanOrEqual(1_000);
  });

  it("a block is looked at again where its first line can be judged", () => {
    const manyLeft = Array.from({ length: 40 }, () => repeat([other], 100));
    // The first good block begins like those before it; the second one shows that times have changed.
    const blocks = [...manyLeft, [other, ...repeat([good], 99)], repeat([good], 100), repeat([good], 100)];
    expect(judgeBlocks(blocks, asDocument)).toEqual([200, 4_100]);
  });

  it("none is judged where none can be", () => {
    expect(judge(repeat([other], 500), asDocument)).toEqual([0, 500]);
  });
});
