import type { Gunzip, InflateRaw } from "node:zlib";
import type { ByteCursor, ByteSource } from "./byte-cursor.ts";
import { InputError, reasonOf } from "./input-problem.ts";
import type { UnpackBudget } from "./unpack-budget.ts";

// Deflate unpacks a byte to 1032 at most: what one slice gives fits into memory.
const sliceBytes = 16 * 1024;

/**
 * Unpacks with a stream of node:zlib, and leaves the cursor just after the compressed data. Each slice is written and
 * its output handed on before the next one, because piping would throw away what was already unpacked when the input
 * turns out to be damaged.
 */
export async function* unpackZlib(
  cursor: ByteCursor,
  stream: Gunzip | InflateRaw,
  budget: UnpackBudget,
): ByteSource {
  let unpacked: Uint8Array[] = [];
  let failure: unknown;
  stream.on("data", (bytes: Uint8Array) => unpacked.push(bytes));
  stream.on("error", (error) => {
    failure = error;
  });
  let isClosed = false;
  let onClosed = (): void => {};
  stream.on("close", () => {
    isClosed = true;
    onClosed();
  });

  /** Resolves when the step is done, or the stream closed: it does so after an error, and may forget the step. */
  function settle(step: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      onClosed = resolve;
      if (isClosed) resolve();
      else step(resolve);
    });
  }

  function* takeUnpacked(): Iterable<Uint8Array> {
    const pieces = unpacked;
    unpacked = [];
    for (const piece of pieces) {
      budget.spendBytes(piece.length);
      yield piece;
    }
    if (failure !== undefined) throw zlibError(failure);
  }

  try {
    for (;;) {
      const slice = await cursor.peekSome(sliceBytes);
      if (slice.length === 0) break;
      const writtenBefore = stream.bytesWritten;
      await settle((done) => stream.write(slice, () => done()));
      const taken = stream.bytesWritten - writtenBefore;
      await cursor.takeSome(taken);
      yield* takeUnpacked();
      // The stream takes no more than up to the end of the compressed data.
      if (taken < slice.length) return;
    }
    await settle(() => stream.end());
    yield* takeUnpacked();
  } finally {
    stream.destroy();
  }
}

function zlibError(error: unknown): InputError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const what = code === "Z_BUF_ERROR" ? "is cut off" : `is damaged (${reasonOf(error)})`;
  return new InputError(
    "damaged-container",
    `The compressed data ${what}; what came before was read.`,
    error,
  );
}
