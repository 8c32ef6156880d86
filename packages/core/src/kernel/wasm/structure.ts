import { tokensAt } from "../memory-layout";
import { backslash, hexValue, quote } from "./bytes";

// The first of two steps over a line: where its quotes and brackets stand, 64 bytes at a time.

/** What `indexLine` noticed. */
export const lineIsBroken: u32 = 1;
export const lineHasBackslash: u32 = 2;
export const lineIsNotAscii: u32 = 4;

let traits: u32 = 0;

export function lineTraits(): u32 {
  return traits;
}

function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}

function any(a: v128, b: v128, c: v128, d: v128): bool {
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
}

/** `{` and `[` differ in one bit, `}` and `]` too. */
function brackets(vector: v128): v128 {
  const folded = v128.or(vector, i8x16.splat(0x20));
  return v128.or(i8x16.eq(folded, i8x16.splat(0x7b)), i8x16.eq(folded, i8x16.splat(0x7d)));
}

/** The line feed that ends a line. */
export function endOfLine(line: usize): usize {
  const feed = i8x16.splat(0x0a);
  let at = line;
  let bits: u32 = 0;
  while (true) {
    bits = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), feed));
    if (bits != 0) break;
    at += 16;
  }
  return at + <usize>ctz(bits);
}

/**
 * Writes the addresses of all quotes that delimit strings and of all brackets outside of strings, and after them four times
 * the address of the line feed, which it returns. Notes whether the strings are sound: each is closed, holds no control
 * character, and its escapes are JSON's.
 */
export function indexLine(line: usize): usize {
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(0x5c);
  const space = i8x16.splat(0x20);
  const even: u64 = 0x5555555555555555;
  let token = <usize>load<u32>(tokensAt);
  let noticed: u32 = 0;
  // All ones while a string is open at the start of the 64 bytes.
  let openString: u64 = 0;
  // 1 where the first of the 64 bytes is escaped by the last one before them.
  let carriedEscape: u64 = 0;
  for (let at = line; ; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let quoteBits = bits(i8x16.eq(a, quotes), i8x16.eq(b, quotes), i8x16.eq(c, quotes), i8x16.eq(d, quotes));
    let bracketBits = bits(brackets(a), brackets(b), brackets(c), brackets(d));

    // Bytes from the line feed on belong to other lines.
    let inLine: u64 = ~(<u64>0);
    let controlBits: u64 = 0;
    let isLast = false;
    const controlA = i8x16.lt_u(a, space);
    const controlB = i8x16.lt_u(b, space);
    const controlC = i8x16.lt_u(c, space);
    const controlD = i8x16.lt_u(d, space);
    if (any(controlA, controlB, controlC, controlD)) {
      const feed = i8x16.splat(0x0a);
      const feedBits = bits(i8x16.eq(a, feed), i8x16.eq(b, feed), i8x16.eq(c, feed), i8x16.eq(d, feed));
      controlBits = bits(controlA, controlB, controlC, controlD);
      if (feedBits != 0) {
        isLast = true;
        inLine = (feedBits & (0 - feedBits)) - 1;
        quoteBits &= inLine;
        bracketBits &= inLine;
        controlBits &= inLine;
      }
    }
    if (any(a, b, c, d) && (bits(a, b, c, d) & inLine) != 0) noticed |= lineIsNotAscii;

    const backslashA = i8x16.eq(a, backslashes);
    const backslashB = i8x16.eq(b, backslashes);
    const backslashC = i8x16.eq(c, backslashes);
    const backslashD = i8x16.eq(d, backslashes);
    if (carriedEscape != 0 || any(backslashA, backslashB, backslashC, backslashD)) {
      noticed |= lineHasBackslash;
      const backslashBits = bits(backslashA, backslashB, backslashC, backslashD);
      // A backslash that is not escaped itself escapes the byte after it: runs of them are taken in pairs, all at once.
      const starts = backslashBits & ~carriedEscape;
      const follows = (starts << 1) | carriedEscape;
      const oddStarts = starts & ~even & ~follows;
      const sequences = oddStarts + starts;
      carriedEscape = <u64>(sequences < oddStarts);
      const escaped = (even ^ (sequences << 1)) & follows;
      quoteBits &= ~escaped;
      let special = escaped & ~backslashBits & inLine;
      while (special != 0) {
        if (!isEscape(at + <usize>ctz(special))) noticed |= lineIsBroken;
        special &= special - 1;
      }
    }

    // A bit for each byte of a string, its first quote included.
    let inString = quoteBits;
    inString ^= inString << 1;
    inString ^= inString << 2;
    inString ^= inString << 4;
    inString ^= inString << 8;
    inString ^= inString << 16;
    inString ^= inString << 32;
    inString ^= openString;
    openString = <u64>(<i64>inString >> 63);
    if ((controlBits & inString) != 0) noticed |= lineIsBroken;

    let tokenBits = quoteBits | (bracketBits & ~inString);
    // Eight at a time, whatever their number: what is written too much is written over. A loop that ends after each would
    // be guessed wrong once in nearly every round.
    let behind = token + <usize>((<u32>popcnt(tokenBits)) << 2);
    while (true) {
      for (let i = 0; i < 8; i += 1) {
        store<u32>(token, <u32>at + <u32>ctz(tokenBits));
        token += 4;
        tokenBits &= tokenBits - 1;
      }
      if (tokenBits == 0) break;
    }
    token = behind;
    if (!isLast) continue;
    if (openString != 0) noticed |= lineIsBroken;
    traits = noticed;
    const end = at + <usize>popcnt(inLine);
    for (let i = 0; i < 4; i += 1) {
      store<u32>(token, <u32>end);
      token += 4;
    }
    return end;
  }
}

/** Whether the byte after a backslash makes an escape of JSON. */
function isEscape(at: usize): bool {
  const byte = <u32>load<u8>(at);
  switch (byte) {
    case quote:
    case backslash:
    case 0x2f: // solidus
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return true;
    case 0x75: // u
      for (let i: usize = 1; i <= 4; i += 1) {
        if (hexValue(<u32>load<u8>(at + i)) == 16) return false;
      }
      return true;
    default:
      return false;
  }
}
