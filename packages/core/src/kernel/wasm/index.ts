import {
  blockEndAt,
  categoryFieldAt,
  cursorAt,
  epochAt,
  eventCountAt,
  eventValuesAt,
  foundLimitAt,
  foundTopAt,
  leaveNextAt,
  lineEndAt,
  lineStartAt,
  linesDoneAt,
  markDataStream,
  markEndgame,
  markEvent,
  markRawXml,
  markSource,
  marksAt,
  markWinlog,
  objectMarksAt,
  pendingAt,
  reasonBucket,
  reasonDone,
  reasonFull,
  reasonLine,
  reasonTime,
  textsLimitAt,
  textsTopAt,
  timeKindAt,
  timeKindMask,
  timeToRead,
  valuesLimitAt,
  valuesTopAt,
} from "../memory-layout";
import { findBucket } from "./bucket";
import { hashText, isUtf8, lineFeed, skipSpace } from "./bytes";
import { judge } from "./judge";
import { firstValue } from "./leaf";
import { addValue, hashKey, projectLine } from "./project";
import {
  endOfLine,
  indexLine,
  lineHasBackslash,
  lineIsBroken,
  lineIsNotAscii,
  lineTraits,
} from "./structure";
import { readText } from "./texts";
import { isInRange, readTime } from "./time";

// What an event may need at most before it is begun: room for values, for texts and for what is found.
const pendingNothing: u32 = 0;
/** The time of the current event is to be settled, then its range looked at. */
const pendingTime: u32 = 1;
/** The current event waits for its bucket. */
const pendingBucket: u32 = 2;

/**
 * Judges lines from the cursor on, until the block is done or the caller is needed; the reason. To go on, call it again.
 *
 * @param roomBytes what must be free in the list of values and in that of what is found before a line is begun
 */
export function run(valueRoomBytes: u32, foundRoomBytes: u32): u32 {
  const blockEnd = <usize>load<u32>(blockEndAt);
  while (true) {
    const pending = load<u32>(pendingAt);
    if (pending != pendingNothing) {
      const reason = judgeCurrent(pending, 0);
      if (reason != reasonDone) return reason;
      endLine(<usize>load<u32>(lineEndAt));
    }
    const line = <usize>load<u32>(cursorAt);
    if (line >= blockEnd) return reasonDone;
    const first = skipSpace(line);
    if (<u32>load<u8>(first) == lineFeed) {
      endLine(first);
      continue;
    }
    store<u32>(lineStartAt, <u32>line);
    if (load<u32>(leaveNextAt) != 0) {
      const end = endOfLine(line);
      store<u32>(lineEndAt, <u32>end);
      return leaveLine(end);
    }
    const end = indexLine(line);
    const traits = lineTraits();
    store<u32>(lineEndAt, <u32>end);
    if (isFull(end - line, valueRoomBytes, foundRoomBytes)) return reasonFull;
    if ((traits & lineIsBroken) != 0) return leaveLine(end);
    if ((traits & lineIsNotAscii) != 0 && !isUtf8(line, end)) return leaveLine(end);
    beginEvent();
    if (!projectLine(line, end, traits) || !isPlainEvent()) {
      dropEvent();
      return leaveLine(end);
    }
    store<u32>(pendingAt, pendingTime);
    readTime();
  }
}

/**
 * Judges one event whose values the caller has added with `addFieldValue` after `beginEvent`, by the predicates of a bucket
 * that the caller knows to be its. The reason to come back: done, or its time is missing, after which it is called again.
 */
export function judgeEvent(bucket: usize): u32 {
  if (load<u32>(pendingAt) == pendingNothing) {
    store<u32>(pendingAt, pendingTime);
    readTime();
  }
  return judgeCurrent(load<u32>(pendingAt), bucket);
}

/** The bucket of the current event, as far as its values have been added; 0 where it has to be made. */
export function locateBucket(): usize {
  return findBucket();
}

/** Starts a new event: nothing is known of any field. */
export function beginEvent(): void {
  store<u32>(eventValuesAt, load<u32>(valuesTopAt));
  let epoch = load<u32>(epochAt) + 1;
  // After four billion events, what was remembered for the first ones could be taken for this one's.
  if (epoch == 0) unreachable();
  store<u32>(epochAt, epoch);
}

/** Takes back what was added for the current event. */
export function dropEvent(): void {
  store<u32>(valuesTopAt, load<u32>(eventValuesAt));
  store<u32>(pendingAt, pendingNothing);
}

/** Adds a value of a field to the current event; false where no more fit. */
export function addFieldValue(fieldAndFlags: u32, from: usize, to: usize): bool {
  return addValue(fieldAndFlags, from, to);
}

/** The hash of a key as the trie of fields takes it. */
export function hashKeyAt(from: usize, length: u32): u32 {
  const head = load<u64>(from);
  return hashKey(length < 8 ? (length == 0 ? 0 : head & (~(<u64>0) >> ((8 - length) << 3))) : head, length);
}

/** Writes the hash of a text, 8 bytes. */
export function hashTextInto(from: usize, length: u32, into: usize): void {
  store<u64>(into, hashText(from, length));
}

/** Makes the bytes of a value its text, see `readText`. */
export function readValueText(value: usize): bool {
  return readText(value);
}

/** Judges the current event as far as it goes; `reasonDone` where it is judged. */
function judgeCurrent(pending: u32, known: usize): u32 {
  if (pending == pendingTime) {
    if ((load<u32>(timeKindAt) & timeKindMask) == timeToRead) return reasonTime;
    store<u32>(eventCountAt, load<u32>(eventCountAt) + 1);
    if (!isInRange()) {
      endEvent();
      return reasonDone;
    }
    store<u32>(pendingAt, pendingBucket);
  }
  const bucket = known != 0 ? known : findBucket();
  if (bucket == 0) return reasonBucket;
  const before = load<u32>(foundTopAt);
  judge(bucket);
  // Nobody will ask for the values of an event without a hit.
  if (load<u32>(foundTopAt) == before) store<u32>(valuesTopAt, load<u32>(eventValuesAt));
  endEvent();
  return reasonDone;
}

function endEvent(): void {
  store<u32>(pendingAt, pendingNothing);
}

function endLine(end: usize): void {
  store<u32>(cursorAt, <u32>end + 1);
  store<u32>(linesDoneAt, load<u32>(linesDoneAt) + 1);
}

function leaveLine(end: usize): u32 {
  endLine(end);
  return reasonLine;
}

function isFull(lineBytes: usize, valueRoomBytes: u32, foundRoomBytes: u32): bool {
  return (
    load<u32>(valuesLimitAt) - load<u32>(valuesTopAt) < valueRoomBytes ||
    load<u32>(foundLimitAt) - load<u32>(foundTopAt) < foundRoomBytes ||
    load<u32>(textsLimitAt) - load<u32>(textsTopAt) < <u32>lineBytes + 4_096
  );
}

/**
 * Whether the line is an event in ECS as it stands, as `events/mapping/recognize-shape.ts` and the reader of hits and bulk
 * bodies would find: not more than that, the caller decides about the rest.
 */
function isPlainEvent(): bool {
  const marks = load<u32>(marksAt);
  if ((marks & (markEndgame | markSource)) != 0) return false;
  if (firstValue(load<u32>(categoryFieldAt)) != 0) return true;
  if ((marks & (markWinlog | markRawXml)) != 0) return false;
  return (load<u32>(objectMarksAt) & (markEvent | markDataStream)) != 0;
}
