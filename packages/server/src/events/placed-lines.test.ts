import { describe, expect, it } from "vitest";
import { inputLimits } from "../inputs/input-limits.ts";
import { createBlockTable } from "./block-table.ts";
import { InputChangedError } from "./input-changed-error.ts";
import { createMakeEvent } from "./make-event.ts";
import { createPlacedLines } from "./placed-lines.ts";
import type { FileReading } from "./read-events.ts";

const line = (n: number): string => `{"n":${n},"pad":"xx"}\n`;
/** Ten blocks of two lines of 17 bytes each. */
const text = Buffer.from(Array.from({ length: 20 }, (_, i) => line(i % 10)).join(""));
const lineBytes = line(0).length;
const blockBytes = 2 * lineBytes;

function readingOf(basePosition: number): FileReading {
  const blocks = createBlockTable();
  for (let i = 0; i < 10; i++) {
    const bytes = text.subarray(i * blockBytes, (i + 1) * blockBytes);
    blocks.add({ bytes, byteOffset: i * blockBytes, firstLine: 1 + 2 * i, isLast: false });
  }
  const version = { sizeBytes: text.length, modifiedMs: 0, device: 0, inode: 0 };
  return { path: "logs", basePosition, isPlain: true, version, occurrence: 0, blocks };
}

function placedLines(cachedBytes: number) {
  const reads: number[] = [];
  const lines = createPlacedLines(
    createMakeEvent([]),
    inputLimits,
    (_, position, lengthBytes) => {
      reads.push(position / blockBytes);
      return text.subarray(position, position + lengthBytes);
    },
    cachedBytes,
  );
  return { lines, reads };
}

describe("the blocks at hand", () => {
  const inOrder = Array.from({ length: 20 }, (_, i) => i);
  const cases = [
    ["each is read once for events in order", 1, inOrder, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["two fit", 2 * blockBytes, [0, 2, 1, 3, 0], [0, 1]],
    ["two do not fit, by a byte", 2 * blockBytes - 1, [0, 2, 1], [0, 1, 0]],
    ["the one used last stays longest", 2 * blockBytes, [0, 2, 0, 4, 0, 2], [0, 1, 2, 1]],
  ] as const;
  it.each(cases)("%s", (_, cachedBytes, asked, expected) => {
    const { lines, reads } = placedLines(cachedBytes);
    const reading = readingOf(1000);
    for (const i of asked) {
      const { document, source, arrival } = lines.eventAt(1000 + i * lineBytes, reading);
      expect([document["n"], source, arrival]).toEqual([
        i % 10,
        { path: "logs", record: i + 1 },
        1000 + i * lineBytes,
      ]);
    }
    expect(reads).toEqual(expected);
  });

  it("are told apart by their file", () => {
    const { lines, reads } = placedLines(1000);
    for (const base of [0, 5000]) lines.eventAt(base, readingOf(base));
    expect(reads).toEqual([0, 0]);
  });
});

it("takes no place for an event where no line begins, or none of the blocks is", () => {
  const { lines } = placedLines(1000);
  for (const arrival of [1, lineBytes - 1, text.length]) {
    expect(() => lines.eventAt(arrival, readingOf(0))).toThrow(InputChangedError);
  }
});

it("gives the memory of a block that goes to the one that comes", () => {
  const spares: number[] = [];
  const lines = createPlacedLines(
    createMakeEvent([]),
    inputLimits,
    (_, position, lengthBytes, spare) => {
      spares.push(spare.byteLength);
      const bytes = new Uint8Array(spare.byteLength > 0 ? spare : new ArrayBuffer(lengthBytes));
      bytes.set(text.subarray(position, position + lengthBytes));
      return bytes;
    },
    2 * blockBytes,
  );
  const asked = [0, 1, 2, 5, 3, 9, 8, 19, 0];
  const found = asked.map((i) => lines.eventAt(i * lineBytes, readingOf(0)).document["n"]);
  expect(found).toEqual(asked.map((i) => i % 10));
  expect(spares).toEqual([0, 0, blockBytes, blockBytes, blockBytes, blockBytes]);
});
