import { isAscii } from "node:buffer";

/** Bytes of texts that are decoded together. A text of this length and more is kept by Node outside of V8's heap. */
const batchBytes = 1024 * 1024;

/** Only short texts are gathered: a long one is worth a string of its own. */
const maxTextBytes = 64 * 1024;

/**
 * Decodes many short ASCII texts as one string, of which each text is a part. V8 copies every string of its own twice
 * before it counts as old, into memory that is touched for the first time; parts of a large string are but references to it.
 * In return the whole batch stays in memory for as long as any part of it does.
 */
export class TextBatch {
  readonly #bytes = Buffer.allocUnsafeSlow(batchBytes + maxTextBytes);
  #length = 0;
  #decoded: { text: string } = { text: "" };

  /** Whether it is time to decode. */
  get isFull(): boolean {
    return this.#length >= batchBytes;
  }

  /**
   * Copies the bytes of a text; returns what gives the text once the batch has been decoded. Undefined where they are too
   * many, not all ASCII, or hold a zero byte.
   */
  add(bytes: Buffer): (() => string) | undefined {
    if (bytes.length > maxTextBytes || this.isFull || !isAscii(bytes) || bytes.includes(0)) return undefined;
    const from = this.#length;
    const to = from + bytes.copy(this.#bytes, from);
    this.#length = to;
    const decoded = this.#decoded;
    return () => decoded.text.slice(from, to);
  }

  /** Decodes what was added, and begins anew. */
  decode(): void {
    this.#decoded.text = this.#bytes.toString("latin1", 0, this.#length);
    this.#decoded = { text: "" };
    this.#length = 0;
  }
}
