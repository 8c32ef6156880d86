import type { Value } from "../../lang/index.ts";
import { dateText, valueText } from "../../lang/index.ts";
import { keyTagNumber, keyTagOther, keyTagText } from "../memory-layout.ts";

/** A 64-bit hash of a tuple of join keys, as two unsigned words. */
export interface KeyHash {
  readonly low: number;
  readonly high: number;
}

const encoder = new TextEncoder();

/**
 * Hashes a tuple of key values, as the module does it for plain ones (`wasm/join-key.ts`). Equal tuples have equal hashes;
 * that different ones have the same is so unlikely that it happens by intent only, for which the seed must be known. Who
 * takes a sequence for found compares the keys themselves.
 */
export function hashKey(values: readonly Value[], seed: number): KeyHash {
  let low = (0x243f6a88 ^ seed) >>> 0;
  let high = (0x85a308d3 ^ seed) >>> 0;
  for (const value of values) {
    const { tag, text } = hashedText(value);
    const bytes = encodeText(text);
    let word = (tag << 24) ^ bytes.length;
    low = mixLow(low, word);
    high = mixHigh(high, word);
    for (let at = 0; at < bytes.length; at += 4) {
      // Zeros beyond the end.
      word =
        (bytes[at] ?? 0) |
        ((bytes[at + 1] ?? 0) << 8) |
        ((bytes[at + 2] ?? 0) << 16) |
        ((bytes[at + 3] ?? 0) << 24);
      low = mixLow(low, word);
      high = mixHigh(high, word);
    }
  }
  const mixed = mixLow(low, high >>> 13);
  return { low: mixed, high: mixHigh(high, mixed) };
}

/** A text that is the same for equal values of a kind, and the kind. */
function hashedText(value: Value): { readonly tag: number; readonly text: string } {
  switch (typeof value) {
    case "string":
      return { tag: keyTagText, text: value };
    case "bigint":
      return { tag: keyTagNumber, text: String(value) };
    case "number":
      return { tag: keyTagNumber, text: Number.isInteger(value) ? String(BigInt(value)) : String(value) };
    case "boolean":
      return { tag: keyTagOther, text: `b${value}` };
    default:
      if (value === null) return { tag: keyTagOther, text: "" };
  }
  switch (value.kind) {
    case "date":
      return { tag: keyTagOther, text: `d${dateText(value)}+${value.nanos}` };
    case "ip":
      return { tag: keyTagOther, text: `i${valueText(value)}` };
    case "version":
      return { tag: keyTagOther, text: `v${value.text}` };
  }
}

/** UTF-8, in which halves of surrogate pairs that stand alone are kept apart by their code units. */
function encodeText(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return encoder.encode(text);
  return encoder.encode(Array.from(text, (char) => char.charCodeAt(0).toString(16)).join(" "));
}

function mixLow(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function mixHigh(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
