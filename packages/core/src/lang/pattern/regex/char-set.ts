/** Characters as ranges of code points: half-open, in order, not touching. */
export type CharSet = readonly CharRange[];

export interface CharRange {
  readonly from: number;
  readonly to: number;
}

/** One more than the last code point. */
export const codePointEnd = 0x110000;

export const everyChar: CharSet = [{ from: 0, to: codePointEnd }];

/** The set of all characters in the ranges, which may overlap and come in any order. */
export function charSet(ranges: Iterable<CharRange>): CharSet {
  const merged: CharRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || range.from > last.to) merged.push(range);
    else if (range.to > last.to) merged[merged.length - 1] = { from: last.from, to: range.to };
  }
  return merged;
}

export function singleChar(codePoint: number): CharSet {
  return [{ from: codePoint, to: codePoint + 1 }];
}

export function complementSet(set: CharSet): CharSet {
  const gaps: CharRange[] = [];
  let from = 0;
  for (const range of set) {
    if (range.from > from) gaps.push({ from, to: range.from });
    from = range.to;
  }
  if (from < codePointEnd) gaps.push({ from, to: codePointEnd });
  return gaps;
}

const upperA = 0x41;
const afterUpperZ = 0x5b;
const toLower = 0x20;

/** The set with the lower-case form of every letter A-Z in it added. */
export function addLowerCase(set: CharSet): CharSet {
  const lower: CharRange[] = [];
  for (const range of set) {
    const from = Math.max(range.from, upperA);
    const to = Math.min(range.to, afterUpperZ);
    if (from < to) lower.push({ from: from + toLower, to: to + toLower });
  }
  return lower.length === 0 ? set : charSet([...set, ...lower]);
}

const between = (first: string, last: string): CharRange => ({
  from: first.charCodeAt(0),
  to: last.charCodeAt(0) + 1,
});

/** The digits 0-9. */
export const digits: CharSet = [between("0", "9")];

const whiteSpace = charSet([between("\t", "\n"), between("\r", "\r"), between(" ", " ")]);
const wordChars = charSet([between("0", "9"), between("A", "Z"), between("_", "_"), between("a", "z")]);

/** What `\d \D \s \S \w \W` stand for: ASCII classes; white space is space, tab, line feed and carriage return. */
export const namedClasses: ReadonlyMap<string, CharSet> = new Map([
  ["d", digits],
  ["D", complementSet(digits)],
  ["s", whiteSpace],
  ["S", complementSet(whiteSpace)],
  ["w", wordChars],
  ["W", complementSet(wordChars)],
]);
