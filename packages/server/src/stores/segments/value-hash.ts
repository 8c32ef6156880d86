import type { JsonValue } from "@eqlite/core/events";
import { parseIp } from "@eqlite/core/lang";
import { type LookupKind, lookupFields } from "./lookup-fields.ts";

/**
 * Hashes the values of one field to 32 bits, the same for letters of either case. Four bytes at a time: it is done for some
 * six hundred bytes of each event. docs/event-store.md has the rule.
 */
export interface FieldHasher {
  readonly kind: LookupKind;
  /** Undefined for a value of which a filter cannot tell whether it is there. */
  hash(text: string): number | undefined;
  /** The same for a text as it stands; undefined also where only `hash` can tell. */
  hashBytes(bytes: Uint8Array, from: number, to: number): number | undefined;
}

/** Sets the bit in which letters of the two cases differ; what else becomes the same is only looked at in vain. */
const foldBits = 0x20202020;
const hexDigits = Buffer.from("0123456789abcdef");
const dot = 0x2e;
const zero = 0x30;

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
  const fieldName = Buffer.from(name);
  const start = hashFrom(0, fieldName, 0, fieldName.length);
  switch (kind) {
    case "text":
      return {
        kind,
        hashBytes: (bytes, from, to) => hashFrom(start, bytes, from, to),
        hash: (text) => hashText(start, text),
      };
    case "ip": {
      const mapped = Buffer.from("ffff00000000");
      return {
        kind,
        hashBytes(bytes, from, to) {
          const address = readIpv4(bytes, from, to);
          if (address === undefined) return undefined;
          for (let digit = 0; digit < 8; digit += 1) {
            mapped[4 + digit] = hexDigits[(address >>> (28 - digit * 4)) & 15] ?? 0;
          }
          return hashFrom(start, mapped, 0, mapped.length);
        },
        hash(text) {
          const compared = addressText(text);
          return compared === undefined ? undefined : hashText(start, compared);
        },
      };
    }
  }
}

function hashText(start: number, text: string): number {
  const bytes = Buffer.from(text);
  return hashFrom(start, bytes, 0, bytes.length);
}

/** Four decimal numbers as `parseIp` takes them; most addresses are written so, and need no text. */
function readIpv4(bytes: Uint8Array, from: number, to: number): number | undefined {
  let address = 0;
  let parts = 0;
  let part = -1;
  for (let at = from; at <= to; at += 1) {
    const byte = at === to ? dot : (bytes[at] ?? 0);
    if (byte === dot) {
      if (part < 0) return undefined;
      address = address * 256 + part;
      parts += 1;
      part = -1;
      continue;
    }
    const digit = byte - zero;
    // Nothing stands behind a leading zero.
    if (digit < 0 || digit > 9 || part === 0) return undefined;
    part = part < 0 ? digit : part * 10 + digit;
    if (part > 255) return undefined;
  }
  return parts === 4 ? address : undefined;
}

/** All spellings of an address are one text. */
function addressText(text: string): string | undefined {
  return parseIp(text)?.bits.toString(16);
}

/** Words of four bytes, the last one filled up with zeros, and the length. */
function hashFrom(start: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = start ^ (to - from);
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const high = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8);
    hash = step(hash, low | (high << 16));
  }
  if (at < to) {
    let word = 0;
    for (let shift = 0; at < to; at += 1, shift += 8) word |= (bytes[at] ?? 0) << shift;
    hash = step(hash, word);
  }
  return hash >>> 0;
}

function step(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ (word | foldBits), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
