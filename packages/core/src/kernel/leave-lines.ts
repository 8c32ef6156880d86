import { isBlankLine } from "../events/index.ts";
import type { KernelSink } from "./kernel.ts";

const lineFeed = 0x0a;

/** Where the second line of a block begins. */
export function firstLineEnd(block: Uint8Array): number {
  const feed = block.indexOf(lineFeed);
  return feed === -1 ? block.length : feed + 1;
}

/** Leaves all lines of a block to the receiver; their number. */
export function leaveLines(block: Uint8Array, sink: KernelSink): number {
  let from = 0;
  let lines = 0;
  for (; from < block.length; lines += 1) {
    const feed = block.indexOf(lineFeed, from);
    const to = feed === -1 ? block.length : feed;
    if (!isBlankLine(block, from, to)) sink.line(from, to, lines);
    from = to + 1;
  }
  return lines;
}
