import type { BlockContent, SearchBlock } from "./search-source.ts";

/** A block, and what reads it. */
export interface BlockToRead {
  readonly block: SearchBlock;
  read(): Promise<BlockContent | undefined>;
}

/**
 * Begins to read blocks while those before are judged: the disk and the decompressor have threads of their own. One at first,
 * then more, as many a search ends with its first block.
 *
 * @param most how many are read ahead; 0 reads each when it is asked for
 */
export async function* readBlocksAhead(
  blocks: AsyncIterable<SearchBlock>,
  most: number,
): AsyncGenerator<BlockToRead, void, undefined> {
  if (most === 0) {
    for await (const block of blocks) yield { block, read: () => block.read() };
    return;
  }
  const iterator = blocks[Symbol.asyncIterator]();
  const underWay: BlockToRead[] = [];
  let atOnce = 1;
  let isDone = false;
  try {
    for (;;) {
      while (!isDone && underWay.length < atOnce) {
        const next = await iterator.next();
        if (next.done === true) isDone = true;
        else underWay.push(beginToRead(next.value));
      }
      const first = underWay.shift();
      if (first === undefined) return;
      yield first;
      atOnce = Math.min(most, atOnce + 1);
    }
  } finally {
    await iterator.return?.();
  }
}

function beginToRead(block: SearchBlock): BlockToRead {
  const reading = block.read();
  // An error shows where its turn has come; who stops before has no use for it.
  reading.catch(() => {});
  return { block, read: () => reading };
}
