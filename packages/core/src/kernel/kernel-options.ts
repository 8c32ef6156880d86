import type { Condition, JoinKey } from "../lang/index.ts";
import type { DecodeAscii, KernelFields } from "./event-view.ts";
import type { KernelMemories } from "./kernel-memory.ts";
import type { HashSeed } from "./pass/sip-hash.ts";

/** The field by whose first value an event's time is known. */
export const kernelTimeField = "@timestamp";

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
  /** Where the kernel takes its memory from, and gives it back to when it is released. */
  readonly memories?: KernelMemories;
  /** Number of an event behind which events are numbered anew, once a block or document is done; for tests. */
  readonly maxEventNumber?: number;
  /** Of lines that are left one after the other, one in so many is looked at; 1 to look at all, for tests. */
  readonly probeEvery?: number;
}
