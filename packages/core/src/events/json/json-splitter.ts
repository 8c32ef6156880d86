import { createPendingBytes } from "../pending-bytes.ts";
import type { JsonLimits } from "./json-limits.ts";
import { createJsonStructure, type JsonStructure } from "./json-structure.ts";

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

/**
 * Cuts bytes into JSON values without holding more than one: the elements of arrays at the top, objects that follow
 * each other, and the hits of search responses (`{"hits": {"hits": [...]}}`).
 *
 * A damaged value ends where its brackets balance, or earlier, where a line begins with an opening brace at the
 * indentation at which the damaged value began: there its neighbour starts.
 */
export function createJsonSplitter(sink: SplitterSink, limits: JsonLimits): JsonSplitter {
  const held = createPendingBytes();
  const outerStructure = createJsonStructure(limits.maxDepth);
  const hitStructure = createJsonStructure(limits.maxDepth);
  let offset = 0;
  let position = 0;
  /** Indentation of the line at the start of the bytes pushed last, see `indentationBefore`. */
  let carriedIndentation = 0;
  let inArray = false;
  /** Whether the values are the hits of a search response, in which the outer structure stands still. */
  let inHits = false;
  let responseIndentation = -1;

  // The current value. A loose one has no brackets: a number, a word, a string or garbage between values.
  let inValue = false;
  let structure: JsonStructure = outerStructure;
  let isLoose = false;
  let place: ValuePlace = { position: 0, byteOffset: 0 };
  let valueIndentation = -1;
  let wrongAt = 0;
  let isTooLong = false;
  /** The current value is what follows the hits of a search response. */
  let isResponseRest = false;
  let inLooseString = false;
  let inLooseEscape = false;

  function beginValue(at: number, indentation: number): void {
    position += 1;
    inValue = true;
    isLoose = false;
    place = { position, byteOffset: at };
    valueIndentation = indentation;
    isTooLong = false;
    isResponseRest = false;
    structure = inHits ? hitStructure : outerStructure;
    structure.reset();
  }

  function beginLooseValue(at: number, byte: number): void {
    beginValue(at, -1);
    isLoose = true;
    inLooseString = byte === quote;
    inLooseEscape = false;
  }

  /** Copies bytes of the current value that will be gone after this push. */
  function hold(bytes: Uint8Array): void {
    if (held.length + bytes.length > limits.maxRecordBytes) isTooLong = true;
    if (isTooLong || isResponseRest || structure.problem !== undefined) held.clear();
    else held.append(bytes);
  }

  /** Ends the current value with the last of its bytes. `isWhole` where its brackets balance. */
  function endValue(rest: Uint8Array, isWhole: boolean, isLast: boolean): void {
    inValue = false;
    if (isResponseRest) return;
    if (held.length + rest.length > limits.maxRecordBytes) isTooLong = true;
    if (isTooLong) sink.damage({ kind: "too-long" }, place);
    else if (structure.problem === "wrong") sink.damage({ kind: "json", wrongAt, hasEnd: !isLast }, place);
    else if (structure.problem === "too-deep") sink.damage({ kind: "too-deep" }, place);
    else if (!isWhole) sink.damage({ kind: "truncated" }, place);
    else if (held.length === 0) sink.value(rest, place, inHits, isLast);
    else {
      held.append(rest);
      sink.value(held.take(), place, inHits, isLast);
    }
    held.clear();
  }

  function enterHits(): void {
    inHits = true;
    inValue = false;
    responseIndentation = valueIndentation;
    // The response is no value itself.
    position -= 1;
    held.clear();
  }

  function leaveHits(): void {
    inHits = false;
    inValue = true;
    structure = outerStructure;
    valueIndentation = responseIndentation;
    isTooLong = false;
    isResponseRest = true;
  }

  /** Takes a byte between two values; false where it is the first of a value that is still to be scanned. */
  function takeBetween(bytes: Uint8Array, i: number): boolean {
    const byte = bytes[i] ?? 0;
    const at = offset + i;
    switch (byte) {
      case 0x20:
      case 0x09:
      case 0x0d:
      case lineFeed:
      case comma:
        return true;
      case openBrace:
        beginValue(at, indentationBefore(bytes, i, carriedIndentation));
        return false;
      case openBracket:
        if (inArray || inHits) {
          beginValue(at, -1);
          return false;
        }
        inArray = true;
        return true;
      case closeBracket:
        if (inHits) {
          leaveHits();
          return false;
        }
        if (!inArray) beginLooseValue(at, byte);
        inArray = false;
        return true;
      default:
        if (at >= byteOrderMark.length || byte !== byteOrderMark[at]) beginLooseValue(at, byte);
        return true;
    }
  }

  /** Scans a loose value; the offset of the byte that ends it and is not part of it, or the end of the bytes. */
  function scanLoose(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === lineFeed) return at;
      if (inLooseString) {
        if (byte === quote && !inLooseEscape) inLooseString = false;
        inLooseEscape = byte === backslash && !inLooseEscape;
      } else if (byte === comma || byte === openBrace || byte === openBracket || byte === closeBracket) {
        return at;
      } else {
        inLooseString = byte === quote;
      }
    }
    return bytes.length;
  }

  function startsNeighbour(bytes: Uint8Array, at: number): boolean {
    if (valueIndentation < 0 || structure.problem !== "wrong" || bytes[at] !== openBrace) return false;
    return indentationBefore(bytes, at, carriedIndentation) === valueIndentation;
  }

  return {
    push(bytes) {
      /** Where the current value starts in these bytes, or 0 where it started before them. */
      let from = 0;
      let i = 0;
      while (i < bytes.length) {
        if (!inValue) {
          from = i;
          if (takeBetween(bytes, i)) i += 1;
        } else if (isLoose) {
          i = scanLoose(bytes, i);
          if (i < bytes.length) endValue(bytes.subarray(from, i), true, false);
        } else {
          const wasSound = structure.problem === undefined;
          i = structure.scan(bytes, i);
          if (wasSound && structure.problem !== undefined) wrongAt = offset + i - 1;
          switch (structure.stop) {
            case "end-of-value":
              endValue(bytes.subarray(from, i), true, false);
              break;
            case "hits":
              if (!inArray && !inHits) enterHits();
              break;
            case "wrong":
            case "brace":
              if (startsNeighbour(bytes, i - 1)) {
                i -= 1;
                endValue(bytes.subarray(from, i), false, false);
              }
              break;
            case "too-deep":
            case "end-of-bytes":
              break;
          }
        }
      }
      if (inValue) hold(bytes.subarray(from));
      carriedIndentation = indentationBefore(bytes, bytes.length, carriedIndentation);
      offset += bytes.length;
    },
    end() {
      if (inValue && !isResponseRest) endValue(new Uint8Array(0), isLoose, true);
      else if (inValue || inHits) sink.unclosed("search response");
      else if (inArray) sink.unclosed("array");
    },
  };
}

/**
 * The white space between the start of a line and an offset, or -1 where something else stands between them.
 *
 * @param carried the indentation at the start of the bytes
 */
function indentationBefore(bytes: Uint8Array, at: number, carried: number): number {
  let start = at;
  while (start > 0 && (bytes[start - 1] === 0x20 || bytes[start - 1] === 0x09)) start -= 1;
  if (start === 0) return carried < 0 ? -1 : carried + at;
  return bytes[start - 1] === lineFeed ? at - start : -1;
}
