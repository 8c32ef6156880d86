import { expect, it } from "vitest";
import type { BlockLines } from "../event-store.ts";
import { createRecentBlocks } from "./recent-blocks.ts";

const block = (position: number, sizeBytes: number): BlockLines => ({
  dataStream: "logs-a",
  position,
  sizeBytes,
  count: 1,
  ingestedMs: 0,
  times: undefined,
  lines: new Uint8Array(sizeBytes),
  ids: new Map(),
});

it("finds the block that holds a position, also behind a gap", () => {
  const recent = createRecentBlocks(100);
  for (const one of [block(10, 5), block(15, 5), block(40, 10)]) recent.add(one);
  const found = [9, 10, 14, 15, 19, 20, 39, 40, 49, 50].map((position) => recent.at(position)?.position);
  expect(found).toEqual([undefined, 10, 10, 15, 15, undefined, undefined, 40, 40, undefined]);
});

it("forgets the oldest beyond its bytes, and all when told to", () => {
  const recent = createRecentBlocks(20);
  for (let position = 0; position < 50; position += 10) recent.add(block(position, 10));
  expect([0, 10, 20, 30, 40].map((position) => recent.at(position)?.position)).toEqual([
    undefined,
    undefined,
    undefined,
    30,
    40,
  ]);
  recent.add(block(50, 21));
  expect(recent.at(50)).toBeUndefined();
  recent.add(block(71, 1));
  recent.clear();
  expect(recent.at(71)).toBeUndefined();
});
