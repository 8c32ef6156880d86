import { expect, it } from "vitest";
import type { ByteSource } from "./byte-cursor.ts";
import { readAhead } from "./read-ahead.ts";

interface Watched {
  fetched: number;
  isClosed: boolean;
}

async function* pieces(count: number, watched: Watched, failAt = -1): ByteSource {
  try {
    for (let i = 0; i < count; i++) {
      if (i === failAt) throw new Error("damaged");
      watched.fetched += 1;
      yield Uint8Array.of(i);
    }
  } finally {
    watched.isClosed = true;
  }
}

it("gives the same pieces, one fetched ahead", async () => {
  const watched: Watched = { fetched: 0, isClosed: false };
  const seen: number[] = [];
  for await (const [value] of readAhead(pieces(4, watched))) {
    seen.push(value ?? -1);
    await Promise.resolve();
    expect(watched.fetched).toBe(Math.min(4, seen.length + 1));
  }
  expect(seen).toEqual([0, 1, 2, 3]);
  expect(watched.isClosed).toBe(true);
});

it("shows an error after the pieces before it", async () => {
  const watched: Watched = { fetched: 0, isClosed: false };
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const [value] of readAhead(pieces(4, watched, 2))) {
      seen.push(value ?? -1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await expect(read()).rejects.toThrow("damaged");
  expect(seen).toEqual([0, 1]);
});

it("closes the source where the reader stops, also when the next piece is damaged", async () => {
  for (const failAt of [-1, 1]) {
    const watched: Watched = { fetched: 0, isClosed: false };
    for await (const _ of readAhead(pieces(4, watched, failAt))) break;
    expect(watched.isClosed).toBe(true);
  }
});
