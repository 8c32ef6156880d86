// Small tests of single bytes and of texts in UTF-8.

export const lineFeed: u32 = 0x0a;
export const quote: u32 = 0x22;
export const comma: u32 = 0x2c;
export const minus: u32 = 0x2d;
export const dot: u32 = 0x2e;
export const zero: u32 = 0x30;
export const colon: u32 = 0x3a;
export const openBracket: u32 = 0x5b;
export const backslash: u32 = 0x5c;
export const closeBracket: u32 = 0x5d;
export const openBrace: u32 = 0x7b;
export const closeBrace: u32 = 0x7d;

export function isDigit(byte: u32): bool {
  return byte - zero < 10;
}

/** The letters A-Z in lower case, every other byte as it is. */
export function foldByte(byte: u32): u32 {
  return byte + ((<u32>(byte - 0x41 < 26)) << 5);
}

/** The first byte at or after `at` that is no white space of JSON but a line feed. */
export function skipSpace(at: usize): usize {
  let byte = <u32>load<u8>(at);
  while (byte == 0x20 || byte == 0x09 || byte == 0x0d) {
    at += 1;
    byte = <u32>load<u8>(at);
  }
  return at;
}

/** The value of a hexadecimal digit, or 16 for any other byte. */
export function hexValue(byte: u32): u32 {
  if (isDigit(byte)) return byte - zero;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

/** Bytes of the character that begins with `byte` in valid UTF-8. */
export function characterBytes(byte: u32): u32 {
  if (byte < 0x80) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** Whether a byte goes on with a character that began before. */
export function isContinuation(byte: u32): bool {
  return (byte & 0xc0) == 0x80;
}

/** Whether bytes are UTF-8 as the Encoding Standard has it: nothing overlong, no surrogates, nothing beyond U+10FFFF. */
export function isUtf8(from: usize, to: usize): bool {
  let at = from;
  while (at < to) {
    // Bytes behind the line may be read: the caller's memory goes on.
    if (i8x16.bitmask(v128.load(at)) == 0) {
      at += 16;
      continue;
    }
    const first = <u32>load<u8>(at);
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const second = <u32>load<u8>(at, 1);
    if (first < 0xe0) {
      if (first < 0xc2 || at + 2 > to || !isContinuation(second)) return false;
      at += 2;
      continue;
    }
    if (!isContinuation(<u32>load<u8>(at, 2))) return false;
    if (first < 0xf0) {
      const low: u32 = first == 0xe0 ? 0xa0 : 0x80;
      const high: u32 = first == 0xed ? 0x9f : 0xbf;
      if (at + 3 > to || second < low || second > high) return false;
      at += 3;
      continue;
    }
    const low: u32 = first == 0xf0 ? 0x90 : 0x80;
    const high: u32 = first == 0xf4 ? 0x8f : 0xbf;
    if (first > 0xf4 || at + 4 > to || second < low || second > high) return false;
    if (!isContinuation(<u32>load<u8>(at, 3))) return false;
    at += 4;
  }
  return true;
}

const foldWord: u64 = 0x2020202020202020;

/** A hash that is the same for texts that differ in the case of letters only. The caller gets it from `hashTextInto`. */
export function hashText(from: usize, length: u32): u64 {
  let hash: u64 = 0x9e3779b97f4a7c15 ^ <u64>length;
  let at = from;
  let left = length;
  while (left >= 8) {
    hash = (hash ^ (load<u64>(at) | foldWord)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
    at += 8;
    left -= 8;
  }
  if (left > 0) {
    const word = load<u64>(at) & (~(<u64>0) >> ((8 - left) << 3));
    hash = (hash ^ (word | foldWord)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  // 0 marks a free place in tables.
  return hash == 0 ? 1 : hash;
}

/** Whether two texts of one length are equal, byte by byte. */
export function sameBytes(a: usize, b: usize, length: u32): bool {
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  for (; at < length; at += 1) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

/** Whether a text is equal to a folded one of the same length when it is folded too. */
export function sameFolded(text: usize, folded: usize, length: u32): bool {
  for (let at: u32 = 0; at < length; at += 1) {
    if (foldByte(<u32>load<u8>(text + at)) != <u32>load<u8>(folded + at)) return false;
  }
  return true;
}
