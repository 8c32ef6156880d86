import { isBlankLine } from "../events/index.ts";
import type { KernelSink } from "./kernel.ts";

const lineFeed = 0x0a;

/** Where the second line of a block begins. */
export function firstLineEnd(block: Uint8Array): number {
  const feed = block.indexOf(lineFeed);
  return feed === -1 ? block.length : feed + 1;
}

/** Leaves all lines from an offset on to the receiver; the number of lines of the block. */
export function leaveLines(block: Uint8Array, start: number, linesBefore: number, sink: KernelSink): number {
  let from = start;
  let lines = linesBefore;
  for (; from < block.length; lines += 1) {
    const feed = block.indexOf(lineFeed, from);
    const to = feed === -1 ? block.length : feed;
    if (!isBlankLine(block, from, to)) sink.line(from, to, lines);
    from = to + 1;
  }
  return lines;
}
