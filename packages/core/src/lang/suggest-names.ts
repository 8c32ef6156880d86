/**
 * The names among `candidates` that were probably meant by `name`, best first, at most `max`; none where none is close.
 * Close is: another letter case, a missing prefix (`parent.name` for `process.parent.name`), an abbreviated first
 * segment (`proc.name`), or few wrong letters in the segments that differ.
 */
export function suggestNames(name: string, candidates: Iterable<string>, max = 3): readonly string[] {
  const wanted = name.toLowerCase();
  if (wanted === "" || wanted.length > maxNameLength) return [];
  const scored: { readonly candidate: string; readonly score: number }[] = [];
  for (const candidate of candidates) {
    if (candidate === name || candidate.length > maxNameLength) continue;
    const score = scoreOf(wanted, candidate.toLowerCase());
    if (score !== undefined) scored.push({ candidate, score });
  }
  scored.sort(
    (a, b) =>
      a.score - b.score || a.candidate.length - b.candidate.length || compare(a.candidate, b.candidate),
  );
  return scored.slice(0, max).map(({ candidate }) => candidate);
}

/** Longer names are not worth the comparison. */
const maxNameLength = 200;

/** How many wrong letters are allowed for each that was written where the names differ. */
const editsPerLetter = 1 / 3;

/** Nobody makes more mistakes than this in one name, however long it is. */
const mostEdits = 4;

/** How far a candidate is from what was written, both in lower case: 0 is equal, undefined is not close. */
function scoreOf(wanted: string, candidate: string): number | undefined {
  if (candidate === wanted) return 0;
  if (candidate.endsWith(`.${wanted}`)) return 1;
  const [left, right] = differingParts(wanted, candidate);
  // One wrong letter is close even in `process.pd`, but not where a single letter is all there is.
  const allowed = Math.min(mostEdits, Math.floor(left.length * editsPerLetter));
  const maxEdits = Math.max(allowed, left.length > 1 ? 1 : 0);
  return editDistance(left, right, maxEdits) ?? (isAbbreviated(wanted, candidate) ? 2 : undefined);
}

/** Whether only the first segments differ, and the written one holds letters of the other in order: `proc.name`. */
function isAbbreviated(wanted: string, candidate: string): boolean {
  const wantedDot = wanted.indexOf(".");
  const candidateDot = candidate.indexOf(".");
  if (wantedDot < 2 || wanted.slice(wantedDot) !== candidate.slice(candidateDot)) return false;
  if (wanted[0] !== candidate[0]) return false;
  let at = 0;
  for (const letter of wanted.slice(0, wantedDot)) {
    at = candidate.indexOf(letter, at) + 1;
    if (at === 0 || at > candidateDot) return false;
  }
  return true;
}

/** Both names without the leading and trailing segments that they share: long names must not excuse more errors. */
function differingParts(a: string, b: string): readonly [string, string] {
  let start = 0;
  for (let at = 0; at < a.length && a[at] === b[at]; at += 1) {
    if (a[at] === ".") start = at + 1;
  }
  let end = 0;
  for (let at = 1; at <= Math.min(a.length, b.length) - start && a.at(-at) === b.at(-at); at += 1) {
    if (a.at(-at) === ".") end = at;
  }
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

/**
 * Edits that turn `a` into `b`: a letter too many, too few, wrong, or two neighbours swapped
 * (Damerau-Levenshtein, each place edited once). Undefined beyond `maxEdits`.
 */
function editDistance(a: string, b: string, maxEdits: number): number | undefined {
  if (Math.abs(a.length - b.length) > maxEdits || maxEdits === 0) return a === b ? 0 : undefined;
  if (differingLetters(a, b) > 2 * maxEdits) return undefined;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + (isSame ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, at(beforePrevious, j - 2) + 1);
      row.push(edits);
      best = Math.min(best, edits);
    }
    // The edits only grow from row to row.
    if (best > maxEdits) return undefined;
    beforePrevious = previous;
    previous = row;
  }
  const edits = at(previous, b.length);
  return edits <= maxEdits ? edits : undefined;
}

/** Letters that only one of the texts has. One edit changes at most two, so this tells most names apart at once. */
function differingLetters(a: string, b: string): number {
  let bits = letterSet(a) ^ letterSet(b);
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/** The letters of a text as bits; letters that share a bit only make names look closer than they are. */
function letterSet(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index += 1) bits |= 1 << (text.charCodeAt(index) & 31);
  return bits;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
