/**
 * The names among `candidates` that were probably meant by `name`, best first, at most `max`; none where none is close.
 * Close is: another letter case, a missing prefix (`parent.name` for `process.parent.name`), an abbreviated first
 * segment (`proc.name`), or few wrong letters in the segments that differ.
 */
export function suggestNames(name: string, candidates: Iterable<string>, max = 3): readonly string[] {
  const wanted = name.toLowerCase();
  if (wanted === "" || wanted.length > maxNameLength) return [];
  const letters = letterSet(wanted);
  const scored: { readonly candidate: string; readonly score: number }[] = [];
  for (const candidate of candidates) {
    if (candidate === name || candidate.length > maxNameLength) continue;
    const score = scoreOf(wanted, letters, candidate.toLowerCase());
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
function scoreOf(wanted: string, letters: number, candidate: string): number | undefined {
  if (candidate === wanted) return 0;
  // A missing prefix and an abbreviation make what is written shorter, never longer.
  if (candidate.length < wanted.length - mostEdits) return undefined;
  if (
    candidate.length > wanted.length &&
    candidate.endsWith(wanted) &&
    candidate.at(-wanted.length - 1) === "."
  )
    return 1;
  const edits = mayBeMisspelt(wanted, letters, candidate) ? misspelling(wanted, candidate) : undefined;
  return edits ?? (isAbbreviated(wanted, candidate) ? 2 : undefined);
}

/** False for nearly all names, and found at once: their lengths or their letters differ by more than edits explain. */
function mayBeMisspelt(wanted: string, letters: number, candidate: string): boolean {
  if (Math.abs(wanted.length - candidate.length) > mostEdits) return false;
  return countBits(letters ^ letterSet(candidate)) <= 2 * mostEdits;
}

function misspelling(wanted: string, candidate: string): number | undefined {
  const [left, right] = differingParts(wanted, candidate);
  // One wrong letter is close even in `process.pd`, but not where a single letter is all there is.
  const allowed = Math.min(mostEdits, Math.floor(left.length * editsPerLetter));
  const maxEdits = Math.max(allowed, left.length > 1 ? 1 : 0);
  return editDistance(left, right, maxEdits);
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
  const most = Math.min(a.length, b.length) - start;
  let end = 0;
  for (let at = 1; at <= most && a[a.length - at] === b[b.length - at]; at += 1) {
    if (a[a.length - at] === ".") end = at;
  }
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

/**
 * Edits that turn `a` into `b`: a letter too many, too few, wrong, or two neighbours swapped
 * (Damerau-Levenshtein, each place edited once). Undefined beyond `maxEdits`.
 */
function editDistance(a: string, b: string, maxEdits: number): number | undefined {
  if (Math.abs(a.length - b.length) > maxEdits || maxEdits === 0) return a === b ? 0 : undefined;
  if (countBits(letterSet(a) ^ letterSet(b)) > 2 * maxEdits) return undefined;
  // Row i holds the edits from the first i letters of `a`. Places farther from the diagonal than `maxEdits` need more.
  const tooMany = maxEdits + 1;
  let [beforePrevious, previous, row] = scratchRows;
  for (let j = 0; j <= Math.min(b.length, maxEdits); j += 1) previous[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    const from = Math.max(1, i - maxEdits);
    const to = Math.min(b.length, i + maxEdits);
    let best = from === 1 ? Math.min(i, tooMany) : tooMany;
    row[from - 1] = best;
    for (let j = from; j <= to; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min(
        at(previous, j - 1) + (isSame ? 0 : 1),
        // Above the last place of the band nothing was computed in the row before.
        j === i + maxEdits ? tooMany : at(previous, j) + 1,
        at(row, j - 1) + 1,
        tooMany,
      );
      if (i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, at(beforePrevious, j - 2) + 1);
      row[j] = edits;
      best = Math.min(best, edits);
    }
    // The edits only grow from row to row.
    if (best > maxEdits) return undefined;
    [beforePrevious, previous, row] = [previous, row, beforePrevious];
  }
  const edits = at(previous, b.length);
  return edits <= maxEdits ? edits : undefined;
}

const rowLength = maxNameLength + mostEdits + 1;
/** Rows for `editDistance`, which writes each place before it reads it: thousands of names need no others. */
const scratchRows: readonly [Uint8Array, Uint8Array, Uint8Array] = [
  new Uint8Array(rowLength),
  new Uint8Array(rowLength),
  new Uint8Array(rowLength),
];

/** Of the letters of two texts, those that only one of them has: one edit changes at most two. */
function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** The letters of a text as bits; letters that share a bit only make names look closer than they are. */
function letterSet(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index += 1) bits |= 1 << (text.charCodeAt(index) & 31);
  return bits;
}

function at(row: Uint8Array, index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
