/** Bytes as they come from a file, a decompressor or an archive member. Pulled: nothing is read ahead. */
export type ByteSource = AsyncIterable<Uint8Array>;

/** Reads a source step by step. An error of the source shows when all bytes before it are taken. */
export interface ByteCursor {
  /** The next bytes without taking them; fewer than asked for only before the end or an error. */
  peek(length: number): Promise<Uint8Array>;
  /** Takes the next bytes; fewer than asked for only at the end. */
  take(length: number): Promise<Uint8Array>;
  /** At most `maxLength` of the next bytes as they come, without taking them; none only at the end. */
  peekSome(maxLength: number): Promise<Uint8Array>;
  /** Takes what `peekSome` shows. */
  takeSome(maxLength?: number): Promise<Uint8Array>;
  /** All remaining bytes. */
  rest(): ByteSource;
  /** Lets the source free what it holds. */
  close(): Promise<void>;
}

const none = new Uint8Array(0);

export function createByteCursor(source: ByteSource): ByteCursor {
  const iterator = source[Symbol.asyncIterator]();
  let buffered: Uint8Array = none;
  let failure: { readonly error: unknown } | undefined;
  let isAtEnd = false;

  /** Pulls one more piece; false at the end and at an error. */
  async function pull(): Promise<boolean> {
    while (!isAtEnd && failure === undefined) {
      try {
        const next = await iterator.next();
        if (next.done === true) isAtEnd = true;
        else if (next.value.length > 0) {
          buffered = buffered.length === 0 ? next.value : concat(buffered, next.value);
          return true;
        }
      } catch (error) {
        failure = { error };
      }
    }
    return false;
  }

  function takeBuffered(length: number): Uint8Array {
    const taken = buffered.subarray(0, length);
    buffered = buffered.subarray(taken.length);
    return taken;
  }

  async function peek(length: number): Promise<Uint8Array> {
    while (buffered.length < length && (await pull())) {}
    return buffered.subarray(0, length);
  }

  async function peekSome(maxLength: number): Promise<Uint8Array> {
    if (buffered.length === 0) await pull();
    if (buffered.length === 0 && failure !== undefined) throw failure.error;
    return buffered.subarray(0, maxLength);
  }

  async function takeSome(maxLength = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return takeBuffered((await peekSome(maxLength)).length);
  }

  return {
    peek,
    peekSome,
    takeSome,
    async take(length) {
      const available = await peek(length);
      if (available.length < length && failure !== undefined) throw failure.error;
      return takeBuffered(available.length);
    },
    async *rest() {
      for (let bytes = await takeSome(); bytes.length > 0; bytes = await takeSome()) yield bytes;
    },
    async close() {
      await iterator.return?.();
    },
  };
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
