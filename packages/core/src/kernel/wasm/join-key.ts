import {
  epochAt,
  keyFieldBytes,
  keyFieldClasses,
  keyFieldNumber,
  keyFieldTag,
  keyMessageAt,
  keyPartHeaderBytes,
  keySpecCount,
  keySpecEpoch,
  keySpecFields,
  keySpecIsHashed,
  keySpecLow,
  maxKeyMessageBytes,
  valueEnd,
  valueField,
  valueHasLoneSurrogate,
  valueNext,
  valueStart,
} from "../memory-layout";
import { firstValue } from "./leaf";
import { sipHash } from "./sip-hash";
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

/** Writes the values one after the other, each with its kind and its length in front, and hashes that. */
function hashFields(spec: usize): bool {
  const message = <usize>load<u32>(keyMessageAt);
  const limit = message + maxKeyMessageBytes;
  let out = message;
  let field = spec + keySpecFields;
  for (let i = load<u32>(spec, keySpecCount); i > 0; i -= 1) {
    const value = firstValue(load<u32>(field, keyFieldNumber));
    if (value == 0 || load<u32>(value, valueNext) != 0) return false;
    if ((load<u32>(value, valueField) & load<u32>(field, keyFieldClasses)) == 0 || !readText(value))
      return false;
    if ((load<u32>(value, valueField) & valueHasLoneSurrogate) != 0) return false;
    const from = <usize>load<u32>(value, valueStart);
    const length = <u32>(<usize>load<u32>(value, valueEnd) - from);
    if (out + keyPartHeaderBytes + length > limit) return false;
    store<u8>(out, <u8>load<u32>(field, keyFieldTag));
    store<u32>(out, length, 1);
    memory.copy(out + keyPartHeaderBytes, from, length);
    out += keyPartHeaderBytes + length;
    field += keyFieldBytes;
  }
  store<u64>(spec, sipHash(message, <u32>(out - message)), keySpecLow);
  return true;
}
