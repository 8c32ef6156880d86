import type { Readable } from "node:stream";
import { createGunzip, createInflate, type Gunzip, type Inflate } from "node:zlib";
import { OperationalError } from "../platform/operational-error.ts";
import type { BodyBudget } from "./body-budget.ts";

export interface BodyLimits {
  /** Bytes of one body, as sent and as unpacked. */
  readonly maxBytes: number;
  /** A body must bring `slowWindowBytes` in one of two windows in a row. */
  readonly slowWindowMs: number;
  readonly slowWindowBytes: number;
}

export interface BodyToCollect {
  readonly source: Readable;
  readonly contentEncoding: string | undefined;
  /** What the client says it will send, where it says so. */
  readonly declaredBytes: number | undefined;
  readonly limits: BodyLimits;
  readonly budget: BodyBudget;
  /** Gives a buffer of at least so many bytes. */
  readonly takeBuffer: (sizeBytes: number) => Buffer;
}

/** Output of the unpacker comes in pieces of this size: small ones cost a turn of the event loop each. */
const unpackChunkBytes = 256 * 1024;

/**
 * Collects a body. Where it is refused before its end, the rest is left unread and the connection alive: the answer has to
 * reach the client first, and the server then closes the connection. See `readBody` for what is thrown.
 */
export function collectBody(body: BodyToCollect): Promise<Uint8Array> {
  const { source, contentEncoding, declaredBytes, limits, budget, takeBuffer } = body;
  const unpacker = createUnpacker(contentEncoding);
  if (declaredBytes !== undefined) {
    if (declaredBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
    budget.expect(declaredBytes);
  }
  const collected =
    unpacker === undefined && declaredBytes !== undefined
      ? createFixedBuffer(declaredBytes, takeBuffer)
      : createGrowingBuffer();

  return new Promise((resolve, reject) => {
    let sentBytes = 0;
    let collectedBytes = 0;

    const take = (chunk: Buffer): void => {
      collectedBytes += chunk.length;
      if (collectedBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
      budget.take(chunk.length);
      collected.add(chunk);
    };

    const stopWatching = watchPace(
      limits,
      () => sentBytes,
      () => settle(tooSlow(limits)),
    );

    function settle(failure?: unknown): void {
      stopWatching();
      source.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      if (failure === undefined) {
        resolve(collected.bytes());
        return;
      }
      source.pause();
      // A source that fails after this has nobody who listens, and must not end the process.
      source.on("error", () => {});
      unpacker?.destroy();
      reject(failure);
    }

    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        settle(error);
      }
    };

    const onData = (chunk: Buffer): void =>
      attempt(() => {
        sentBytes += chunk.length;
        if (unpacker === undefined) return take(chunk);
        // What unpacks to nothing is bounded too.
        if (sentBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
        if (!unpacker.write(chunk)) source.pause();
      });
    const onEnd = (): void => {
      if (unpacker === undefined) settle();
      else unpacker.end();
    };
    const onClose = (error?: Error): void => {
      // The end comes before the close where everything was sent.
      if (error === undefined && source.readableEnded) return;
      settle(
        new OperationalError("bad-request", "The client went away before it had sent everything.", error),
      );
    };

    if (unpacker !== undefined) {
      unpacker.on("data", (chunk: Buffer) => attempt(() => take(chunk)));
      unpacker.on("drain", () => source.resume());
      unpacker.on("end", () => settle());
      unpacker.on("error", (error) =>
        settle(new OperationalError("bad-request", `The body does not unpack: ${error.message}.`, error)),
      );
    }
    source.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
    if (source.destroyed && !source.readableEnded) onClose();
  });
}

/** Undefined where the body comes as it is. */
function createUnpacker(contentEncoding: string | undefined): Gunzip | Inflate | undefined {
  switch (contentEncoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip({ chunkSize: unpackChunkBytes });
    case "deflate":
      return createInflate({ chunkSize: unpackChunkBytes });
    default:
      throw new OperationalError(
        "unsupported-media-type",
        `Content-Encoding ${JSON.stringify(contentEncoding)} is not known: send gzip, deflate or none.`,
      );
  }
}

interface CollectedBytes {
  add(chunk: Buffer): void;
  bytes(): Uint8Array;
}

/** The length is known: one copy of each piece, and the pieces can go at once. */
function createFixedBuffer(sizeBytes: number, takeBuffer: BodyToCollect["takeBuffer"]): CollectedBytes {
  const first: Buffer[] = [];
  let whole: Buffer | undefined;
  let filled = 0;
  return {
    add(chunk) {
      if (filled === 0 && chunk.length === sizeBytes) first.push(chunk);
      else {
        // Memory that nobody has touched costs nothing, whatever length the client promises.
        whole ??= takeBuffer(sizeBytes);
        whole.set(chunk, filled);
      }
      filled += chunk.length;
    },
    bytes: () => first[0] ?? whole?.subarray(0, filled) ?? new Uint8Array(0),
  };
}

function createGrowingBuffer(): CollectedBytes {
  const chunks: Buffer[] = [];
  return {
    add: (chunk) => void chunks.push(chunk),
    bytes: () => (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
  };
}

/** Calls `onSlow` once where two windows in a row brought too little. Returns what ends the watch. */
function watchPace(limits: BodyLimits, sentBytes: () => number, onSlow: () => void): () => void {
  let seenBytes = 0;
  let slowWindows = 0;
  const timer = setInterval(() => {
    const brought = sentBytes() - seenBytes;
    seenBytes += brought;
    // Two: when the process itself was busy for a whole window, the bytes wait to be read, and none were seen.
    slowWindows = brought < limits.slowWindowBytes ? slowWindows + 1 : 0;
    if (slowWindows >= 2) onSlow();
  }, limits.slowWindowMs);
  return () => clearInterval(timer);
}

function tooLarge(maxBytes: number): OperationalError {
  return new OperationalError(
    "too-large",
    `The body has more than ${maxBytes} bytes (setting max_body_size): send it in parts.`,
  );
}

function tooSlow(limits: BodyLimits): OperationalError {
  return new OperationalError(
    "too-slow",
    `The body came in at less than ${limits.slowWindowBytes} bytes in ${limits.slowWindowMs / 1000} seconds.`,
  );
}
