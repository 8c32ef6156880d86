import type { OffsetMap } from "@eqlite/core/lang";

/** Collects where the units of a decoded text stand in its file, one run of units after the other. */
export interface OffsetRuns {
  /** `units` more units, one after the other in the file from `fileOffset` on. */
  literal(fileOffset: number, units: number): void;
  /** `units` more units that are all written by the one escape at `fileOffset`. */
  escape(fileOffset: number, units: number): void;
  /** The map; the text's end stands at `fileEnd`. */
  finish(fileEnd: number): OffsetMap;
}

/** Keeps a number per run, not per unit: most texts are a few long runs. */
export function createOffsetRuns(): OffsetRuns {
  const textStarts: number[] = [];
  const fileStarts: number[] = [];
  const isEscape: boolean[] = [];
  let length = 0;

  const add = (fileOffset: number, units: number, escaped: boolean): void => {
    if (units === 0) return;
    const last = textStarts.length - 1;
    const continues =
      !escaped &&
      isEscape[last] === false &&
      (fileStarts[last] ?? 0) + length - (textStarts[last] ?? 0) === fileOffset;
    if (!continues) {
      textStarts.push(length);
      fileStarts.push(fileOffset);
      isEscape.push(escaped);
    }
    length += units;
  };

  return {
    literal: (fileOffset, units) => add(fileOffset, units, false),
    escape: (fileOffset, units) => add(fileOffset, units, true),
    finish: (fileEnd) => ({
      toFile(offset) {
        if (offset >= length) return fileEnd;
        const run = lastAtOrBefore(textStarts, Math.max(offset, 0));
        const within = isEscape[run] === true ? 0 : Math.max(offset, 0) - (textStarts[run] ?? 0);
        return (fileStarts[run] ?? fileEnd) + within;
      },
    }),
  };
}

/** Index of the last entry of a rising list that is not above `value`; the first entry is zero and `value` is not negative. */
function lastAtOrBefore(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rising[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
