import type { Gunzip, InflateRaw } from "node:zlib";
import type { ByteSource } from "./byte-cursor.ts";
import { InputError, reasonOf } from "./input-problem.ts";
import type { UnpackBudget } from "./unpack-budget.ts";

// Deflate unpacks a byte to 1032 at most: what one slice gives fits into memory.
const sliceBytes = 16 * 1024;

/**
 * Unpacks with a stream of node:zlib. Each slice is written and its output handed on before the next one, because
 * piping would throw away what was already unpacked when the input turns out to be damaged.
 */
export async function* unpackZlib(
  source: ByteSource,
  stream: Gunzip | InflateRaw,
  budget: UnpackBudget,
): ByteSource {
  let unpacked: Uint8Array[] = [];
  let failure: unknown;
  stream.on("data", (bytes: Uint8Array) => unpacked.push(bytes));
  stream.on("error", (error) => {
    failure = error;
  });

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
    for await (const bytes of source) {
      for (let from = 0; from < bytes.length; from += sliceBytes) {
        await new Promise<void>((resolve) =>
          stream.write(bytes.subarray(from, from + sliceBytes), () => resolve()),
        );
        yield* takeUnpacked();
      }
    }
    await new Promise<void>((resolve) => stream.once("close", resolve).end());
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
