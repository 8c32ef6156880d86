import type { JsonValue } from "@eqlite/core/events";
import { foldAscii, parseIp } from "@eqlite/core/lang";
import { type LookupKind, lookupFields } from "./lookup-fields.ts";

/** Two hashes of a value of a field, of 32 bits each. */
export interface ValueHash {
  readonly first: number;
  readonly second: number;
}

/** Hashes the values of one field. */
export interface FieldHasher {
  /** Undefined for a value of which a filter cannot tell whether it is there. */
  hash(text: string): ValueHash | undefined;
}

const hashers = new Map([...lookupFields].map(([name, kind]) => [name, createHasher(name, kind)]));

/** Undefined for fields of which filters know nothing. */
export function fieldHasher(name: string): FieldHasher | undefined {
  return hashers.get(name);
}

/** A value as it is compared: numbers and booleans by their text, as a keyword field has them. */
export function lookupText(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  return value === null || typeof value === "object" ? undefined : String(value);
}

function createHasher(name: string, kind: LookupKind): FieldHasher {
  const start = fold({ first: 0x811c9dc5, second: 0x9747b28c }, `${name}\0`);
  return {
    hash(text) {
      const compared = kind === "ip" ? addressText(text) : foldAscii(text);
      if (compared === undefined) return undefined;
      const { first, second } = fold(start, compared);
      return { first: mix(first), second: mix(second) };
    },
  };
}

/** All spellings of an address are one text. */
function addressText(text: string): string | undefined {
  return parseIp(text)?.bits.toString(16);
}

/** FNV-1a over UTF-16 code units, with two multipliers. */
function fold(start: ValueHash, text: string): ValueHash {
  let { first, second } = start;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x5bd1e995);
    second ^= second >>> 15;
  }
  return { first, second };
}

/** The finalizer of MurmurHash3 (public domain): each bit of the result depends on all of them. */
function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
