/**
 * What one more byte means for the value it belongs to: still inside, its brackets are balanced, the first token that
 * cannot stand where it stands, one bracket too many, or the start of a search response's array of hits.
 */
export type StructureStep = "inside" | "end" | "wrong" | "too-deep" | "hits";

/**
 * Follows the structure of one object or array byte by byte: brackets, strings, and which token may come next.
 * What stands inside numbers, words and escapes is left to the parser. After "wrong" or "too-deep" it only balances
 * brackets, whatever their kind.
 */
export interface JsonStructure {
  /** What was wrong first, if anything was. */
  readonly problem: "wrong" | "too-deep" | undefined;
  step(byte: number): StructureStep;
}

type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end";

/** How far the keys read last agree with `{"hits": {"hits": [`. */
type HitsPath = "none" | "outer-key" | "outer-object" | "inner-key" | "left";

const hitsKey = [0x68, 0x69, 0x74, 0x73] as const;

export function createJsonStructure(maxDepth: number): JsonStructure {
  let problem: JsonStructure["problem"];
  let depth = 0;
  const isObjectAt = [false];
  let expected: Expected = "value";
  let inString = false;
  let inEscape = false;
  let inScalar = false;
  let isKey = false;
  let keyLength = 0;
  let isHitsKey = false;
  let hitsPath: HitsPath = "none";

  function fail(found: "wrong" | "too-deep"): StructureStep {
    if (problem !== undefined) return "inside";
    problem = found;
    return found;
  }

  /** Notes that a value starts here; false where none may. */
  function startsValue(): boolean {
    if (expected !== "value" && expected !== "value-or-end") return false;
    expected = "comma-or-end";
    return true;
  }

  function endKey(): void {
    const isHits = isHitsKey && keyLength === hitsKey.length;
    if (depth === 1)
      hitsPath = isHits && hitsPath !== "left" ? "outer-key" : hitsPath === "left" ? "left" : "none";
    else if (depth === 2 && (hitsPath === "outer-object" || hitsPath === "inner-key")) {
      hitsPath = isHits ? "inner-key" : "outer-object";
    }
  }

  function stepInString(byte: number): StructureStep {
    if (byte === 0x0a) {
      // No string holds a raw line break: it ends here, so that the brackets of the next line count again.
      inString = false;
      inEscape = false;
      return fail("wrong");
    }
    if (inEscape) inEscape = false;
    else if (byte === 0x5c) inEscape = true;
    else if (byte === 0x22) {
      inString = false;
      if (isKey) endKey();
      return "inside";
    }
    if (isKey) {
      if (byte !== hitsKey[keyLength]) isHitsKey = false;
      keyLength += 1;
    }
    return "inside";
  }

  function startString(): StructureStep {
    inString = true;
    isKey = problem === undefined && (expected === "key" || expected === "key-or-end");
    keyLength = 0;
    isHitsKey = true;
    if (isKey) expected = "colon";
    else if (!startsValue()) return fail("wrong");
    return "inside";
  }

  function open(isObject: boolean): StructureStep {
    const mayStart = startsValue();
    depth += 1;
    if (problem !== undefined) return "inside";
    if (!mayStart) return fail("wrong");
    if (depth > maxDepth) return fail("too-deep");
    isObjectAt[depth] = isObject;
    expected = isObject ? "key-or-end" : "value-or-end";
    if (isObject && depth === 2 && hitsPath === "outer-key") hitsPath = "outer-object";
    if (!isObject && depth === 3 && hitsPath === "inner-key") {
      hitsPath = "left";
      return "hits";
    }
    return "inside";
  }

  function close(isObject: boolean): StructureStep {
    const mayEnd = expected === "comma-or-end" || expected === (isObject ? "key-or-end" : "value-or-end");
    const isRight = mayEnd && isObjectAt[depth] === isObject;
    depth -= 1;
    expected = "comma-or-end";
    if (depth === 1 && hitsPath !== "left") hitsPath = "none";
    const step = isRight ? "inside" : fail("wrong");
    return depth === 0 ? "end" : step;
  }

  return {
    get problem() {
      return problem;
    },
    step(byte) {
      if (inString) return stepInString(byte);
      const wasInScalar = inScalar;
      inScalar = false;
      switch (byte) {
        case 0x20:
        case 0x09:
        case 0x0a:
        case 0x0d:
          return "inside";
        case 0x22:
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
          return "inside";
        case 0x2c:
          if (expected !== "comma-or-end") return fail("wrong");
          expected = isObjectAt[depth] === true ? "key" : "value";
          return "inside";
        default:
          inScalar = true;
          return wasInScalar || startsValue() ? "inside" : fail("wrong");
      }
    },
  };
}
