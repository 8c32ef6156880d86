import fc from "fast-check";
import { expect, it } from "vitest";
import { type AppendedBytes, createByteChunks } from "./byte-chunks.ts";
import { createKeptEvents, type KeptEvent } from "./kept-events.ts";

const kept: fc.Arbitrary<readonly KeptEvent[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("line", "document"),
      bytes: fc.uint8Array({ maxLength: 50 }),
      record: fc.nat(),
      id: fc.option(fc.string(), { nil: undefined }),
      index: fc.option(fc.string({ unit: "binary" }), { nil: undefined }),
    }),
    { maxLength: 30 },
  )
  .map((events) => events.map((event, i) => ({ ...event, arrival: 3 + i * 7 })));

it("gives back what it took, and nothing else", () => {
  fc.assert(
    fc.property(kept, fc.nat({ max: 1000 }), fc.boolean(), (events, budgetBytes, hasOverflow) => {
      const store = createKeptEvents(budgetBytes, hasOverflow ? createByteChunks : undefined);
      for (const event of events) {
        const isTaken = store.add(event);
        if (hasOverflow) expect(isTaken).toBe(true);
        expect(store.has(event.arrival)).toBe(isTaken);
        expect(store.get(event.arrival)).toEqual(isTaken ? event : undefined);
        expect(store.has(event.arrival + 1)).toBe(false);
      }
      expect(store.get(0)).toBeUndefined();
    }),
  );
});

it("keeps to its budget, to the byte", () => {
  const event: KeptEvent = { arrival: 1, kind: "line", bytes: new Uint8Array(10), record: 1 };
  const packedBytes = "[1,1,null,null]\n".length + 10;
  expect(createKeptEvents(packedBytes).add(event)).toBe(true);
  const tooSmall = createKeptEvents(packedBytes - 1);
  expect(tooSmall.isFull).toBe(false);
  expect(tooSmall.add(event)).toBe(false);
  expect(tooSmall.isFull).toBe(true);
  let spilled = 0;
  const overflow: AppendedBytes = {
    append(bytes) {
      spilled += bytes.length;
      return 0;
    },
    read() {},
  };
  createKeptEvents(packedBytes, () => overflow).add(event);
  expect(spilled).toBe(0);
  createKeptEvents(packedBytes - 1, () => overflow).add(event);
  expect(spilled).toBe(packedBytes);
});

it("keeps bytes across chunks", () => {
  const bytes = createByteChunks();
  const pieces = [1, 1024 * 1024 - 2, 3, 3 * 1024 * 1024, 0, 5].map((length, i) =>
    new Uint8Array(length).fill(i + 1),
  );
  const offsets = pieces.map((piece) => bytes.append(piece));
  for (const [i, piece] of pieces.entries()) {
    const into = new Uint8Array(piece.length);
    bytes.read(offsets[i] ?? -1, into);
    expect(Buffer.compare(into, piece)).toBe(0);
  }
  expect(() => bytes.read(8 * 1024 * 1024, new Uint8Array(1))).toThrow(RangeError);
});
