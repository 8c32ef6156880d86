import {
  epochAt,
  keyFieldBytes,
  keyFieldClasses,
  keyFieldNumber,
  keyFieldTag,
  keySeedAt,
  keySpecCount,
  keySpecEpoch,
  keySpecFields,
  keySpecHigh,
  keySpecIsHashed,
  keySpecLow,
  valueEnd,
  valueField,
  valueHasLoneSurrogate,
  valueNext,
  valueStart,
} from "../memory-layout";
import { firstValue } from "./leaf";
import { readText } from "./texts";

// Hashes of join keys, for events that have one plain value in each field of the key. `pass/key-hash.ts` computes the same
// from values, for all other events.

/** Whether the key of the current event could be hashed; the hash stands in the specification then. */
export function hashJoinKey(spec: usize): bool {
  const epoch = load<u32>(epochAt);
  if (load<u32>(spec, keySpecEpoch) == epoch) return load<u32>(spec, keySpecIsHashed) != 0;
  store<u32>(spec, epoch, keySpecEpoch);
  const isHashed = hashFields(spec);
  store<u32>(spec, isHashed ? 1 : 0, keySpecIsHashed);
  return isHashed;
}

function hashFields(spec: usize): bool {
  const seed = load<u32>(keySeedAt);
  let low: u32 = 0x243f6a88 ^ seed;
  let high: u32 = 0x85a308d3 ^ seed;
  let field = spec + keySpecFields;
  for (let i = load<u32>(spec, keySpecCount); i > 0; i -= 1) {
    const value = firstValue(load<u32>(field, keyFieldNumber));
    if (value == 0 || load<u32>(value, valueNext) != 0) return false;
    if ((load<u32>(value, valueField) & load<u32>(field, keyFieldClasses)) == 0 || !readText(value))
      return false;
    if ((load<u32>(value, valueField) & valueHasLoneSurrogate) != 0) return false;
    let at = <usize>load<u32>(value, valueStart);
    let left = <u32>(<usize>load<u32>(value, valueEnd) - at);
    let word = (load<u32>(field, keyFieldTag) << 24) ^ left;
    low = mixLow(low, word);
    high = mixHigh(high, word);
    for (; left >= 4; left -= 4) {
      word = load<u32>(at);
      low = mixLow(low, word);
      high = mixHigh(high, word);
      at += 4;
    }
    if (left > 0) {
      word = load<u32>(at) & (((<u32>1) << (left << 3)) - 1);
      low = mixLow(low, word);
      high = mixHigh(high, word);
    }
    field += keyFieldBytes;
  }
  const mixed = mixLow(low, high >> 13);
  store<u32>(spec, mixed, keySpecLow);
  store<u32>(spec, mixHigh(high, mixed), keySpecHigh);
  return true;
}

function mixLow(hash: u32, word: u32): u32 {
  const mixed = (hash ^ word) * 0x9e3779b1;
  return mixed ^ (mixed >> 15);
}

function mixHigh(hash: u32, word: u32): u32 {
  const mixed = (hash ^ word) * 0x85ebca6b;
  return mixed ^ (mixed >> 13);
}
