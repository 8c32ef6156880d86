/**
 * Large buffers that are used again and again. Taken anew for every request they would cost more than what is done with them:
 * the system has to find and clear the memory, and V8 looks through the whole heap whenever some tens of megabytes were taken.
 */
export interface BufferPool {
  /** A buffer of at least so many bytes, with anything in them. */
  take(sizeBytes: number): Buffer;
  /** Gives back a buffer that was taken, and that nobody will look at any more; never the same one twice. */
  giveBack(buffer: Buffer): void;
  /** Bytes that are there to be taken. */
  readonly keptBytes: number;
}

/** Smaller ones are not worth it. */
const leastKeptBytes = 64 * 1024;
/** Sizes are rounded up to an eighth of a power of two, so that buffers fit for requests of about the same size. */
const stepsPerDoubling = 8;
/** Others would hold far more than was asked for. */
const mostTimesLarger = 2;

/** @param maxKeptBytes what is given back beyond it is left to the garbage collector */
export function createBufferPool(maxKeptBytes: number): BufferPool {
  // The one that was given back last is at the end, and likely to be in the processor's cache.
  const kept: Buffer[] = [];
  let keptBytes = 0;
  return {
    take(sizeBytes) {
      if (sizeBytes < leastKeptBytes) return Buffer.allocUnsafe(sizeBytes);
      const found = kept.findLastIndex(
        ({ length }) => length >= sizeBytes && length <= sizeBytes * mostTimesLarger,
      );
      const [buffer] = found === -1 ? [] : kept.splice(found, 1);
      if (buffer === undefined) return Buffer.allocUnsafeSlow(roundedUp(sizeBytes));
      keptBytes -= buffer.length;
      return buffer;
    },
    giveBack(buffer) {
      if (buffer.length < leastKeptBytes || buffer.length > maxKeptBytes) return;
      kept.push(buffer);
      keptBytes += buffer.length;
      while (keptBytes > maxKeptBytes) keptBytes -= kept.shift()?.length ?? 0;
    },
    get keptBytes() {
      return keptBytes;
    },
  };
}

function roundedUp(sizeBytes: number): number {
  const step = 2 ** Math.floor(Math.log2(sizeBytes)) / stepsPerDoubling;
  return Math.ceil(sizeBytes / step) * step;
}
