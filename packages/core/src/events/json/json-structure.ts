/**
 * Where a scan stopped: at the end of the bytes, after the last bracket of the value, after the first token that cannot
 * stand where it stands, after one bracket too many, after the start of a search response's array of hits, or after an
 * opening brace somewhere behind a wrong token.
 */
export type ScanStop = "end-of-bytes" | "end-of-value" | "wrong" | "too-deep" | "hits" | "brace";

/**
 * Follows the structure of one object or array: brackets, strings, and which token may come next. What stands inside
 * numbers, words and escapes is left to the parser. After "wrong" or "too-deep" it only balances brackets, whatever
 * their kind.
 */
export interface JsonStructure {
  /** What was wrong first, if anything was. */
  readonly problem: "wrong" | "too-deep" | undefined;
  /** Why the last scan stopped. */
  readonly stop: ScanStop;
  /** Begins a new value: the next byte scanned is its opening bracket. */
  reset(): void;
  /** Scans from an offset; the offset just after the byte it stopped at. */
  scan(bytes: Uint8Array, from: number): number;
}

type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end";

/** How far the keys read last agree with `{"hits": {"hits": [`. */
type HitsPath = "none" | "outer-key" | "outer-object" | "inner-key" | "left";

const hitsKey = [0x68, 0x69, 0x74, 0x73] as const;

const lineFeed = 0x0a;
const quote = 0x22;
const backslash = 0x5c;

export function createJsonStructure(maxDepth: number): JsonStructure {
  let problem: JsonStructure["problem"];
  let stop: ScanStop = "end-of-bytes";
  let depth = 0;
  const isObjectAt: boolean[] = [false];
  let expected: Expected = "value";
  let inString = false;
  let inEscape = false;
  let inScalar = false;
  let isKey = false;
  let keyLength = 0;
  let isHitsKey = false;
  let hitsPath: HitsPath = "none";

  // The functions below return whether the scan stops.

  function fail(found: "wrong" | "too-deep"): boolean {
    if (problem !== undefined) return false;
    problem = found;
    stop = found;
    return true;
  }

  /** Notes that a value starts here; false where none may. */
  function startsValue(): boolean {
    if (expected !== "value" && expected !== "value-or-end") return false;
    expected = "comma-or-end";
    return true;
  }

  function startString(): boolean {
    inString = true;
    isKey = problem === undefined && (expected === "key" || expected === "key-or-end");
    keyLength = 0;
    isHitsKey = true;
    if (!isKey) return !startsValue() && fail("wrong");
    expected = "colon";
    return false;
  }

  function endKey(): void {
    const isHits = isHitsKey && keyLength === hitsKey.length;
    if (depth === 1 && hitsPath !== "left") hitsPath = isHits ? "outer-key" : "none";
    else if (depth === 2 && (hitsPath === "outer-object" || hitsPath === "inner-key")) {
      hitsPath = isHits ? "inner-key" : "outer-object";
    }
  }

  function open(isObject: boolean): boolean {
    const mayStart = startsValue();
    depth += 1;
    if (problem !== undefined) {
      stop = "brace";
      return isObject && problem === "wrong";
    }
    if (!mayStart) return fail("wrong");
    if (depth > maxDepth) return fail("too-deep");
    isObjectAt[depth] = isObject;
    expected = isObject ? "key-or-end" : "value-or-end";
    if (isObject && depth === 2 && hitsPath === "outer-key") hitsPath = "outer-object";
    if (isObject || depth !== 3 || hitsPath !== "inner-key") return false;
    hitsPath = "left";
    stop = "hits";
    return true;
  }

  function close(isObject: boolean): boolean {
    const mayEnd = expected === "comma-or-end" || expected === (isObject ? "key-or-end" : "value-or-end");
    const isWrong = !mayEnd || isObjectAt[depth] !== isObject;
    depth -= 1;
    expected = "comma-or-end";
    if (depth === 1 && hitsPath !== "left") hitsPath = "none";
    const stops = isWrong && fail("wrong");
    if (depth > 0) return stops;
    stop = "end-of-value";
    return true;
  }

  /** Scans to the end of a string; the offset of its quote or line feed, or the end of the bytes. */
  function scanString(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === lineFeed || (byte === quote && !inEscape)) return at;
      inEscape = byte === backslash && !inEscape;
      if (isKey) {
        if (byte !== hitsKey[keyLength]) isHitsKey = false;
        keyLength += 1;
      }
    }
    return bytes.length;
  }

  function endString(byte: number): boolean {
    inString = false;
    inEscape = false;
    // No string holds a raw line break: it ends here, so that the brackets of the next line count again.
    if (byte === lineFeed) return fail("wrong");
    if (isKey) endKey();
    return false;
  }

  function stepOutsideString(byte: number): boolean {
    const wasInScalar = inScalar;
    inScalar = false;
    switch (byte) {
      case 0x20:
      case 0x09:
      case 0x0d:
      case lineFeed:
        return false;
      case quote:
        return startString();
      case 0x7b:
        return open(true);
      case 0x5b:
        return open(false);
      case 0x7d:
        return close(true);
      case 0x5d:
        return close(false);
      case 0x3a:
        if (expected !== "colon") return fail("wrong");
        expected = "value";
        return false;
      case 0x2c:
        if (expected !== "comma-or-end") return fail("wrong");
        expected = isObjectAt[depth] === true ? "key" : "value";
        return false;
      default:
        inScalar = true;
        return !wasInScalar && !startsValue() && fail("wrong");
    }
  }

  return {
    get problem() {
      return problem;
    },
    get stop() {
      return stop;
    },
    reset() {
      problem = undefined;
      depth = 0;
      expected = "value";
      inString = false;
      inEscape = false;
      inScalar = false;
      hitsPath = "none";
    },
    scan(bytes, from) {
      for (let at = from; at < bytes.length; at++) {
        if (inString) {
          at = scanString(bytes, at);
          if (at === bytes.length) break;
          if (endString(bytes[at] ?? quote)) return at + 1;
        } else if (stepOutsideString(bytes[at] ?? 0)) {
          return at + 1;
        }
      }
      stop = "end-of-bytes";
      return bytes.length;
    },
  };
}
