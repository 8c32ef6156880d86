const lineFeed = 0x0a;

/** A part of some lines: whole lines, and where they stand. */
export interface LinePiece {
  readonly bytes: Uint8Array;
  readonly byteOffset: number;
}

/** Cuts lines into pieces of at most so many bytes; a line that is longer is a piece by itself. */
export function* linePieces(lines: Uint8Array, maxBytes: number): Generator<LinePiece> {
  for (let from = 0; from < lines.length; ) {
    let to = Math.min(lines.length, from + maxBytes);
    if (to < lines.length) {
      to = lines.lastIndexOf(lineFeed, to - 1) + 1;
      if (to <= from) to = lineEnd(lines, from);
    }
    yield { bytes: lines.subarray(from, to), byteOffset: from };
    from = to;
  }
}

/** Where the line that begins at a place ends, behind its line feed. */
export function lineEnd(lines: Uint8Array, from: number): number {
  const feed = lines.indexOf(lineFeed, from);
  return feed === -1 ? lines.length : feed + 1;
}

/** How many line feeds stand before a place. */
export function countLines(lines: Uint8Array, to = lines.length): number {
  let count = 0;
  for (
    let feed = lines.indexOf(lineFeed);
    feed !== -1 && feed < to;
    feed = lines.indexOf(lineFeed, feed + 1)
  ) {
    count += 1;
  }
  return count;
}
