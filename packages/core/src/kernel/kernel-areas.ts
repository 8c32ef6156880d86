import type { JoinKey } from "../lang/index.ts";
import { bucketFields } from "./bucket-fields.ts";
import type { KernelFields } from "./event-view.ts";
import { writeFieldTrie } from "./field-trie.ts";
import { kernelLimits } from "./kernel-limits.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { type KernelOptions, kernelTimeField } from "./kernel-options.ts";
import { comparableValues, valueClassOf } from "./leaf-table.ts";
import * as at from "./memory-layout.ts";
import { plainSeed } from "./pass/key-hash.ts";

/** The field that tells an event in ECS by itself. */
export const categoryField = "event.category";

/** Addresses of what a pass works on. */
export interface Areas {
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
export function layOut(memory: KernelMemory, options: KernelOptions): Areas {
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
    [at.valuesTopAt, values],
    [at.valuesLimitAt, values + valueBytes],
    [at.textsTopAt, texts],
    [at.textsLimitAt, texts + textBytes],
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
