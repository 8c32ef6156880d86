import {
  epochAt,
  eventValuesAt,
  keyBytes,
  keyHead,
  keyIsDotted,
  keyLength,
  keyNode,
  keySerial,
  keyTail,
  keyText,
  marksAt,
  maxDepthAt,
  nodeField,
  nodeMark,
  nodeMask,
  nodeTable,
  objectMarksAt,
  slotBytes,
  slotEpoch,
  slotFirst,
  slotLast,
  slotsAt,
  stackAt,
  stackFrameBytes,
  tokensAt,
  trieRootAt,
  valueBytes,
  valueEnd,
  valueField,
  valueHasEscapes,
  valueIsBoolean,
  valueIsNumber,
  valueIsPlainInteger,
  valueIsString,
  valueNext,
  valueStart,
  valuesLimitAt,
  valuesTopAt,
} from "../memory-layout";
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  dot,
  isDigit,
  minus,
  openBrace,
  openBracket,
  quote,
  sameBytes,
  skipSpace,
  zero,
} from "./bytes";
import { lineHasBackslash } from "./structure";

// The second step over a line: the values of wanted fields, found on one walk from token to token. The walk looks at every
// byte outside of strings, so that a line that is no JSON is never taken for one.

/** Two bytes as they stand in memory. */
const colonAndQuote: u32 = 0x223a;
const commaAndQuote: u32 = 0x222c;

/** What the last number or literal was, as flags of a value; 0 for null. */
let scalarKind: u32 = 0;

/** Serial number of the last object or array that was opened: tells a key that repeats in one object from others. */
let serial: u32 = 0;

/**
 * Lists the values of wanted fields. False where the line is not plainly one JSON object of which every wanted key is there
 * once: then nothing is said about it.
 *
 * @param end address of the line feed
 */
export function projectLine(line: usize, end: usize, traits: u32): bool {
  let token = <usize>load<u32>(tokensAt);
  let at = skipSpace(line);
  if (<u32>load<u8>(at) != openBrace) return false;
  token += 4;

  const root = <usize>load<u32>(trieRootAt);
  const maxDepth = load<u32>(maxDepthAt);
  const hasBackslash = (traits & lineHasBackslash) != 0;
  serial += 1;
  let depth: u32 = 1;
  let frame: usize = stackAt;
  // The open object or array: its node (0 where nothing below is wanted), its serial number, what closes it.
  let node = root;
  let objectSerial = serial;
  let closing = closeBrace;
  let isFirst = true;
  let hasDotted = false;
  let marks: u32 = 0;
  let objectMarks: u32 = 0;
  at += 1;

  while (true) {
    at = skipSpace(at);
    let byte = <u32>load<u8>(at);
    let isPastValue = isFirst && byte == closing;
    let valueNode = node;
    let mark: u32 = 0;
    if (!isPastValue && closing == closeBrace) {
      // Most members are a key and a string with nothing between them: one round for each.
      while (true) {
        if (byte != quote || load<u32>(token) != <u32>at) return false;
        const keyFrom = at + 1;
        const keyTo = <usize>load<u32>(token, 4);
        token += 8;
        valueNode = 0;
        if (node != 0) {
          const key = findKey(node, keyFrom, <u32>(keyTo - keyFrom));
          if (key != 0) {
            // The same key again: the last one counts, which only the whole object tells.
            if (load<u32>(key, keySerial) == objectSerial) return false;
            store<u32>(key, objectSerial, keySerial);
            valueNode = <usize>load<u32>(key, keyNode);
            hasDotted = hasDotted || load<u32>(key, keyIsDotted) != 0;
            mark = load<u32>(valueNode, nodeMark);
            marks |= mark;
          } else if (hasBackslash && holdsBackslash(keyFrom, keyTo)) {
            return false;
          }
        }
        if (<u32>load<u16>(keyTo, 1) != colonAndQuote) {
          at = skipSpace(keyTo + 1);
          if (<u32>load<u8>(at) != colon) return false;
          at = skipSpace(at + 1);
          byte = <u32>load<u8>(at);
          break;
        }
        const to = <usize>load<u32>(token, 4);
        token += 8;
        if (valueNode != 0) {
          const field = load<i32>(valueNode, nodeField);
          if (field >= 0) {
            const escapes = hasBackslash && holdsBackslash(keyTo + 3, to) ? valueHasEscapes : 0;
            if (!addValue(<u32>field | valueIsString | escapes, keyTo + 3, to)) return false;
          }
        }
        if (<u32>load<u16>(to, 1) != commaAndQuote) {
          at = to + 1;
          isPastValue = true;
          break;
        }
        at = to + 2;
        byte = quote;
      }
    }
    if (!isPastValue) {
      if (byte == quote) {
        if (load<u32>(token) != <u32>at) return false;
        const to = <usize>load<u32>(token, 4);
        token += 8;
        if (valueNode != 0) {
          const field = load<i32>(valueNode, nodeField);
          if (field >= 0) {
            const escapes = hasBackslash && holdsBackslash(at + 1, to) ? valueHasEscapes : 0;
            if (!addValue(<u32>field | valueIsString | escapes, at + 1, to)) return false;
          }
        }
        at = to + 1;
      } else if ((byte | 0x20) == openBrace) {
        token += 4;
        if (depth == maxDepth) return false;
        depth += 1;
        store<u32>(frame, <u32>node);
        store<u32>(frame, objectSerial, 4);
        store<u32>(frame, closing, 8);
        frame += stackFrameBytes;
        serial += 1;
        // Below a value that is not wanted, and below one that has no keys, nothing is looked for. An array hands its node
        // down to its items.
        node = valueNode;
        objectSerial = serial;
        if (byte == openBrace) {
          closing = closeBrace;
          objectMarks |= mark;
          if (node != 0 && load<u32>(node, nodeTable) == 0) node = 0;
        } else {
          closing = closeBracket;
        }
        isFirst = true;
        at += 1;
        continue;
      } else {
        const from = at;
        at = scanScalar(at);
        if (at == 0) return false;
        if (valueNode != 0 && scalarKind != 0) {
          const field = load<i32>(valueNode, nodeField);
          if (field >= 0 && !addValue(<u32>field | scalarKind, from, at)) return false;
        }
      }
    }

    while (true) {
      at = skipSpace(at);
      byte = <u32>load<u8>(at);
      if (byte == comma) {
        at += 1;
        isFirst = false;
        break;
      }
      if (byte != closing) return false;
      token += 4;
      at += 1;
      depth -= 1;
      if (depth == 0) {
        store<u32>(marksAt, marks);
        store<u32>(objectMarksAt, objectMarks);
        return skipSpace(at) == end && !(hasDotted && someFieldRepeats());
      }
      frame -= stackFrameBytes;
      node = <usize>load<u32>(frame);
      objectSerial = load<u32>(frame, 4);
      closing = load<u32>(frame, 8);
    }
  }
}

/** The entry of a key below a node, or 0. */
function findKey(node: usize, from: usize, length: u32): usize {
  const table = <usize>load<u32>(node, nodeTable);
  if (table == 0) return 0;
  const mask = load<u32>(node, nodeMask);
  let head = load<u64>(from);
  if (length < 8) head = length == 0 ? 0 : head & (~(<u64>0) >> ((8 - length) << 3));
  let place = hashKey(head, length) & mask;
  while (true) {
    const key = table + <usize>(place * keyBytes);
    place = (place + 1) & mask;
    if (load<u32>(key, keyNode) == 0) return 0;
    if (load<u64>(key, keyHead) != head || load<u32>(key, keyLength) != length) continue;
    if (length <= 8) return key;
    if (load<u64>(from + length - 8) != load<u64>(key, keyTail)) continue;
    if (length <= 16 || sameBytes(from, <usize>load<u32>(key, keyText), length)) return key;
  }
}

/** Where a key stands in the table of its node. The caller, who fills the tables, gets it from `hashKeyAt`. */
export function hashKey(head: u64, length: u32): u32 {
  return <u32>((head * 0x9e3779b97f4a7c15) >> 40) + length;
}

/** Whether a backslash stands between two addresses. */
function holdsBackslash(from: usize, to: usize): bool {
  const backslashes = i8x16.splat(0x5c);
  let at = from;
  for (; at + 16 <= to; at += 16) {
    if (v128.any_true(i8x16.eq(v128.load(at), backslashes))) return true;
  }
  if (at >= to) return false;
  const bits = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), backslashes));
  return (bits & (((<u32>1) << (<u32>(to - at))) - 1)) != 0;
}

/** Adds a value to its field's slot; false where no more fit. */
export function addValue(fieldAndFlags: u32, from: usize, to: usize): bool {
  const value = <usize>load<u32>(valuesTopAt);
  if (value + valueBytes > <usize>load<u32>(valuesLimitAt)) return false;
  store<u32>(valuesTopAt, <u32>value + valueBytes);
  store<u32>(value, fieldAndFlags, valueField);
  store<u32>(value, <u32>from, valueStart);
  store<u32>(value, <u32>to, valueEnd);
  store<u32>(value, 0, valueNext);
  const slot = <usize>load<u32>(slotsAt) + <usize>((fieldAndFlags & 0xffff) * slotBytes);
  const epoch = load<u32>(epochAt);
  if (load<u32>(slot, slotEpoch) == epoch) {
    store<u32>(<usize>load<u32>(slot, slotLast), <u32>value, valueNext);
  } else {
    store<u32>(slot, epoch, slotEpoch);
    store<u32>(slot, <u32>value, slotFirst);
  }
  store<u32>(slot, <u32>value, slotLast);
  return true;
}

/**
 * Whether a field has several values in the current event. With dotted keys they may come from different places, whose
 * order is not that of the line.
 */
function someFieldRepeats(): bool {
  const top = <usize>load<u32>(valuesTopAt);
  for (let value = <usize>load<u32>(eventValuesAt); value < top; value += valueBytes) {
    if (load<u32>(value, valueNext) != 0) return true;
  }
  return false;
}

/** The end of a number or literal, or 0 where there is none. What follows it is the caller's concern. */
function scanScalar(from: usize): usize {
  const first = <u32>load<u8>(from);
  if (first == minus || isDigit(first)) return scanNumber(from);
  const word = load<u32>(from);
  if (word == 0x65757274) {
    scalarKind = valueIsBoolean;
    return from + 4;
  }
  if (word == 0x6c6c756e) {
    scalarKind = 0;
    return from + 4;
  }
  if (word == 0x736c6166 && <u32>load<u8>(from, 4) == 0x65) {
    scalarKind = valueIsBoolean;
    return from + 5;
  }
  return 0;
}

function scanNumber(from: usize): usize {
  let at = from;
  if (<u32>load<u8>(at) == minus) at += 1;
  const digits = at;
  while (isDigit(<u32>load<u8>(at))) at += 1;
  const count = at - digits;
  const leadsWithZero = <u32>load<u8>(digits) == zero;
  if (count == 0 || (leadsWithZero && count > 1)) return 0;
  let next = <u32>load<u8>(at);
  if (next != dot && (next | 0x20) != 0x65) {
    const isPlain = count <= 15 && (!leadsWithZero || digits == from);
    scalarKind = isPlain ? valueIsNumber | valueIsPlainInteger : valueIsNumber;
    return at;
  }
  scalarKind = valueIsNumber;
  if (next == dot) {
    at += 1;
    const fraction = at;
    while (isDigit(<u32>load<u8>(at))) at += 1;
    if (at == fraction) return 0;
    next = <u32>load<u8>(at);
  }
  if ((next | 0x20) != 0x65) return at;
  at += 1;
  next = <u32>load<u8>(at);
  if (next == 0x2b || next == minus) at += 1;
  const exponent = at;
  while (isDigit(<u32>load<u8>(at))) at += 1;
  return at == exponent ? 0 : at;
}
