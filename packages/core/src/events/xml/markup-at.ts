import { xmlLimits } from "./xml-limits.ts";

/** What an opening angle bracket begins, as far as finding events needs to know. */
export type Markup =
  | "comment"
  | "cdata"
  | "instruction"
  | "doctype"
  /** The start tag of an `Event` element, with or without a prefix. */
  | "event-start"
  /** Its end tag. */
  | "event-end"
  | "other"
  /** The bytes end before it can be told. */
  | "cut-off";

const lessThan = 0x3c;
const greaterThan = 0x3e;
const slash = 0x2f;
const colon = 0x3a;
const exclamationMark = 0x21;
const questionMark = 0x3f;

const declarations = [
  ["comment", asciiCodes("--")],
  ["cdata", asciiCodes("[CDATA[")],
  ["doctype", asciiCodes("DOCTYPE")],
] as const;
const eventName = asciiCodes("Event");

/** Tells what the `<` at `at` begins. A constant amount of work. */
export function markupAt(bytes: Uint8Array, at: number): Markup {
  const first = bytes[at + 1];
  switch (first) {
    case undefined:
      return "cut-off";
    case exclamationMark:
      return declarationAt(bytes, at + 2);
    case questionMark:
      return "instruction";
    default:
      return first === slash ? tagAt(bytes, at + 2, "event-end") : tagAt(bytes, at + 1, "event-start");
  }
}

function declarationAt(bytes: Uint8Array, from: number): Markup {
  for (const [kind, codes] of declarations) {
    let matched = 0;
    while (matched < codes.length && bytes[from + matched] === codes[matched]) matched += 1;
    if (matched === codes.length) return kind;
    if (from + matched === bytes.length) return "cut-off";
  }
  return "other";
}

function tagAt(bytes: Uint8Array, from: number, ofEvent: "event-start" | "event-end"): Markup {
  const limit = Math.min(bytes.length, from + xmlLimits.maxNameBytes);
  let localFrom = from;
  let to = from;
  for (; to < limit && !endsName(bytes[to]); to += 1) if (bytes[to] === colon) localFrom = to + 1;
  if (to === limit) return limit === bytes.length ? "cut-off" : "other";
  if (to - localFrom !== eventName.length) return "other";
  return eventName.every((code, index) => bytes[localFrom + index] === code) ? ofEvent : "other";
}

function endsName(byte: number | undefined): boolean {
  return byte === undefined || byte <= 0x20 || byte === greaterThan || byte === slash || byte === lessThan;
}

function asciiCodes(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
