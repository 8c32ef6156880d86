import {
  anyCharacter,
  patternFlags,
  patternHasPrefix,
  patternHasSuffix,
  patternHeaderBytes,
  patternIsWhole,
  patternSegments,
} from "../memory-layout";
import { characterBytes, foldByte, isContinuation } from "./bytes";

// Wildcard patterns on UTF-8, as `lang/pattern/wildcard.ts` has them on text: the same steps in the same order.

/** No place in a text. */
const nowhere: usize = 0;

/** Whether a text fits a pattern. `folds`: the pattern is folded, the text is folded while it is read. */
export function fitsPattern(pattern: usize, from: usize, to: usize, folds: bool): bool {
  const flags = load<u32>(pattern, patternFlags);
  const count = load<u32>(pattern, patternSegments);
  let segment = pattern + patternHeaderBytes;
  if ((flags & patternIsWhole) != 0) return endAt(segment, from, to, folds) == to;

  const behind = segment + <usize>(count << 3);
  let start = from;
  let end = to;
  let last = behind;
  if ((flags & patternHasPrefix) != 0) {
    start = endAt(segment, start, to, folds);
    if (start == nowhere) return false;
    segment += 8;
  }
  if ((flags & patternHasSuffix) != 0) {
    last = behind - 8;
    end = startAtEnd(last, start, to, folds);
    if (end == nowhere) return false;
  }
  // The first place for each segment leaves the most room for the next one.
  for (; segment < last; segment += 8) {
    start = endAfter(segment, start, end, folds);
    if (start == nowhere) return false;
  }
  return true;
}

/** Where a segment ends if it stands at `at`. */
function endAt(segment: usize, at: usize, to: usize, folds: bool): usize {
  let wanted = <usize>load<u32>(segment);
  const behind = wanted + <usize>load<u32>(segment, 4);
  for (; wanted < behind; wanted += 1) {
    if (at >= to) return nowhere;
    const byte = <u32>load<u8>(wanted);
    const found = <u32>load<u8>(at);
    if (byte == anyCharacter) at += characterBytes(found);
    else if (byte == (folds ? foldByte(found) : found)) at += 1;
    else return nowhere;
  }
  return at;
}

/** Where a segment ends at its first place at or after `from`. */
function endAfter(segment: usize, from: usize, to: usize, folds: bool): usize {
  const first = <u32>load<u8>(<usize>load<u32>(segment));
  for (let at = from; at < to; ) {
    const found = <u32>load<u8>(at);
    if (first == anyCharacter || first == (folds ? foldByte(found) : found)) {
      const end = endAt(segment, at, to, folds);
      if (end != nowhere) return end;
    }
    at += characterBytes(found);
  }
  return nowhere;
}

/** Where a segment starts if the text ends with it, not before `from`. */
function startAtEnd(segment: usize, from: usize, to: usize, folds: bool): usize {
  const text = <usize>load<u32>(segment);
  let at = to;
  for (let wanted = text + <usize>load<u32>(segment, 4); wanted > text; ) {
    wanted -= 1;
    if (at <= from) return nowhere;
    at -= 1;
    const byte = <u32>load<u8>(wanted);
    if (byte == anyCharacter) {
      while (at > from && isContinuation(<u32>load<u8>(at))) at -= 1;
      continue;
    }
    const found = <u32>load<u8>(at);
    if (byte != (folds ? foldByte(found) : found)) return nowhere;
  }
  return at;
}
