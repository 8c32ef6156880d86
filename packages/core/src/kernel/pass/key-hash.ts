import type { Value } from "../../lang/index.ts";
import { dateText, valueText } from "../../lang/index.ts";
import { keyPartHeaderBytes, keyTagNumber, keyTagOther, keyTagText } from "../memory-layout.ts";
import { type HashSeed, sipHash } from "./sip-hash.ts";

/** A 64-bit hash of a tuple of join keys, as two unsigned words. */
export interface KeyHash {
  readonly low: number;
  readonly high: number;
}

const encoder = new TextEncoder();

/** A seed for passes that nobody can attack: tests, and measurements. */
export const plainSeed: HashSeed = [0, 0, 0, 0];

/**
 * Hashes a tuple of key values, as the module does it for plain ones (`wasm/join-key.ts`). Equal tuples have equal hashes.
 * That different ones of a pass have the same is as likely as for random numbers of 64 bits, and cannot be brought about
 * without the seed. Who takes a sequence for found compares the keys themselves.
 */
export function hashKey(values: readonly Value[], seed: HashSeed): KeyHash {
  const parts = values.map(hashedPart);
  const message = new Uint8Array(
    parts.reduce((sum, { bytes }) => sum + keyPartHeaderBytes + bytes.length, 0),
  );
  const view = new DataView(message.buffer);
  let at = 0;
  for (const { tag, bytes } of parts) {
    view.setUint8(at, tag);
    view.setUint32(at + 1, bytes.length, true);
    message.set(bytes, at + keyPartHeaderBytes);
    at += keyPartHeaderBytes + bytes.length;
  }
  return sipHash(message, seed);
}

function hashedPart(value: Value): { readonly tag: number; readonly bytes: Uint8Array } {
  const { tag, text } = hashedText(value);
  return loneSurrogate.test(text)
    ? { tag: tag | tagOfUnits, bytes: unitsOf(text) }
    : { tag, bytes: encoder.encode(text) };
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

/**
 * Half of a surrogate pair alone has no bytes in UTF-8. A text with one is hashed by its units, and told from the others
 * by its kind. The module leaves such texts to its caller.
 */
const loneSurrogate = /\p{Surrogate}/u;
const tagOfUnits = 0x80;

function unitsOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), true);
  return bytes;
}
