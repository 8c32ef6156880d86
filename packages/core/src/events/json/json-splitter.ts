import type { JsonLimits } from "./json-limits.ts";
import { createJsonStructure, type JsonStructure } from "./json-structure.ts";
import { createPendingBytes } from "./pending-bytes.ts";

/** Where a value stands. */
export interface ValuePlace {
  /** One-based position among the values of the input. */
  readonly position: number;
  /** Offset of its first byte in the input. */
  readonly byteOffset: number;
}

/** Why a value did not come out whole; "truncated" where the input ended in it. */
export type SplitDamage =
  /** `hasEnd` is false where everything that followed is lost with the value. */
  | { readonly kind: "json"; readonly wrongAt: number; readonly hasEnd: boolean }
  | { readonly kind: "too-long" | "too-deep" | "truncated" };

export interface SplitterSink {
  /** The bytes are valid during the call. `isLast` where the input ended right after them. */
  value(bytes: Uint8Array, place: ValuePlace, isHit: boolean, isLast: boolean): void;
  damage(damage: SplitDamage, place: ValuePlace): void;
  /** The input ended between two values. */
  unclosed(what: "array" | "search response"): void;
}

export interface JsonSplitter {
  push(bytes: Uint8Array): void;
  end(): void;
}

const byteOrderMark = [0xef, 0xbb, 0xbf] as const;
const lineFeed = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;

const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === lineFeed;

/**
 * Cuts bytes into JSON values without holding more than one: the elements of arrays at the top, objects that follow
 * each other, and the hits of search responses (`{"hits": {"hits": [...]}}`).
 *
 * A damaged value ends where its brackets balance, or earlier, where a line begins with an opening brace at the
 * indentation at which the damaged value began: there its neighbour starts.
 */
export function createJsonSplitter(sink: SplitterSink, limits: JsonLimits): JsonSplitter {
  const held = createPendingBytes();
  let offset = 0;
  let position = 0;
  /** White space since the start of the line, or -1 where something else stands before. */
  let indentation = 0;
  let inArray = false;
  /** The search response whose hits are the current values. */
  let response: { readonly structure: JsonStructure; readonly indentation: number } | undefined;

  // The current value. Without a structure it is loose: a number, a word, a string or plain garbage between values.
  let inValue = false;
  let structure: JsonStructure | undefined;
  let place: ValuePlace = { position: 0, byteOffset: 0 };
  let valueIndentation = -1;
  let isSound = true;
  let wrongAt = 0;
  let isTooLong = false;
  let isResponseRest = false;
  let inLooseString = false;
  let isLooseEscape = false;

  function beginValue(at: number, newStructure: JsonStructure | undefined): void {
    inValue = true;
    structure = newStructure;
    position += 1;
    place = { position, byteOffset: at };
    valueIndentation = indentation;
    isSound = true;
    isTooLong = false;
    isResponseRest = false;
    inLooseString = false;
    isLooseEscape = false;
  }

  function isHeld(): boolean {
    return !isTooLong && !isResponseRest && structure?.problem === undefined;
  }

  /** Takes bytes of the current value that will be gone after this push. */
  function hold(bytes: Uint8Array): void {
    if (!isHeld()) held.clear();
    else if (held.length + bytes.length > limits.maxRecordBytes) {
      isTooLong = true;
      held.clear();
    } else {
      held.append(bytes);
    }
  }

  /** Ends the current value with the last of its bytes. `isClosed` where its brackets balance. */
  function endValue(rest: Uint8Array, isClosed: boolean, isLast: boolean): void {
    inValue = false;
    if (isResponseRest) return;
    if (held.length + rest.length > limits.maxRecordBytes) isTooLong = true;
    if (isTooLong) sink.damage({ kind: "too-long" }, place);
    else if (structure?.problem === "wrong") sink.damage({ kind: "json", wrongAt, hasEnd: !isLast }, place);
    else if (structure?.problem === "too-deep") sink.damage({ kind: "too-deep" }, place);
    else if (!isClosed) sink.damage({ kind: "truncated" }, place);
    else if (held.length === 0) sink.value(rest, place, response !== undefined, isLast);
    else {
      held.append(rest);
      sink.value(held.take(), place, response !== undefined, isLast);
      return;
    }
    held.clear();
  }

  function resumeResponse(): void {
    if (response === undefined) return;
    inValue = true;
    structure = response.structure;
    valueIndentation = response.indentation;
    isTooLong = false;
    isResponseRest = true;
    response = undefined;
    structure.step(closeBracket);
  }

  function stepBetween(byte: number, at: number): void {
    if (isBlank(byte) || byte === comma || (at < 3 && byte === byteOrderMark[at])) return;
    if (byte === openBrace) beginValue(at, createJsonStructure(limits.maxDepth));
    else if (byte === openBracket && !inArray && response === undefined) inArray = true;
    else if (byte === openBracket) beginValue(at, createJsonStructure(limits.maxDepth));
    else if (byte === closeBracket && response !== undefined) resumeResponse();
    else if (byte === closeBracket && inArray) inArray = false;
    else beginValue(at, undefined);
    if (inValue && !isResponseRest) structure?.step(byte);
    if (inValue && structure === undefined) inLooseString = byte === quote;
  }

  /** Whether the byte ends a loose value; it is not part of it. */
  function endsLoose(byte: number): boolean {
    if (byte === lineFeed) return true;
    if (inLooseString) {
      if (isLooseEscape) isLooseEscape = false;
      else if (byte === backslash) isLooseEscape = true;
      else if (byte === quote) inLooseString = false;
      return false;
    }
    inLooseString = byte === quote;
    return byte === comma || byte === openBrace || byte === openBracket || byte === closeBracket;
  }

  function startsNeighbour(byte: number): boolean {
    return (
      byte === openBrace &&
      structure?.problem === "wrong" &&
      valueIndentation >= 0 &&
      indentation === valueIndentation
    );
  }

  return {
    push(bytes) {
      /** Where the current value starts in these bytes. */
      let from = 0;
      for (let i = 0; i < bytes.length; i++) {
        const byte = bytes[i] ?? 0;
        if (inValue && structure === undefined && endsLoose(byte))
          endValue(bytes.subarray(from, i), true, false);
        if (!inValue) {
          stepBetween(byte, offset + i);
          from = i;
        } else if (structure !== undefined) {
          const step = structure.step(byte);
          if (step !== "inside" && isSound && structure.problem !== undefined) {
            isSound = false;
            wrongAt = offset + i;
          }
          if (step === "end") {
            endValue(bytes.subarray(from, i + 1), true, false);
          } else if (step === "hits" && !inArray && response === undefined) {
            response = { structure, indentation: valueIndentation };
            inValue = false;
            position -= 1;
            held.clear();
          } else if (startsNeighbour(byte)) {
            endValue(bytes.subarray(from, i), false, false);
            stepBetween(byte, offset + i);
            from = i;
          }
        }
        if (byte === lineFeed) indentation = 0;
        else if (indentation >= 0) indentation = byte === 0x20 || byte === 0x09 ? indentation + 1 : -1;
      }
      if (inValue) hold(bytes.subarray(from));
      offset += bytes.length;
    },
    end() {
      const what = response !== undefined || isResponseRest ? "search response" : "array";
      if (inValue && !isResponseRest) endValue(new Uint8Array(0), structure === undefined, true);
      else if (inValue || inArray || response !== undefined) sink.unclosed(what);
    },
  };
}
