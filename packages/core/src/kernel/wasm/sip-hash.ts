import { keySeedAt } from "../memory-layout";

// SipHash-1-3, as `pass/sip-hash.ts` computes it.

let a: u64 = 0;
let b: u64 = 0;
let c: u64 = 0;
let d: u64 = 0;

/** The keyed hash of bytes, behind which 8 more may be read. */
export function sipHash(from: usize, length: u32): u64 {
  const k0 = load<u64>(keySeedAt);
  const k1 = load<u64>(keySeedAt, 8);
  a = k0 ^ 0x736f6d6570736575;
  b = k1 ^ 0x646f72616e646f6d;
  c = k0 ^ 0x6c7967656e657261;
  d = k1 ^ 0x7465646279746573;
  let at = from;
  let left = length;
  for (; left >= 8; left -= 8) {
    absorb(load<u64>(at));
    at += 8;
  }
  const rest: u64 = left == 0 ? 0 : load<u64>(at) & (~(<u64>0) >> ((8 - left) << 3));
  absorb(rest | ((<u64>(length & 0xff)) << 56));
  c ^= 0xff;
  sipRound();
  sipRound();
  sipRound();
  return a ^ b ^ c ^ d;
}

function absorb(word: u64): void {
  d ^= word;
  sipRound();
  a ^= word;
}

function sipRound(): void {
  a += b;
  b = rotl<u64>(b, 13) ^ a;
  a = rotl<u64>(a, 32);
  c += d;
  d = rotl<u64>(d, 16) ^ c;
  a += d;
  d = rotl<u64>(d, 21) ^ a;
  c += b;
  b = rotl<u64>(b, 17) ^ c;
  c = rotl<u64>(c, 32);
}
