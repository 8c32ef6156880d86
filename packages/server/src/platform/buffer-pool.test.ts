import { expect, it } from "vitest";
import { createBufferPool } from "./buffer-pool.ts";

const mebibyte = 1024 * 1024;

it("gives out again what was given back, for sizes that are about the same", () => {
  const pool = createBufferPool(16 * mebibyte);
  const first = pool.take(2_300_000);
  expect(first.length).toBeGreaterThanOrEqual(2_300_000);
  expect(first.length).toBeLessThan(2_300_000 * 1.13);
  pool.giveBack(first);
  expect(pool.keptBytes).toBe(first.length);
  expect(pool.take(100_000)).not.toBe(first);
  expect(pool.take(8_000_000)).not.toBe(first);
  expect(pool.take(first.length)).toBe(first);
  expect(pool.keptBytes).toBe(0);
});

it("never has one buffer out twice", () => {
  const pool = createBufferPool(16 * mebibyte);
  const [a, b] = [pool.take(mebibyte), pool.take(mebibyte)];
  pool.giveBack(a);
  pool.giveBack(b);
  expect(new Set([pool.take(mebibyte), pool.take(mebibyte), pool.take(mebibyte)]).size).toBe(3);
});

it("keeps no more than it may, and nothing small", () => {
  const pool = createBufferPool(4 * mebibyte);
  const buffers = Array.from({ length: 6 }, () => pool.take(mebibyte));
  for (const buffer of buffers) pool.giveBack(buffer);
  expect(pool.keptBytes).toBe(4 * mebibyte);
  // The first ones have gone.
  expect(buffers.slice(2)).toContain(pool.take(mebibyte));
  pool.giveBack(pool.take(8 * mebibyte));
  expect(pool.keptBytes).toBe(3 * mebibyte);
  const small = pool.take(1_000);
  expect(small.length).toBe(1_000);
  pool.giveBack(small);
  expect(pool.keptBytes).toBe(3 * mebibyte);
});
