import { foldAscii } from "../fold-ascii.ts";
import { addLowerCase, type CharSet, codePointEnd, complementSet, digits, singleChar } from "./char-set.ts";
import type { CharsNode, RegexNode } from "./regex-syntax.ts";

/**
 * The characters an expression can tell apart. All code points that no part of it separates form one class, so
 * automata have a few dozen columns and not a million. With `foldCase` a letter A-Z is in the class of its
 * lower-case form: case is folded in the value as it is read, and sets need only their lower-case letters.
 */
export interface Alphabet {
  /** Number of classes; they count from zero. */
  readonly size: number;
  readonly foldCase: boolean;
  /** The class of every code point below 128. */
  readonly asciiClasses: Uint16Array;
  /** The class of any code point. */
  classOf(codePoint: number): number;
  /** One flag for each class: 1 if its characters are in the set. */
  flagsOf(set: CharSet): Uint8Array;
}

/** Finds the classes that an expression separates. */
export function createAlphabet(node: RegexNode, foldCase: boolean): Alphabet {
  const starts = new Set([0]);
  collectStarts(node, foldCase, starts);
  const ordered = Uint32Array.from(starts).sort();
  const asciiClasses = Uint16Array.from({ length: 128 }, (_, codePoint) =>
    findClass(ordered, foldCase ? foldCodePoint(codePoint) : codePoint),
  );
  return {
    size: ordered.length,
    foldCase,
    asciiClasses,
    classOf: (codePoint) => asciiClasses[codePoint] ?? findClass(ordered, codePoint),
    flagsOf: (set) => {
      const flags = new Uint8Array(ordered.length);
      for (const range of set) {
        // A range begins at the start of a class, because every set of the expression gave its starts.
        const end = range.to > (ordered.at(-1) ?? 0) ? ordered.length : findClass(ordered, range.to);
        flags.fill(1, findClass(ordered, range.from), end);
      }
      return flags;
    },
  };
}

/** The characters that a class in an expression matches, case folded where it is ignored. */
export function setOf(node: CharsNode, foldCase: boolean): CharSet {
  const set = foldCase ? addLowerCase(node.set) : node.set;
  return node.negated ? complementSet(set) : set;
}

/** The text that stands in an expression, case folded where it is ignored. */
export function textOf(text: string, foldCase: boolean): string {
  return foldCase ? foldAscii(text) : text;
}

function foldCodePoint(codePoint: number): number {
  return foldAscii(String.fromCharCode(codePoint)).charCodeAt(0);
}

function collectStarts(node: RegexNode, foldCase: boolean, starts: Set<number>): void {
  switch (node.kind) {
    case "Text":
      for (const character of textOf(node.text, foldCase))
        addStarts(singleChar(character.codePointAt(0) ?? 0), starts);
      return;
    case "Chars":
      addStarts(setOf(node, foldCase), starts);
      return;
    case "Interval":
      // The first digit of a bound may stand alone.
      for (const { from, to } of digits) for (let digit = from; digit <= to; digit += 1) starts.add(digit);
      return;
    case "Repeat":
    case "Complement":
      collectStarts(node.item, foldCase, starts);
      return;
    case "Concat":
    case "Intersection":
    case "Union":
      for (const item of node.items) collectStarts(item, foldCase, starts);
      return;
    case "AnyText":
    case "Nothing":
      return;
  }
}

function addStarts(set: CharSet, starts: Set<number>): void {
  for (const range of set) {
    starts.add(range.from);
    if (range.to < codePointEnd) starts.add(range.to);
  }
}

/** The last class that starts at or before the code point. */
function findClass(starts: Uint32Array, codePoint: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= codePoint) low = middle;
    else high = middle;
  }
  return low;
}
