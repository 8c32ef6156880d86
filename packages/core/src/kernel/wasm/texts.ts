import {
  textsLimitAt,
  textsTopAt,
  valueEnd,
  valueField,
  valueHasEscapes,
  valueHasLoneSurrogate,
  valueIsDeferred,
  valueStart,
} from "../memory-layout";
import { backslash, hexValue } from "./bytes";
import { writeText } from "./caller";

// Strings as JSON writes them, and as they are.

/**
 * Makes the bytes of a value its text: without escapes, in UTF-8. Half of a surrogate pair that stands alone becomes three
 * bytes, which no UTF-8 has. False where there is no room.
 */
export function readText(value: usize): bool {
  const field = load<u32>(value, valueField);
  if ((field & (valueHasEscapes | valueIsDeferred)) == 0) return true;
  if ((field & valueIsDeferred) != 0) return writeText(value) != 0;
  const from = <usize>load<u32>(value, valueStart);
  const to = <usize>load<u32>(value, valueEnd);
  const start = <usize>load<u32>(textsTopAt);
  // A text is never longer than it was with its escapes; 16 bytes are written at a time.
  if (start + (to - from) + 16 > <usize>load<u32>(textsLimitAt)) return false;
  hasLoneSurrogate = false;
  const end = unescape(from, to, start);
  store<u32>(textsTopAt, <u32>end);
  store<u32>(value, <u32>start, valueStart);
  store<u32>(value, <u32>end, valueEnd);
  store<u32>(value, (field & ~valueHasEscapes) | (hasLoneSurrogate ? valueHasLoneSurrogate : 0), valueField);
  return true;
}

let hasLoneSurrogate = false;

/** Writes a text without its escapes, which were checked before; the address behind it. */
function unescape(from: usize, to: usize, into: usize): usize {
  const backslashes = i8x16.splat(0x5c);
  let at = from;
  let out = into;
  while (at < to) {
    const bytes = v128.load(at);
    v128.store(out, bytes);
    const found = <u32>i8x16.bitmask(i8x16.eq(bytes, backslashes));
    const plain: usize = found == 0 ? 16 : <usize>(<u32>ctz(found));
    if (at + plain >= to) return out + (to - at);
    at += plain;
    out += plain;
    if (plain == 16) continue;
    const escape = <u32>load<u8>(at, 1);
    if (escape != 0x75) {
      store<u8>(out, <u8>escapedByte(escape));
      out += 1;
      at += 2;
      continue;
    }
    let unit = fourDigits(at + 2);
    at += 6;
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(at, to)) {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (fourDigits(at + 2) - 0xdc00);
      at += 6;
    } else if (unit >= 0xd800 && unit < 0xe000) {
      hasLoneSurrogate = true;
    }
    out = writeCharacter(unit, out);
  }
  return out;
}

function escapedByte(escape: u32): u32 {
  switch (escape) {
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return escape;
  }
}

function fourDigits(at: usize): u32 {
  return (
    (hexValue(<u32>load<u8>(at)) << 12) |
    (hexValue(<u32>load<u8>(at, 1)) << 8) |
    (hexValue(<u32>load<u8>(at, 2)) << 4) |
    hexValue(<u32>load<u8>(at, 3))
  );
}

function isLowSurrogate(at: usize, to: usize): bool {
  if (at + 6 > to || <u32>load<u8>(at) != backslash || <u32>load<u8>(at, 1) != 0x75) return false;
  const unit = fourDigits(at + 2);
  return unit >= 0xdc00 && unit < 0xe000;
}

function writeCharacter(code: u32, into: usize): usize {
  if (code < 0x80) {
    store<u8>(into, <u8>code);
    return into + 1;
  }
  if (code < 0x800) {
    store<u8>(into, <u8>(0xc0 | (code >> 6)));
    store<u8>(into, <u8>(0x80 | (code & 0x3f)), 1);
    return into + 2;
  }
  if (code < 0x10000) {
    store<u8>(into, <u8>(0xe0 | (code >> 12)));
    store<u8>(into, <u8>(0x80 | ((code >> 6) & 0x3f)), 1);
    store<u8>(into, <u8>(0x80 | (code & 0x3f)), 2);
    return into + 3;
  }
  store<u8>(into, <u8>(0xf0 | (code >> 18)));
  store<u8>(into, <u8>(0x80 | ((code >> 12) & 0x3f)), 1);
  store<u8>(into, <u8>(0x80 | ((code >> 6) & 0x3f)), 2);
  store<u8>(into, <u8>(0x80 | (code & 0x3f)), 3);
  return into + 4;
}
