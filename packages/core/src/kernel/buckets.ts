import type { Term } from "../lang/index.ts";
import { type Answers, createLeafTruth } from "./bucket-fields.ts";
import { type BucketPredicate, writeBucket } from "./bucket-writer.ts";
import { leafTests, mentionsOf } from "./condition-terms.ts";
import type { EventView } from "./event-view.ts";
import { kernelLimits } from "./kernel-limits.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { type KernelOptions, kernelTimeField } from "./kernel-options.ts";
import { createLeafTable } from "./leaf-table.ts";
import * as at from "./memory-layout.ts";
import { writeProgram } from "./program-writer.ts";
import { type KnownTruth, reduceCondition } from "./reduce-condition.ts";

/** What the predicates come down to for each combination of values of the bucket fields. */
export interface Buckets {
  /** Makes the bucket of the event that the view stands on, whose key the module has written, or the general one; its address. */
  make(view: EventView): number;
  /** Writes the program of a predicate, given where it stands in its bucket's list; the address. */
  writeProgram(bucket: number, entry: number): number;
  /** The fields beside the time that the predicates of a bucket and their join keys read. */
  fieldsOf(bucket: number): readonly number[];
  /** Forgets what was computed for events, so that they can be numbered anew. */
  forgetEvents(): void;
}

export function createBuckets(
  memory: KernelMemory,
  { fields, predicates: conditions, joinKeys = [] }: KernelOptions,
  addForCaller: (test: Term) => number,
): Buckets {
  const leaves = createLeafTable(memory, fields.numberOf, addForCaller);
  const truth = createLeafTruth(fields);
  /** For each bucket what is known in it: what is left of a condition can be found again. */
  const knownIn = new Map<number, KnownTruth>();
  const knownOf = (bucket: number): KnownTruth => knownIn.get(bucket) ?? knowsNothing;
  const openIn = (known: KnownTruth): readonly BucketPredicate[] => {
    const open: BucketPredicate[] = [];
    for (const [predicate, condition] of conditions.entries()) {
      const reduced = reduceCondition(condition, known);
      if (reduced.kind !== "Always" || reduced.value) open.push({ predicate, condition: reduced });
    }
    return open;
  };
  let size = 1;
  while (size < kernelLimits.maxBuckets * 2) size *= 2;
  const table = memory.allocate(size * at.placeBytes);
  memory.words[at.bucketsAt / 4] = table;
  memory.words[at.bucketMaskAt / 4] = size - 1;
  let count = 0;
  return {
    make(view) {
      const length = memory.words[at.bucketKeyLengthAt / 4] ?? 0;
      if (length === 0) {
        const general = writeBucket(memory, fields.numberOf, openIn(knowsNothing));
        memory.words[at.generalBucketAt / 4] = general;
        return general;
      }
      const answers: Answers = new Map();
      const bucket = writeBucket(memory, fields.numberOf, openIn(truth.ask(view, answers)));
      knownIn.set(bucket, truth.recall(answers));
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
    writeProgram(bucket, entry) {
      const condition = conditions[memory.words[entry / 4] ?? 0];
      if (condition === undefined) throw new Error("a bucket lists predicates of its kernel");
      const reduced = reduceCondition(condition, knownOf(bucket));
      const program = writeProgram(memory, leaves, reduced);
      memory.words[entry / 4 + 1] = program;
      return program;
    },
    fieldsOf(bucket) {
      const read = new Set<number>();
      for (const { predicate, condition } of openIn(knownOf(bucket))) {
        for (const { name } of leafTests(condition).flatMap(mentionsOf)) read.add(fields.numberOf(name));
        for (const { name } of joinKeys[predicate] ?? []) read.add(fields.numberOf(name));
      }
      // It is there for every event.
      read.delete(fields.numberOf(kernelTimeField));
      return [...read];
    },
    forgetEvents: leaves.forgetEvents,
  };
}

const knowsNothing: KnownTruth = () => undefined;
