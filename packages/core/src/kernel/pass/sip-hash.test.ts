import { describe, expect, it } from "vitest";
import { type HashSeed, sipHash } from "./sip-hash.ts";

const seed: HashSeed = [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c];
const mask = (1n << 64n) - 1n;

/** The definition with bigints, round by round. */
function plainSipHash(bytes: Uint8Array): bigint {
  const [k0, k1] = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n];
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const rotate = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & mask;
  const round = (): void => {
    v0 = (v0 + v1) & mask;
    v1 = rotate(v1, 13n) ^ v0;
    v0 = rotate(v0, 32n);
    v2 = (v2 + v3) & mask;
    v3 = rotate(v3, 16n) ^ v2;
    v0 = (v0 + v3) & mask;
    v3 = rotate(v3, 21n) ^ v0;
    v2 = (v2 + v1) & mask;
    v1 = rotate(v1, 17n) ^ v2;
    v2 = rotate(v2, 32n);
  };
  const padded = [...bytes, ...new Array<number>(8 - (bytes.length % 8)).fill(0)];
  padded[padded.length - 1] = bytes.length & 0xff;
  for (let at = 0; at < padded.length; at += 8) {
    const word = padded.slice(at, at + 8).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    v3 ^= word;
    round();
    v0 ^= word;
  }
  v2 ^= 0xffn;
  for (let i = 0; i < 3; i += 1) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

describe("sipHash", () => {
  it.each(Array.from({ length: 40 }, (_, length) => length))("of %d bytes is as defined", (length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + 200) & 0xff);
    const { low, high } = sipHash(bytes, seed);
    expect((BigInt(high) << 32n) | BigInt(low)).toBe(plainSipHash(bytes));
  });

  it("depends on every word of the seed", () => {
    const bytes = new TextEncoder().encode("host");
    const hashes = [0, 1, 2, 3].map((at) => {
      const other = seed.map((word, place) => (place === at ? word + 1 : word)) as unknown as HashSeed;
      return JSON.stringify(sipHash(bytes, other));
    });
    expect(new Set([...hashes, JSON.stringify(sipHash(bytes, seed))]).size).toBe(5);
  });
});
