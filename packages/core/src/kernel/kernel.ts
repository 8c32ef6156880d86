import { compileFieldReader, type JsonObject } from "../events/index.ts";
import type { Term } from "../lang/index.ts";
import { compilePredicate, convertToDate, type Predicate } from "../match/index.ts";
import { bucketFields } from "./bucket-fields.ts";
import { createBuckets } from "./buckets.ts";
import { createDocumentBuckets } from "./document-buckets.ts";
import { createDocumentValues, type WriteDocument } from "./document-values.ts";
import { createEventView, type EventView } from "./event-view.ts";
import { createJudgedEvent, type JudgedEvent, takePredicates } from "./judged-event.ts";
import { categoryField, layOut } from "./kernel-areas.ts";
import { kernelLimits } from "./kernel-limits.ts";
import { createKernelMemory } from "./kernel-memory.ts";
import { kernelModule } from "./kernel-module.ts";
import { type KernelOptions, kernelTimeField } from "./kernel-options.ts";
import { firstLineEnd, leaveLines } from "./leave-lines.ts";
import * as at from "./memory-layout.ts";

export interface KernelSink {
  event(event: JudgedEvent): void;
  /**
   * A line that the kernel does not judge: it is not plainly one event in ECS. Offsets are those of the block. True where
   * the next line belongs to it and must be left too.
   */
  line(from: number, to: number, linesBefore: number): boolean;
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
  /** Gives its memory up for others. Neither it nor the events that it has shown may be used afterwards. */
  release(): void;
}

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
  const memory = createKernelMemory(
    module,
    at.memoryBase,
    {
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
      writeProgram: (bucket, entry) => buckets.writeProgram(bucket, entry),
    },
    options.memories,
  );
  const addForCaller = (test: Term): number => callerLeaves.push({ test, holds: undefined }) - 1;
  const timeFields = [fields.numberOf(kernelTimeField)];
  const bucketNumbers = bucketFields.map(fields.numberOf);
  const readers = fields.names.map(compileFieldReader);
  const documentBuckets = createDocumentBuckets(bucketFields, kernelLimits.maxBuckets);
  const buckets = createBuckets(memory, options, addForCaller);
  const areas = layOut(memory, options);
  const view = createEventView(memory, readers, options.decodeAscii);
  /** The current event is a document, on which the view stands. */
  let isDocument = false;
  const documentValues = createDocumentValues(memory, fields.names, readers);
  /** For each bucket what writes the fields that its predicates read. */
  const documentWriters = new Map<number, WriteDocument>();
  const counts = { events: 0, outside: 0, withoutTime: 0 };
  const event = createJudgedEvent(view, predicates.length);
  const word = (address: number): number => memory.words[address / 4] ?? 0;
  const setWord = (address: number, value: number): void => {
    memory.words[address / 4] = value;
  };
  const readTime = fields.raw(kernelTimeField);
  const wholes = new Float64Array(1);
  const halves = new Uint32Array(wholes.buffer);

  /** Reads the time of the view's event, which is not written as most are. */
  const settleTime = (): void => {
    const [raw] = readTime(view);
    const date = raw === undefined ? undefined : convertToDate(raw);
    const several = view.count(fields.numberOf(kernelTimeField)) > 1 ? at.severalTimesBit : 0;
    setWord(at.timeKindAt, (date === undefined ? at.timeAbsent : at.timeKnown) | several);
    memory.floats[at.timeMsAt / 8] = date?.ms ?? 0;
    setWord(at.timeNanosAt, date?.nanos ?? 0);
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
    counts.events += word(at.eventCountAt);
    counts.outside += word(at.outsideCountAt);
    counts.withoutTime += word(at.withoutTimeCountAt);
    setWord(at.eventCountAt, 0);
    setWord(at.outsideCountAt, 0);
    setWord(at.withoutTimeCountAt, 0);
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

  const eventCount = (): number => counts.events + word(at.eventCountAt);
  let documentCount = 0;
  /** Events that were judged by their lines. Left lines that became documents are not among them. */
  const judgedLineCount = (): number => eventCount() - documentCount;
  /** Lines that were looked at and left one after the other, and how many had been judged when the last of them was. */
  let leftInARow = 0;
  let judgedAtLeft = 0;

  /** Takes the first bytes of a block over. */
  const takeBytes = (block: Uint8Array, count: number): void => {
    const end = areas.block + count;
    memory.bytes.set(block.subarray(0, count), areas.block);
    memory.bytes.fill(0x0a, end, end + 1);
    setWord(at.blockEndAt, end);
  };

  const judgeBlock = (block: Uint8Array, sink: KernelSink): number => {
    if (block.length > kernelLimits.maxBlockBytes) return leaveLines(block, sink);
    setWord(at.cursorAt, areas.block);
    // After many lines that were left only the first of a block is looked at; if it is one of them, the others follow.
    let isProbing = probeEvery > 1 && leftInARow > probeEvery * probeEvery;
    let isLeavingAll = false;
    takeBytes(block, isProbing ? firstLineEnd(block) : block.length);
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
        isLeavingAll = judgedLineCount() === judgedAtLeft;
        setWord(at.leaveNextAt, isLeavingAll ? 1 : 0);
        takeBytes(block, block.length);
      }
      if (reason === at.reasonLine) {
        const from = word(at.lineStartAt) - areas.block;
        const to = word(at.lineEndAt) - areas.block;
        // Lines of one shape follow each other. Where none is judged for a while, most are left without a look.
        leftInARow = judgedLineCount() === judgedAtLeft ? leftInARow + 1 : 0;
        judgedAtLeft = judgedLineCount();
        const isNextLeft = sink.line(from, to, word(at.linesDoneAt) - 1);
        const isLeft =
          isNextLeft || isLeavingAll || (leftInARow > probeEvery && leftInARow % probeEvery !== 0);
        setWord(at.leaveNextAt, isLeft ? 1 : 0);
      }
    }
    if (word(at.epochAt) > maxEventNumber) forgetEvents();
    return word(at.linesDoneAt);
  };

  const judgeDocument = (document: JsonObject, sink: Pick<KernelSink, "event">): void => {
    documentCount += 1;
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
      return eventCount();
    },
    get outsideCount() {
      return counts.outside + word(at.outsideCountAt);
    },
    get withoutTimeCount() {
      return counts.withoutTime + word(at.withoutTimeCountAt);
    },
    release: memory.release,
  };
}
