const lineFeed = 0x0a;
const space = 0x20;

/**
 * The lines of one data stream while they are made. A document is copied here once, behind room for the time of its
 * arrival, and the room is filled when the line has been judged. Lines that are not wanted as they stand are replaced.
 */
export interface DraftLines {
  /** Adds a document to the block that is open. */
  add(body: Uint8Array, from: number, to: number): void;
  /** How large the open block is, and how many lines it has. */
  readonly blockBytes: number;
  readonly blockLines: number;
  /** The open block: the documents behind white space, one a line. */
  block(): Uint8Array;
  /** Begins to settle the lines of the block, each of which must then be settled once, in order. */
  keep(): number;
  replace(parts: readonly Uint8Array[]): number;
  drop(): void;
  /** All lines that were kept and replaced; they may stand in the room. */
  whole(): Uint8Array;
}

/**
 * @param prefix what a line begins with in the place of the brace that opens its document
 * @param room for all documents, each of which needs its length and that of the prefix
 */
export function createDraftLines(prefix: Uint8Array, room: Buffer): DraftLines {
  const out = room;
  const parts: Uint8Array[] = [];
  let starts: number[] = [];
  let blockStart = 0;
  let end = 0;
  let settled = 0;
  /** What was settled last is kept from here on. */
  let keptFrom = 0;
  let size = 0;

  const endOf = (line: number): number => starts[line + 1] ?? end;

  const settle = (): number => {
    const line = settled;
    settled += 1;
    return line;
  };

  const closeBlock = (): void => {
    if (settled < starts.length) return;
    starts = [];
    settled = 0;
    blockStart = end;
  };

  const skip = (line: number): void => {
    const start = starts[line] ?? end;
    if (start > keptFrom) parts.push(out.subarray(keptFrom, start));
    keptFrom = endOf(line);
  };

  return {
    add(body, from, to) {
      starts.push(end);
      const at = end + prefix.length - 1;
      out.fill(space, end, at);
      out.set(body.subarray(from, to), at);
      end = at + to - from + 1;
      out[end - 1] = lineFeed;
    },
    get blockBytes() {
      return end - blockStart;
    },
    get blockLines() {
      return starts.length;
    },
    block: () => out.subarray(blockStart, end),
    keep() {
      const line = settle();
      const start = starts[line] ?? end;
      const offset = size;
      out.set(prefix, start);
      size += endOf(line) - start;
      closeBlock();
      return offset;
    },
    replace(replacing) {
      skip(settle());
      const offset = size;
      for (const part of replacing) {
        parts.push(part);
        size += part.length;
      }
      closeBlock();
      return offset;
    },
    drop() {
      skip(settle());
      closeBlock();
    },
    whole() {
      if (end > keptFrom) parts.push(out.subarray(keptFrom, end));
      keptFrom = end;
      const [only] = parts;
      return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, size);
    },
  };
}
