import { createPendingBytes } from "../pending-bytes.ts";
import { markupAt } from "./markup-at.ts";

/** Where an event stands. */
export interface EventPlace {
  /** One-based position among the events of the input; damaged ones count. */
  readonly position: number;
  /** Offset of its first byte in the input. */
  readonly byteOffset: number;
}

/**
 * Why an event did not come out whole. "no-end": the next one begins inside it. "no-start": only its end tag was found.
 * "truncated": the input ends in it.
 */
export type EventDamage = "no-end" | "no-start" | "too-long" | "truncated";

export interface EventSplitterSink {
  /** From `<Event` to `</Event>`. The bytes are valid during the call. */
  event(bytes: Uint8Array, place: EventPlace): void;
  damage(damage: EventDamage, place: EventPlace): void;
  /** A document type declaration. What it declares is not read. */
  doctype(byteOffset: number): void;
  /** The input ended in a comment or the like, which may hide events that follow it, or in the name of a tag. */
  unclosed(what: string, byteOffset: number): void;
}

export interface EventSplitter {
  push(bytes: Uint8Array): void;
  end(): void;
}

/** Comments and the like, in which angle brackets mean nothing. */
const hidden = {
  comment: { name: "comment", startBytes: 4, end: [0x2d, 0x2d] },
  cdata: { name: "CDATA section", startBytes: 9, end: [0x5d, 0x5d] },
  instruction: { name: "processing instruction", startBytes: 2, end: [0x3f] },
} as const;
type Hidden = (typeof hidden)[keyof typeof hidden];

const doubleQuote = 0x22;
const singleQuote = 0x27;
const slash = 0x2f;
const lessThan = 0x3c;
const greaterThan = 0x3e;
const noByte = 0;

/** Longest part of a push that is looked at at once, and so the most that is held beside one event. */
const sliceBytes = 64 * 1024;

/**
 * Cuts bytes into the `Event` elements in them, whatever stands around those. Every start tag of an `Event` outside of
 * comments and CDATA begins an event: they do not nest, so that one without its end costs no neighbour.
 *
 * Memory: one event. Time: each byte is looked at a constant number of times.
 */
export function createEventSplitter(sink: EventSplitterSink, maxEventBytes: number): EventSplitter {
  const held = createPendingBytes();
  /** Offset in the input of the first byte held. */
  let heldOffset = 0;

  // Indexes of bytes held.
  let next = 0;
  /** Negative where the beginning of an event that is too long was dropped. */
  let eventFrom: number | undefined;

  let inside: Hidden | "text" | "start-tag" | "end-tag" = "text";
  let hiddenFrom = 0;
  let quote = noByte;

  /** Where the current event begins, or the end tag of one whose beginning is missing. */
  let place: EventPlace = { position: 0, byteOffset: 0 };

  function nextPlace(at: number): EventPlace {
    return { position: place.position + 1, byteOffset: heldOffset + at };
  }

  const isTooLong = (from: number, to: number): boolean => to - from > maxEventBytes;

  function beginEvent(at: number): void {
    place = nextPlace(at);
    eventFrom = at;
    inside = "start-tag";
    quote = noByte;
  }

  function endEvent(bytes: Uint8Array, to: number): void {
    if (eventFrom === undefined) sink.damage("no-start", place);
    else if (isTooLong(eventFrom, to)) sink.damage("too-long", place);
    else sink.event(bytes.subarray(eventFrom, to), place);
    eventFrom = undefined;
    inside = "text";
  }

  /** Gives up the current event, if there is one, before its end. */
  function loseEvent(to: number, damage: "no-end" | "truncated"): void {
    if (eventFrom !== undefined) sink.damage(isTooLong(eventFrom, to) ? "too-long" : damage, place);
  }

  /** Looks at the `<` at `at`. False where the bytes do not suffice. */
  function takeMarkup(bytes: Uint8Array, at: number): boolean {
    const markup = markupAt(bytes, at);
    next = at + 1;
    switch (markup) {
      case "cut-off":
        next = at;
        return false;
      case "event-start":
        loseEvent(at, "no-end");
        beginEvent(at);
        return true;
      case "event-end":
        if (eventFrom === undefined) place = nextPlace(at);
        inside = "end-tag";
        return true;
      case "comment":
      case "cdata":
      case "instruction":
        inside = hidden[markup];
        hiddenFrom = heldOffset + at;
        next = at + inside.startBytes;
        return true;
      case "doctype":
        // Inside an event it is broken XML, which is reported with the event.
        if (eventFrom === undefined) sink.doctype(heldOffset + at);
        return true;
      case "other":
        return true;
    }
  }

  /** Looks for the end of a tag of the event. A `<` cannot stand in it: there something else begins. */
  function scanTag(bytes: Uint8Array): void {
    for (; next < bytes.length; next += 1) {
      const byte = bytes[next];
      if (byte === lessThan) {
        inside = "text";
        if (eventFrom === undefined) sink.damage("no-start", place);
        return;
      }
      if (quote !== noByte) {
        if (byte === quote) quote = noByte;
      } else if (byte === greaterThan) {
        const isWhole = inside === "end-tag" || bytes[next - 1] === slash;
        next += 1;
        if (isWhole) endEvent(bytes, next);
        else inside = "text";
        return;
      } else if (inside === "start-tag" && (byte === doubleQuote || byte === singleQuote)) {
        quote = byte;
      }
    }
  }

  function scanHidden(bytes: Uint8Array, { end }: Hidden): void {
    const at = bytes.indexOf(greaterThan, next + end.length);
    if (at === -1) {
      next = Math.max(next, bytes.length - end.length);
    } else if (end.every((byte, index) => bytes[at - end.length + index] === byte)) {
      next = at + 1;
      inside = "text";
    } else {
      next = at + 1 - end.length;
    }
  }

  function scan(bytes: Uint8Array): void {
    while (next < bytes.length) {
      if (inside === "text") {
        const at = bytes.indexOf(lessThan, next);
        if (at === -1) next = bytes.length;
        else if (!takeMarkup(bytes, at)) return;
      } else if (inside === "start-tag" || inside === "end-tag") {
        scanTag(bytes);
      } else {
        const before = next;
        scanHidden(bytes, inside);
        if (next === before) return;
      }
    }
  }

  /** Drops the bytes that are done with. */
  function dropRead(): void {
    let count = eventFrom ?? next;
    // One byte stays: whether a tag is an empty element shows before its end.
    if (eventFrom !== undefined && isTooLong(eventFrom, next)) count = next - 1;
    if (count <= 0) return;
    held.drop(count);
    heldOffset += count;
    next -= count;
    if (eventFrom !== undefined) eventFrom -= count;
  }

  return {
    push(bytes) {
      for (let from = 0; from < bytes.length; from += sliceBytes) {
        held.append(bytes.subarray(from, from + sliceBytes));
        scan(held.view());
        dropRead();
      }
    },
    end() {
      loseEvent(held.length, "truncated");
      if (typeof inside === "object") sink.unclosed(inside.name, hiddenFrom);
      else if (eventFrom !== undefined) return;
      else if (inside === "end-tag") sink.damage("no-start", place);
      else if (next < held.length) sink.unclosed("tag", heldOffset + next);
    },
  };
}
