/** The key of a keyed hash: 128 bits as four unsigned words. */
export type HashSeed = readonly [number, number, number, number];

/** A 64-bit number as two words, low and high, which JavaScript computes with faster than with bigints. */
type Long = [low: number, high: number];

/**
 * SipHash-1-3 of bytes: who does not know the seed cannot make two texts with one hash, which is what sets it apart from
 * hashes that only spread well. `wasm/sip-hash.ts` computes the same.
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
 */
export function sipHash(bytes: Uint8Array, seed: HashSeed): { readonly low: number; readonly high: number } {
  const [k0, k1]: [Long, Long] = [
    [seed[0], seed[1]],
    [seed[2], seed[3]],
  ];
  const state: [Long, Long, Long, Long] = [
    xor(k0, [0x70736575, 0x736f6d65]),
    xor(k1, [0x6e646f6d, 0x646f7261]),
    xor(k0, [0x6e657261, 0x6c796765]),
    xor(k1, [0x79746573, 0x74656462]),
  ];
  const whole = bytes.length & ~7;
  for (let at = 0; at < whole; at += 8) absorb(state, [wordAt(bytes, at), wordAt(bytes, at + 4)]);
  const last: Long = [wordAt(bytes, whole), wordAt(bytes, whole + 4)];
  last[1] = (last[1] | (bytes.length << 24)) >>> 0;
  absorb(state, last);
  state[2] = xor(state[2], [0xff, 0]);
  for (let round = 0; round < 3; round += 1) sipRound(state);
  const [low, high] = xor(xor(state[0], state[1]), xor(state[2], state[3]));
  return { low, high };
}

function absorb(state: [Long, Long, Long, Long], word: Long): void {
  state[3] = xor(state[3], word);
  sipRound(state);
  state[0] = xor(state[0], word);
}

function sipRound(state: [Long, Long, Long, Long]): void {
  let [a, b, c, d] = state;
  a = add(a, b);
  b = xor(rotate(b, 13), a);
  a = rotate(a, 32);
  c = add(c, d);
  d = xor(rotate(d, 16), c);
  a = add(a, d);
  d = xor(rotate(d, 21), a);
  c = add(c, b);
  b = xor(rotate(b, 17), c);
  c = rotate(c, 32);
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** Four bytes, zeros beyond the end. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)) >>>
    0
  );
}

function xor(a: Long, b: Long): Long {
  return [(a[0] ^ b[0]) >>> 0, (a[1] ^ b[1]) >>> 0];
}

function add(a: Long, b: Long): Long {
  const low = a[0] + b[0];
  return [low >>> 0, (a[1] + b[1] + (low > 0xffff_ffff ? 1 : 0)) >>> 0];
}

function rotate([low, high]: Long, bits: number): Long {
  if (bits === 32) return [high, low];
  return [((low << bits) | (high >>> (32 - bits))) >>> 0, ((high << bits) | (low >>> (32 - bits))) >>> 0];
}
