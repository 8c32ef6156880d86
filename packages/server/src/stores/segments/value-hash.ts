import type { JsonValue } from "@eqlite/core/events";
import { parseIp } from "@eqlite/core/lang";
import { type LookupKind, lookupFields } from "./lookup-fields.ts";

/** Hashes the values of one field to 32 bits: FNV-1a over its name, a zero, and the value, in UTF-8 with a-z for A-Z. */
export interface FieldHasher {
  readonly kind: LookupKind;
  /** Undefined for a value of which a filter cannot tell whether it is there. */
  hash(text: string): number | undefined;
  /** The same for a text as it stands; for fields of texts only. */
  hashBytes(bytes: Uint8Array, from: number, to: number): number;
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
  const prefix = Buffer.from(`${name}\0`);
  const start = hashFrom(0x811c9dc5, prefix, 0, prefix.length);
  const hashBytes = (bytes: Uint8Array, from: number, to: number): number => hashFrom(start, bytes, from, to);
  return {
    kind,
    hashBytes,
    hash(text) {
      const compared = kind === "ip" ? addressText(text) : text;
      if (compared === undefined) return undefined;
      const bytes = Buffer.from(compared);
      return hashBytes(bytes, 0, bytes.length);
    },
  };
}

/** All spellings of an address are one text. */
function addressText(text: string): string | undefined {
  return parseIp(text)?.bits.toString(16);
}

function hashFrom(start: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = start;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    hash = Math.imul(hash ^ folded, 0x01000193);
  }
  return hash >>> 0;
}
