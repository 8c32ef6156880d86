import {
  askCaller,
  epochAt,
  isFalse,
  isTrue,
  isUnknown,
  leafAbsent,
  leafAlwaysForCaller,
  leafData,
  leafEpoch,
  leafField,
  leafForCaller,
  leafIntegerEqual,
  leafIntegerGreater,
  leafIntegerGreaterOrEqual,
  leafIntegerLess,
  leafIntegerLessOrEqual,
  leafIsAbsent,
  leafIsFalse,
  leafIsTrue,
  leafKind,
  leafNegated,
  leafNumber,
  leafText,
  leafTextFolded,
  leafTruth,
  patternCount,
  patternHeaderBytes,
  patternList,
  patternSegments,
  slotBytes,
  slotEpoch,
  slotFirst,
  slotsAt,
  textCount,
  textList,
  textPlaceBytes,
  textTableMask,
  valueEnd,
  valueField,
  valueIsBoolean,
  valueIsPlainInteger,
  valueIsString,
  valueNext,
  valueStart,
} from "../memory-layout";
import { hashText, isDigit, minus, sameBytes, sameFolded, zero } from "./bytes";
import { testLeaf as askForLeaf } from "./caller";
import { fitsPattern } from "./pattern";
import { readText } from "./texts";

/** The first value of a field in the current event, or 0. */
export function firstValue(field: u32): usize {
  const slot = <usize>load<u32>(slotsAt) + <usize>(field * slotBytes);
  return load<u32>(slot, slotEpoch) == load<u32>(epochAt) ? <usize>load<u32>(slot, slotFirst) : 0;
}

/** The truth of a leaf for the current event, computed once however many conditions ask. */
export function leafTruthOf(leaf: usize): u32 {
  const epoch = load<u32>(epochAt);
  if (load<u32>(leaf, leafEpoch) == epoch) return load<u32>(leaf, leafTruth);
  const truth = testLeaf(leaf);
  store<u32>(leaf, epoch, leafEpoch);
  store<u32>(leaf, truth, leafTruth);
  return truth;
}

/** A leaf is true if its test is true for one of the field's values, or for null where there is none. */
function testLeaf(leaf: usize): u32 {
  const kind = load<u32>(leaf, leafKind);
  if (kind == leafAlwaysForCaller) return askCaller;
  const first = firstValue(load<u32>(leaf, leafField));
  if (first == 0) return load<u32>(leaf, leafAbsent);
  if (kind == leafForCaller) return askForLeaf(load<u32>(leaf, leafData)) != 0 ? isTrue : isFalse;
  let truth: u32 = isFalse;
  for (let value = first; value != 0; value = <usize>load<u32>(value, valueNext)) {
    const found = kind == leafIsAbsent ? testAbsence(leaf, value) : testValue(leaf, kind, value);
    if (found == isTrue) return isTrue;
    if (found == isUnknown) truth = isUnknown;
  }
  return truth;
}

/** A value that the field's type takes makes "is absent" false; whether it takes others, the caller knows. */
function testAbsence(leaf: usize, value: usize): u32 {
  const classes = load<u32>(leaf, leafData);
  if ((load<u32>(value, valueField) & classes) == 0) return isUnknown;
  return load<u32>(leaf, leafNegated) != 0 ? isTrue : isFalse;
}

function testValue(leaf: usize, kind: u32, value: usize): u32 {
  const flags = load<u32>(value, valueField);
  let holds = false;
  if (kind == leafText || kind == leafTextFolded) {
    // Booleans and plain integers have the text they are written with.
    if ((flags & (valueIsString | valueIsBoolean | valueIsPlainInteger)) == 0) return isUnknown;
    if (!readText(value)) return isUnknown;
    holds = fitsText(<usize>load<u32>(leaf, leafData), value, kind == leafTextFolded);
  } else if (kind == leafIsTrue || kind == leafIsFalse) {
    if ((flags & valueIsBoolean) == 0) return isUnknown;
    const isWrittenTrue = <u32>load<u8>(<usize>load<u32>(value, valueStart)) == 0x74;
    holds = isWrittenTrue == (kind == leafIsTrue);
  } else {
    if ((flags & valueIsPlainInteger) == 0) return isUnknown;
    holds = comparesWith(kind, readInteger(value), load<f64>(leaf, leafNumber));
  }
  return holds == (load<u32>(leaf, leafNegated) == 0) ? isTrue : isFalse;
}

function comparesWith(kind: u32, value: f64, number: f64): bool {
  switch (kind) {
    case leafIntegerEqual:
      return value == number;
    case leafIntegerLess:
      return value < number;
    case leafIntegerLessOrEqual:
      return value <= number;
    case leafIntegerGreater:
      return value > number;
    case leafIntegerGreaterOrEqual:
      return value >= number;
    default:
      return false;
  }
}

/** At most 15 digits: exact as a double. */
function readInteger(value: usize): f64 {
  let at = <usize>load<u32>(value, valueStart);
  const to = <usize>load<u32>(value, valueEnd);
  const isNegative = <u32>load<u8>(at) == minus;
  if (isNegative) at += 1;
  let number: i64 = 0;
  for (; at < to && isDigit(<u32>load<u8>(at)); at += 1)
    number = number * 10 + <i64>(<u32>load<u8>(at) - zero);
  return isNegative ? -(<f64>number) : <f64>number;
}

function fitsText(test: usize, value: usize, folds: bool): bool {
  const from = <usize>load<u32>(value, valueStart);
  const to = <usize>load<u32>(value, valueEnd);
  const length = <u32>(to - from);
  const count = load<u32>(test, textCount);
  const list = <usize>load<u32>(test, textList);
  const mask = load<u32>(test, textTableMask);
  if (mask == 0) {
    for (let i: u32 = 0; i < count; i += 1) {
      const text = list + <usize>(i << 3);
      if (load<u32>(text, 4) == length && isSame(from, <usize>load<u32>(text), length, folds)) return true;
    }
  } else {
    const hash = <u32>hashText(from, length);
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = list + <usize>(place * textPlaceBytes);
      const text = <usize>load<u32>(entry, 4);
      if (text == 0) break;
      if (load<u32>(entry) != hash || load<u32>(entry, 8) != length) continue;
      if (isSame(from, text, length, folds)) return true;
    }
  }
  let pattern = <usize>load<u32>(test, patternList);
  for (let i = load<u32>(test, patternCount); i > 0; i -= 1) {
    if (fitsPattern(pattern, from, to, folds)) return true;
    pattern += <usize>(patternHeaderBytes + (load<u32>(pattern, patternSegments) << 3));
  }
  return false;
}

function isSame(text: usize, wanted: usize, length: u32, folds: bool): bool {
  return folds ? sameFolded(text, wanted, length) : sameBytes(text, wanted, length);
}
