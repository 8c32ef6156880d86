import type { JsonObject } from "../events/index.ts";
import type { Condition, JoinKey, Term } from "../lang/index.ts";
import { compilePredicate, convertFieldValue, type Predicate } from "../match/index.ts";
import { type BucketPredicate, writeBucket } from "./bucket-writer.ts";
import { leafCanFail, leafTests, mentionsOf, onlyMention } from "./condition-terms.ts";
import { createDocumentBuckets } from "./document-buckets.ts";
import { createDocumentValues, type WriteDocument } from "./document-values.ts";
import { createEventView, type DecodeAscii, type EventView, type KernelFields } from "./event-view.ts";
import { writeFieldTrie } from "./field-trie.ts";
import { kernelLimits } from "./kernel-limits.ts";
import { createKernelMemory, type KernelMemory } from "./kernel-memory.ts";
import { kernelModule } from "./kernel-module.ts";
import { comparableValues, createLeafTable, valueClassOf } from "./leaf-table.ts";
import * as at from "./memory-layout.ts";
import { plainSeed } from "./pass/key-hash.ts";
import type { HashSeed } from "./pass/sip-hash.ts";
import { reduceCondition } from "./reduce-condition.ts";

/** An event for which predicates were found. The same object for all events. */
export interface JudgedEvent {
  /** What the event holds, until the next event is given. */
  readonly view: EventView;
  /** Where its line stands in the block, from and to, and how many lines of the block stand before it; 0 for a document. */
  readonly lineFrom: number;
  readonly lineTo: number;
  readonly linesBefore: number;
  /** Milliseconds since 1970, and nanoseconds beyond them, of the first time; minus infinity where the event has none. */
  readonly ms: number;
  readonly nanos: number;
  readonly hasSeveralTimes: boolean;
  /** How many predicates were found. The lists go on behind them with what earlier events had. */
  readonly count: number;
  /** The predicates, ascending, and for each 1 where it certainly holds: the others the receiver must decide. */
  readonly predicates: Uint32Array;
  readonly isCertain: Uint8Array;
  /** For each predicate with a join key 1 where the key was hashed, and the hash. */
  readonly hasKey: Uint8Array;
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
}

export interface KernelSink {
  event(event: JudgedEvent): void;
  /**
   * A line that the kernel does not judge: it is not plainly one event in ECS. Offsets are those of the block. True where
   * the next line belongs to it and must be left too.
   */
  line(from: number, to: number, linesBefore: number): boolean;
}

export interface KernelOptions {
  /** All fields that predicates and their keys and orders read: compile them first. */
  readonly fields: KernelFields;
  readonly predicates: readonly Condition[];
  /** For each predicate the fields of its join key, if it has one. */
  readonly joinKeys?: readonly (readonly JoinKey[] | undefined)[];
  /** Seed of the hashes of join keys. */
  readonly seed?: HashSeed;
  /** Events outside of it are not judged; in milliseconds since 1970. */
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  readonly decodeAscii?: DecodeAscii;
  /** Number of an event behind which events are numbered anew, once a block or document is done; for tests. */
  readonly maxEventNumber?: number;
  /** Of lines that are left one after the other, one in so many is looked at; 1 to look at all, for tests. */
  readonly probeEvery?: number;
}

/** Finds which predicates hold for which events. */
export interface Kernel {
  /** Judges the lines of a block of NDJSON; their number. The last one need not end with a line feed. */
  judgeBlock(block: Uint8Array, sink: KernelSink): number;
  /** Judges an event that is a document already. */
  judgeDocument(document: JsonObject, sink: Pick<KernelSink, "event">): void;
  /** Events judged or left out by the range, of these those left out, and events without a time that can be read. */
  readonly eventCount: number;
  readonly outsideCount: number;
  readonly withoutTimeCount: number;
}

/** The fields by whose values an event's time and its shape are known. */
export const kernelTimeField = "@timestamp";
const categoryField = "event.category";

/**
 * Fields with few values, by which predicates are told apart first: what a predicate asks of them is answered once for each
 * combination of their values that occurs, and most predicates are then out of the question.
 */
const bucketFields = [
  "event.category",
  "event.type",
  "event.action",
  "event.code",
  "host.os.type",
  "data_stream.dataset",
];

/**
 * Creates a kernel; undefined where the platform has no WebAssembly with SIMD, or where there are more fields than it takes.
 * Everything it will ever write but buckets is written now.
 */
export function createKernel(options: KernelOptions): Kernel | undefined {
  const module = kernelModule();
  if (module === undefined) return undefined;
  const {
    fields,
    predicates,
    maxEventNumber = kernelLimits.maxEventNumber,
    probeEvery = kernelLimits.probeEvery,
  } = options;
  for (const name of [kernelTimeField, categoryField, ...bucketFields]) fields.numberOf(name);
  if (fields.names.length > kernelLimits.maxFields) return undefined;
  const callerLeaves: { readonly test: Term; holds: Predicate<EventView> | undefined }[] = [];
  /** The event that the view stands on for the sake of leaves. */
  let viewEpoch = 0;
  const memory = createKernelMemory(module, at.memoryBase, {
    testLeaf(number) {
      const epoch = word(at.epochAt);
      if (viewEpoch !== epoch && !isDocument) {
        view.moveTo(word(at.eventValuesAt), word(at.valuesTopAt));
        viewEpoch = epoch;
      }
      const leaf = callerLeaves[number];
      if (leaf === undefined) return 0;
      leaf.holds ??= compilePredicate({ kind: "Leaf", test: leaf.test }, fields);
      return leaf.holds(view) ? 1 : 0;
    },
    writeText: (value) => documentValues.writeText(value),
  });
  const addForCaller = (test: Term): number => callerLeaves.push({ test, holds: undefined }) - 1;
  const timeFields = [fields.numberOf(kernelTimeField)];
  const bucketNumbers = bucketFields.map(fields.numberOf);
  const documentBuckets = createDocumentBuckets(bucketFields, kernelLimits.maxBuckets);
  const buckets = createBuckets(memory, options, addForCaller);
  const areas = layOut(memory, options);
  const view = createEventView(memory, fields.names, options.decodeAscii);
  /** The current event is a document, on which the view stands. */
  let isDocument = false;
  const documentValues = createDocumentValues(memory, fields.names);
  /** For each bucket what writes the fields that its predicates read. */
  const documentWriters = new Map<number, WriteDocument>();
  const counts = { events: 0, outside: 0, withoutTime: 0 };
  const event = {
    view,
    lineFrom: 0,
    lineTo: 0,
    linesBefore: 0,
    ms: 0,
    nanos: 0,
    hasSeveralTimes: false,
    count: 0,
    // One more, since the room is never empty.
    predicates: new Uint32Array(predicates.length + 1),
    isCertain: new Uint8Array(predicates.length + 1),
    hasKey: new Uint8Array(predicates.length + 1),
    keyLow: new Uint32Array(predicates.length + 1),
    keyHigh: new Uint32Array(predicates.length + 1),
  };
  const word = (address: number): number => memory.words[address / 4] ?? 0;
  const setWord = (address: number, value: number): void => {
    memory.words[address / 4] = value;
  };
  const readTime = fields.raw(kernelTimeField);
  const wholes = new Float64Array(1);
  const halves = new Uint32Array(wholes.buffer);

  const takeCounts = (): void => {
    counts.events += word(at.eventCountAt);
    counts.outside += word(at.outsideCountAt);
    counts.withoutTime += word(at.withoutTimeCountAt);
    setWord(at.eventCountAt, 0);
    setWord(at.outsideCountAt, 0);
    setWord(at.withoutTimeCountAt, 0);
  };

  /** Reads the time of the view's event, which is not written as most are. */
  const settleTime = (): void => {
    const [raw] = readTime(view);
    const date = raw === undefined ? undefined : convertFieldValue(raw, "date_nanos");
    const isDate = typeof date === "object" && date !== null && date.kind === "date";
    const several = view.count(fields.numberOf(kernelTimeField)) > 1 ? at.severalTimesBit : 0;
    setWord(at.timeKindAt, (isDate ? at.timeKnown : at.timeAbsent) | several);
    memory.floats[at.timeMsAt / 8] = isDate ? date.ms : 0;
    setWord(at.timeNanosAt, isDate ? date.nanos : 0);
  };

  /** Gives what was found so far, each event with its predicates, and makes room. */
  const giveFound = (sink: Pick<KernelSink, "event">, blockAt: number, document?: JsonObject): void => {
    const end = word(at.foundTopAt) / 4;
    for (let place = areas.found / 4; place < end; ) {
      const { words } = memory;
      event.lineFrom = (words[place + 1] ?? 0) - blockAt;
      event.lineTo = (words[place + 2] ?? 0) - blockAt;
      event.linesBefore = words[place + 3] ?? 0;
      const timeKind = words[place + 6] ?? 0;
      const hasTime = (timeKind & at.timeKindMask) === at.timeKnown;
      event.hasSeveralTimes = (timeKind & at.severalTimesBit) !== 0;
      // The header may begin at any word.
      halves[0] = words[place + 8] ?? 0;
      halves[1] = words[place + 9] ?? 0;
      event.ms = hasTime ? (wholes[0] ?? 0) : Number.NEGATIVE_INFINITY;
      event.nanos = hasTime ? (words[place + 7] ?? 0) : 0;
      if (document === undefined) view.moveTo(words[place + 4] ?? 0, words[place + 5] ?? 0);
      place = takePredicates(event, words, place + at.eventHeaderWords, end);
      sink.event(event);
    }
    clearFound();
  };

  const clearFound = (): void => {
    setWord(at.foundTopAt, areas.found);
    setWord(at.valuesTopAt, areas.values);
    setWord(at.textsTopAt, areas.texts);
  };

  /** Starts to number events anew: what was remembered for one of the first must not be taken for a later one's. */
  const forgetEvents = (): void => {
    takeCounts();
    viewEpoch = 0;
    setWord(at.epochAt, 0);
    memory.words.fill(0, areas.slots / 4, (areas.slots + fields.names.length * at.slotBytes) / 4);
    memory.words.fill(0, areas.tried / 4, areas.tried / 4 + predicates.length);
    for (const [predicate] of predicates.entries()) {
      const spec = word(areas.joinKeys + predicate * 4);
      if (spec !== 0) setWord(spec + at.keySpecEpoch, 0);
    }
    buckets.forgetEvents();
  };

  /** Lines left one after the other, and the count of events behind the last of them. */
  let leftInARow = 0;
  let eventsAtLeft = -1;

  const judgeBlock = (block: Uint8Array, sink: KernelSink): number => {
    if (block.length > kernelLimits.maxBlockBytes) return leaveLines(block, 0, 0, sink);
    const end = areas.block + block.length;
    memory.bytes.set(block, areas.block);
    memory.bytes.fill(0x0a, end, end + 1);
    setWord(at.cursorAt, areas.block);
    // After many lines that were left only the first of a block is looked at; if it is one of them, the others follow.
    let isProbing = probeEvery > 1 && leftInARow > probeEvery * probeEvery;
    setWord(at.blockEndAt, isProbing ? areas.block + firstLineEnd(block) : end);
    setWord(at.linesDoneAt, 0);
    setWord(at.leaveNextAt, 0);
    setWord(at.pendingAt, 0);
    for (;;) {
      const reason = memory.functions.run(kernelLimits.valueRoomBytes, areas.foundRoomBytes);
      if (reason === at.reasonBucket || reason === at.reasonTime) {
        view.moveTo(word(at.eventValuesAt), word(at.valuesTopAt));
        if (reason === at.reasonTime) settleTime();
        else buckets.make(view);
        continue;
      }
      giveFound(sink, areas.block);
      if (reason === at.reasonDone) {
        if (!isProbing) break;
        isProbing = false;
        if (leftInARow > probeEvery) {
          const done = word(at.linesDoneAt);
          takeCounts();
          return leaveLines(block, word(at.cursorAt) - areas.block, done, sink);
        }
        setWord(at.blockEndAt, end);
      }
      if (reason === at.reasonLine) {
        const from = word(at.lineStartAt) - areas.block;
        const to = word(at.lineEndAt) - areas.block;
        // Lines of one shape follow each other. Where none is judged for a while, most are left without a look.
        leftInARow = word(at.eventCountAt) === eventsAtLeft ? leftInARow + 1 : 0;
        const isNextLeft = sink.line(from, to, word(at.linesDoneAt) - 1);
        // Only now: where the line became a document, that was counted.
        eventsAtLeft = word(at.eventCountAt);
        const isLeft = isNextLeft || (leftInARow > probeEvery && leftInARow % probeEvery !== 0);
        setWord(at.leaveNextAt, isLeft ? 1 : 0);
      }
    }
    takeCounts();
    if (word(at.epochAt) > maxEventNumber) forgetEvents();
    return word(at.linesDoneAt);
  };

  const judgeDocument = (document: JsonObject, sink: Pick<KernelSink, "event">): void => {
    // A block may be under way: its line was left to the caller, who found this document in it.
    const linesDone = word(at.linesDoneAt);
    view.moveToDocument(document);
    isDocument = true;
    setWord(at.lineStartAt, 0);
    setWord(at.lineEndAt, 0);
    setWord(at.linesDoneAt, 0);
    memory.functions.beginEvent();
    const bucket = bucketOfDocument(document);
    if (bucket !== undefined && writeDocument(document, bucket)) {
      while (memory.functions.judgeEvent(bucket) === at.reasonTime) settleTime();
      giveFound(sink, 0, document);
    } else {
      // Too many values: the receiver decides about every predicate.
      memory.functions.dropEvent();
      clearFound();
      judgeByView(sink);
    }
    isDocument = false;
    setWord(at.linesDoneAt, linesDone);
    if (word(at.epochAt) > maxEventNumber) forgetEvents();
  };

  /** Writes what the predicates of the document's bucket may ask for: of most documents that is little. */
  const writeDocument = (document: JsonObject, bucket: number): boolean => {
    if (!documentValues.writeFields(document, timeFields)) return false;
    let write = documentWriters.get(bucket);
    if (write === undefined) {
      write = documentValues.compileWalk(buckets.fieldsOf(bucket));
      documentWriters.set(bucket, write);
    }
    const result = write(document);
    if (result !== "dotted") return result === "written";
    memory.functions.dropEvent();
    memory.functions.beginEvent();
    return documentValues.writeFields(document, [...timeFields, ...buckets.fieldsOf(bucket)]);
  };

  /** The bucket of the document that the view stands on; undefined where its values do not fit. */
  const bucketOfDocument = (document: JsonObject): number | undefined => {
    const known = documentBuckets.find(document);
    if (known !== undefined) return known;
    if (!documentValues.writeFields(document, bucketNumbers)) return undefined;
    const bucket = memory.functions.locateBucket() || buckets.make(view);
    memory.functions.dropEvent();
    memory.functions.beginEvent();
    documentBuckets.set(document, bucket);
    return bucket;
  };

  const judgeByView = (sink: Pick<KernelSink, "event">): void => {
    settleTime();
    const isKnown = (word(at.timeKindAt) & at.timeKindMask) === at.timeKnown;
    event.hasSeveralTimes = (word(at.timeKindAt) & at.severalTimesBit) !== 0;
    const ms = memory.floats[at.timeMsAt / 8] ?? 0;
    const { range } = options;
    counts.events += 1;
    if (!isKnown) counts.withoutTime += 1;
    if (range !== undefined && !(isKnown && ms >= range.fromMs && ms < range.toMs)) {
      counts.outside += 1;
      return;
    }
    event.lineFrom = 0;
    event.lineTo = 0;
    event.linesBefore = 0;
    event.ms = isKnown ? ms : Number.NEGATIVE_INFINITY;
    event.nanos = isKnown ? word(at.timeNanosAt) : 0;
    event.count = predicates.length;
    for (let predicate = 0; predicate < predicates.length; predicate += 1)
      event.predicates[predicate] = predicate;
    event.isCertain.fill(0);
    event.hasKey.fill(0);
    sink.event(event);
  };

  return {
    judgeBlock,
    judgeDocument,
    get eventCount() {
      return counts.events + word(at.eventCountAt);
    },
    get outsideCount() {
      return counts.outside + word(at.outsideCountAt);
    },
    get withoutTimeCount() {
      return counts.withoutTime + word(at.withoutTimeCountAt);
    },
  };
}

/**
 * Reads the predicates of an event, of which there are few, and brings them into ascending order.
 *
 * @returns where the next event begins
 */
function takePredicates(
  event: {
    count: number;
    readonly predicates: Uint32Array;
    readonly isCertain: Uint8Array;
    readonly hasKey: Uint8Array;
    readonly keyLow: Uint32Array;
    readonly keyHigh: Uint32Array;
  },
  words: Uint32Array,
  from: number,
  end: number,
): number {
  const { predicates, isCertain, hasKey, keyLow, keyHigh } = event;
  let count = 0;
  let read = from;
  for (; read < end; read += 1) {
    const word = words[read] ?? 0;
    if (word === at.eventMark) break;
    const predicate = word & at.predicateMask;
    let place = count;
    for (; place > 0 && (predicates[place - 1] ?? 0) > predicate; place -= 1) {
      predicates[place] = predicates[place - 1] ?? 0;
      isCertain[place] = isCertain[place - 1] ?? 0;
      hasKey[place] = hasKey[place - 1] ?? 0;
      keyLow[place] = keyLow[place - 1] ?? 0;
      keyHigh[place] = keyHigh[place - 1] ?? 0;
    }
    count += 1;
    predicates[place] = predicate;
    isCertain[place] = (word & at.undecidedBit) === 0 ? 1 : 0;
    if ((word & at.hasKeyBit) === 0) {
      hasKey[place] = 0;
      continue;
    }
    hasKey[place] = 1;
    keyLow[place] = words[read + 1] ?? 0;
    keyHigh[place] = words[read + 2] ?? 0;
    read += 2;
  }
  event.count = count;
  return read;
}

function firstLineEnd(block: Uint8Array): number {
  const feed = block.indexOf(lineFeed);
  return feed === -1 ? block.length : feed + 1;
}

const lineFeed = 0x0a;

/** Leaves all lines from an offset on to the receiver; the number of lines of the block. */
function leaveLines(block: Uint8Array, start: number, linesBefore: number, sink: KernelSink): number {
  let from = start;
  let lines = linesBefore;
  for (; from < block.length; lines += 1) {
    const feed = block.indexOf(lineFeed, from);
    const to = feed === -1 ? block.length : feed;
    if (!isBlank(block, from, to)) sink.line(from, to, lines);
    from = to + 1;
  }
  return lines;
}

/** JSON's own white space. */
function isBlank(block: Uint8Array, from: number, to: number): boolean {
  for (let place = from; place < to; place += 1) {
    const byte = block[place];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

interface Areas {
  readonly block: number;
  readonly values: number;
  readonly texts: number;
  readonly found: number;
  readonly foundRoomBytes: number;
  readonly slots: number;
  readonly tried: number;
  readonly joinKeys: number;
}

/** Allocates what a pass works on, and writes where it is and what the module must know. */
function layOut(memory: KernelMemory, options: KernelOptions): Areas {
  const { fields, predicates, range } = options;
  const trie = writeFieldTrie(memory, fields.names);
  const { maxBlockBytes, valueBytes, textBytes, maxDepth } = kernelLimits;
  const foundRoomBytes = (predicates.length * 3 + at.eventHeaderWords) * 4;
  const foundBytes = Math.max(256 * 1024, foundRoomBytes * 4);
  const block = memory.allocate(maxBlockBytes + 128);
  const tokens = memory.allocate(maxBlockBytes * 4 + 64);
  const values = memory.allocate(valueBytes);
  const texts = memory.allocate(textBytes);
  const found = memory.allocate(foundBytes);
  const slots = memory.allocate(fields.names.length * at.slotBytes);
  const tried = memory.allocate(predicates.length * 4 + 4);
  const joinKeys = writeJoinKeys(memory, fields, options);
  const keyMessage = memory.allocate(at.maxKeyMessageBytes + 64);
  const bucketKey = memory.allocate(at.maxBucketKeyBytes + 64);
  const bucketNumbers = memory.putWords(bucketFields.map(fields.numberOf));
  const entries: readonly (readonly [address: number, value: number])[] = [
    [at.tokensAt, tokens],
    [at.valuesStartAt, values],
    [at.valuesTopAt, values],
    [at.valuesLimitAt, values + valueBytes],
    [at.textsStartAt, texts],
    [at.textsTopAt, texts],
    [at.textsLimitAt, texts + textBytes],
    [at.foundStartAt, found],
    [at.foundTopAt, found],
    [at.foundLimitAt, found + foundBytes],
    [at.trieRootAt, trie],
    [at.slotsAt, slots],
    [at.triedAt, tried],
    [at.predicateKeysAt, joinKeys],
    [at.keyMessageAt, keyMessage],
    [at.bucketKeyAt, bucketKey],
    [at.bucketFieldCountAt, bucketFields.length],
    [at.bucketFieldsAt, bucketNumbers],
    [at.timeFieldAt, fields.numberOf(kernelTimeField)],
    [at.categoryFieldAt, fields.numberOf(categoryField)],
    [at.maxDepthAt, maxDepth],
    [at.hasRangeAt, range === undefined ? 0 : 1],
  ];
  for (const [address, value] of entries) memory.words[address / 4] = value;
  memory.words.set(options.seed ?? plainSeed, at.keySeedAt / 4);
  memory.floats[at.rangeFromAt / 8] = range?.fromMs ?? 0;
  memory.floats[at.rangeToAt / 8] = range?.toMs ?? 0;
  return { block, values, texts, found, foundRoomBytes, slots, tried, joinKeys };
}

/** Writes the join keys that the module can hash, each once, and for each predicate which it has; the address of that. */
function writeJoinKeys(
  memory: KernelMemory,
  fields: KernelFields,
  { predicates, joinKeys = [] }: KernelOptions,
): number {
  const written = new Map<string, number>();
  const addresses = predicates.map((_, predicate) => {
    const keys = joinKeys[predicate];
    if (keys === undefined || !keys.every(canHashKey)) return 0;
    const words = keys.flatMap(({ name, fieldType }) => {
      const valueClass = fieldType === undefined ? "other" : valueClassOf(fieldType);
      const tag = valueClass === "number" ? at.keyTagNumber : at.keyTagText;
      return [fields.numberOf(name), comparableValues(valueClass), tag];
    });
    const id = words.join();
    const known = written.get(id) ?? memory.putWords([keys.length, 0, 0, 0, 0, ...words]);
    written.set(id, known);
    return known;
  });
  // One more, since the room is never empty.
  return memory.putWords([...addresses, 0]);
}

/** Of other types, different texts can be one value. */
function canHashKey({ fieldType }: JoinKey): boolean {
  if (fieldType === undefined) return false;
  const valueClass = valueClassOf(fieldType);
  return valueClass === "text" || valueClass === "number";
}

interface Buckets {
  /** Makes the bucket of the event that the view stands on, whose key the module has written; its address. */
  make(view: EventView): number;
  /** The fields beside the time that the predicates of a bucket and their join keys read. */
  fieldsOf(bucket: number): readonly number[];
  /** Forgets what was computed for events, so that they can be numbered anew. */
  forgetEvents(): void;
}

function createBuckets(
  memory: KernelMemory,
  { fields, predicates: conditions, joinKeys = [] }: KernelOptions,
  addForCaller: (test: Term) => number,
): Buckets {
  const fieldsOfBuckets = new Map<number, readonly number[]>();
  const leaves = createLeafTable(memory, fields.numberOf, addForCaller);
  const truthOf = createLeafTruth(fields);
  const write = (known: (test: Term) => boolean | undefined): number => {
    const open: BucketPredicate[] = [];
    for (const [predicate, condition] of conditions.entries()) {
      const reduced = reduceCondition(condition, known);
      if (reduced.kind !== "Always" || reduced.value) open.push({ predicate, condition: reduced });
    }
    const bucket = writeBucket(memory, leaves, fields.numberOf, open);
    const read = new Set<number>();
    for (const { predicate, condition } of open) {
      for (const test of leafTests(condition))
        for (const { name } of mentionsOf(test)) read.add(fields.numberOf(name));
      for (const { name } of joinKeys[predicate] ?? []) read.add(fields.numberOf(name));
    }
    // It is there for every event.
    read.delete(fields.numberOf(kernelTimeField));
    fieldsOfBuckets.set(bucket, [...read]);
    return bucket;
  };
  let size = 1;
  while (size < kernelLimits.maxBuckets * 2) size *= 2;
  const table = memory.allocate(size * at.placeBytes);
  const general = write(() => undefined);
  memory.words[at.bucketsAt / 4] = table;
  memory.words[at.bucketMaskAt / 4] = size - 1;
  memory.words[at.generalBucketAt / 4] = general;
  let count = 0;
  return {
    make(view) {
      const bucket = write((test) => truthOf(test, view));
      const length = memory.words[at.bucketKeyLengthAt / 4] ?? 0;
      const key = memory.allocate(length + 16);
      const { bytes, words } = memory;
      const written = words[at.bucketKeyAt / 4] ?? 0;
      bytes.copyWithin(key, written, written + length);
      const [low = 0, high = 0] = words.subarray(at.bucketHashAt / 4, at.bucketHashAt / 4 + 2);
      let place = low & (size - 1);
      while (words[(table + place * at.placeBytes + at.placeBucket) / 4] !== 0)
        place = (place + 1) & (size - 1);
      words.set([low, high, key, length, bucket], (table + place * at.placeBytes + at.placeHash) / 4);
      count += 1;
      if (count >= kernelLimits.maxBuckets) words[at.bucketsFullAt / 4] = 1;
      return bucket;
    },
    fieldsOf: (bucket) => fieldsOfBuckets.get(bucket) ?? [],
    forgetEvents: leaves.forgetEvents,
  };
}

/** The truth of leaves that ask about bucket fields only; undefined for the others. */
function createLeafTruth(fields: KernelFields): (test: Term, view: EventView) => boolean | undefined {
  const names = new Set(bucketFields);
  const predicates = new Map<Term, Predicate<EventView>>();
  return (test, view) => {
    const mention = onlyMention(test);
    if (mention === undefined || !names.has(mention.name) || leafCanFail(test)) return undefined;
    let holds = predicates.get(test);
    if (holds === undefined) {
      holds = compilePredicate({ kind: "Leaf", test }, fields);
      predicates.set(test, holds);
    }
    return holds(view);
  };
}
