import type { CheckedStage } from "../../lang/index.ts";
import { compileKeys, type KeyTuple } from "../../match/index.ts";
import type { EventView, KernelFields } from "../event-view.ts";
import { hashKey, type KeyHash } from "./key-hash.ts";
import type { HashSeed } from "./sip-hash.ts";

/** The tuples of join keys that an event has at a stage, and their hashes. */
export interface StageKeys {
  readonly tuples: readonly KeyTuple[];
  readonly hashes: readonly KeyHash[];
}

export type ReadStageKeys = (view: EventView) => StageKeys;

/**
 * Compiles the reading of keys for all stages of a pass. Stages that join by the same fields, which nearly all do, read
 * them once an event.
 */
export function createStageKeyReaders(
  fields: KernelFields,
  seed: HashSeed,
): (stage: CheckedStage) => ReadStageKeys {
  const readers = new Map<string, ReadStageKeys>();
  return ({ keys }) => {
    const id = JSON.stringify(
      keys.map(({ name, fieldType, optional }) => [name, fieldType ?? null, optional]),
    );
    const known = readers.get(id);
    if (known !== undefined) return known;
    const readTuples = compileKeys(keys, fields);
    let found: StageKeys = { tuples: [], hashes: [] };
    let readAt = -1;
    const read: ReadStageKeys = (view) => {
      if (readAt === view.serial) return found;
      const tuples = readTuples(view);
      found = { tuples, hashes: tuples.map((tuple) => hashKey(tuple.values, seed)) };
      readAt = view.serial;
      return found;
    };
    readers.set(id, read);
    return read;
  };
}
