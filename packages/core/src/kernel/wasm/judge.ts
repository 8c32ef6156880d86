import {
  bucketAlways,
  bucketLookupCount,
  bucketLookups,
  bucketPredicates,
  epochAt,
  eventHeaderWords,
  eventMark,
  eventValuesAt,
  exactBytes,
  exactHash,
  exactList,
  foundTopAt,
  gramBytes,
  hasKeyBit,
  isFalse,
  isTrue,
  keySpecHigh,
  keySpecLow,
  lineEndAt,
  lineStartAt,
  linesDoneAt,
  lookupAll,
  lookupBytes,
  lookupClasses,
  lookupExact,
  lookupExactMask,
  lookupField,
  lookupGramBits,
  lookupGramMask,
  lookupGramShift,
  lookupGrams,
  lookupPresent,
  maxSearchedBytes,
  predicateKeysAt,
  timeKindAt,
  timeMsAt,
  timeNanosAt,
  triedAt,
  undecidedBit,
  valueEnd,
  valueField,
  valueNext,
  valueStart,
  valuesTopAt,
} from "../memory-layout";
import { hashText } from "./bytes";
import { writeProgram } from "./caller";
import { hashJoinKey } from "./join-key";
import { firstValue } from "./leaf";
import { runProgram } from "./program";
import { readText } from "./texts";

// One event against the predicates of its bucket: look-ups give candidates, their programs decide.

/** Where the next word of what was found goes. The caller of `judge` has seen to the room. */
let found: usize = 0;
let hasHeader = false;
let current: usize = 0;
let predicates: usize = 0;
let tried: usize = 0;
let epoch: u32 = 0;

/** Writes down the predicates that hold for the current event, or that the caller must decide. */
export function judge(bucket: usize): void {
  found = <usize>load<u32>(foundTopAt);
  hasHeader = false;
  current = bucket;
  predicates = <usize>load<u32>(bucket, bucketPredicates);
  tried = <usize>load<u32>(triedAt);
  epoch = load<u32>(epochAt);
  tryList(<usize>load<u32>(bucket, bucketAlways));
  let lookup = <usize>load<u32>(bucket, bucketLookups);
  for (let i = load<u32>(bucket, bucketLookupCount); i > 0; i -= 1) {
    let value = firstValue(load<u32>(lookup, lookupField));
    if (value != 0) tryList(<usize>load<u32>(lookup, lookupPresent));
    for (; value != 0; value = <usize>load<u32>(value, valueNext)) lookUp(lookup, value);
    lookup += lookupBytes;
  }
  store<u32>(foundTopAt, <u32>found);
}

function lookUp(lookup: usize, value: usize): void {
  const flags = load<u32>(value, valueField);
  const hasText = (flags & load<u32>(lookup, lookupClasses)) != 0 && readText(value);
  const from = <usize>load<u32>(value, valueStart);
  const to = <usize>load<u32>(value, valueEnd);
  const length = <u32>(to - from);
  if (!hasText || length > <u32>maxSearchedBytes) {
    tryList(<usize>load<u32>(lookup, lookupAll));
    return;
  }
  const exact = <usize>load<u32>(lookup, lookupExact);
  if (exact != 0) {
    const hash = hashText(from, length);
    const mask = load<u32>(lookup, lookupExactMask);
    for (let place = <u32>hash & mask; ; place = (place + 1) & mask) {
      const entry = exact + <usize>(place * exactBytes);
      const stored = load<u64>(entry, exactHash);
      if (stored == 0) break;
      if (stored == hash) {
        tryList(<usize>load<u32>(entry, exactList));
        break;
      }
    }
  }
  const bits = <usize>load<u32>(lookup, lookupGramBits);
  if (bits == 0 || length < 4) return;
  const shift = load<u32>(lookup, lookupGramShift);
  const last = to - 4;
  for (let at = from; at <= last; at += 1) {
    const gram = load<u32>(at) | 0x20202020;
    const spread = (gram * 0x9e3779b1) >> shift;
    if ((load<u8>(bits + <usize>(spread >> 3)) & (1 << (spread & 7))) != 0) tryGram(lookup, gram);
  }
}

function tryGram(lookup: usize, gram: u32): void {
  const table = <usize>load<u32>(lookup, lookupGrams);
  const mask = load<u32>(lookup, lookupGramMask);
  for (let place = ((gram * 0x9e3779b1) >> 7) & mask; ; place = (place + 1) & mask) {
    const entry = table + <usize>(place * gramBytes);
    const list = <usize>load<u32>(entry, 4);
    if (list == 0) return;
    if (load<u32>(entry) == gram) {
      tryList(list);
      return;
    }
  }
}

/** Tries predicates, each once an event however many of its values occur. */
function tryList(list: usize): void {
  if (list == 0) return;
  const end = list + <usize>((load<u32>(list) + 1) << 2);
  for (let at = list + 4; at < end; at += 4) {
    const entry = predicates + <usize>(load<u32>(at) << 3);
    const predicate = load<u32>(entry);
    const triedFor = tried + <usize>(predicate << 2);
    if (load<u32>(triedFor) == epoch) continue;
    store<u32>(triedFor, epoch);
    let program = <usize>load<u32>(entry, 4);
    if (program == 0) program = writeProgram(current, entry);
    const truth = runProgram(program);
    if (truth == isFalse) continue;
    if (!hasHeader) writeHeader();
    writeFound(truth == isTrue ? predicate : predicate | undecidedBit, predicate);
  }
}

function writeFound(word: u32, predicate: u32): void {
  const spec = <usize>load<u32>(<usize>load<u32>(predicateKeysAt) + <usize>(predicate << 2));
  if (spec == 0 || !hashJoinKey(spec)) {
    store<u32>(found, word);
    found += 4;
    return;
  }
  store<u32>(found, word | hasKeyBit);
  store<u32>(found, load<u32>(spec, keySpecLow), 4);
  store<u32>(found, load<u32>(spec, keySpecHigh), 8);
  found += 12;
}

function writeHeader(): void {
  hasHeader = true;
  store<u32>(found, eventMark);
  store<u32>(found, load<u32>(lineStartAt), 4);
  store<u32>(found, load<u32>(lineEndAt), 8);
  store<u32>(found, load<u32>(linesDoneAt), 12);
  store<u32>(found, load<u32>(eventValuesAt), 16);
  store<u32>(found, load<u32>(valuesTopAt), 20);
  store<u32>(found, load<u32>(timeKindAt), 24);
  store<u32>(found, load<u32>(timeNanosAt), 28);
  store<f64>(found, load<f64>(timeMsAt), 32);
  found += eventHeaderWords << 2;
}
