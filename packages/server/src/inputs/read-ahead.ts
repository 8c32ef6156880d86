import type { ByteSource } from "./byte-cursor.ts";

/**
 * Fetches the next piece while the one before it is worked on: the disk and the decompressor run in threads of their
 * own. One piece, so that memory stays as it is. Not for a pipe: who stops early would wait for its next bytes.
 */
export async function* readAhead(source: ByteSource): ByteSource {
  const iterator = source[Symbol.asyncIterator]();
  const fetch = (): Promise<IteratorResult<Uint8Array>> => {
    const next = iterator.next();
    // An error shows where the piece is awaited; who stops before has no use for it.
    next.catch(() => {});
    return next;
  };
  let next = fetch();
  try {
    for (;;) {
      const piece = await next;
      if (piece.done === true) return;
      next = fetch();
      yield piece.value;
    }
  } finally {
    await Promise.allSettled([next]);
    await iterator.return?.();
  }
}
