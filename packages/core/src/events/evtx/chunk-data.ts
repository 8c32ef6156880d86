import { EvtxDamage } from "./evtx-damage.ts";
import { chunkBytes, chunkHeaderBytes } from "./evtx-layout.ts";
import { evtxLimits } from "./evtx-limits.ts";

/** Up to this length a loop with a cache beats the decoder, whose cost hardly depends on the length. */
const maxCachedUnits = 40;
const cacheSlots = 4096;

/**
 * The bytes of the chunk being read and what was already understood of them. One object serves all chunks of a file:
 * the reader fills `bytes`, calls `begin`, and reads the records.
 */
export class ChunkData {
  readonly bytes = new Uint8Array(chunkBytes);
  readonly view = new DataView(this.bytes.buffer);
  readonly #decoder = new TextDecoder("utf-16le", { ignoreBOM: true });
  readonly #names = new Map<number, string>();
  // Hosts, users, paths and ids repeat from record to record, also over chunks. A slot keeps the last text that fell into it.
  readonly #texts: string[] = new Array<string>(cacheSlots).fill("");
  // One array for each length: setting the length of a shared one costs more than reading the text.
  readonly #units = Array.from({ length: maxCachedUnits + 1 }, (_, length) =>
    new Array<number>(length).fill(0),
  );
  #work = 0;
  #minWork = 0;

  /** Forgets the previous chunk. */
  begin(): void {
    this.#names.clear();
    this.#work = evtxLimits.maxChunkWork;
  }

  beginRecord(): void {
    this.#minWork = Math.max(0, this.#work - evtxLimits.maxRecordWork);
  }

  /** Counts work done for the record. Throws EvtxDamage when the record or the chunk asks for more than is allowed. */
  spend(units: number, offset: number): void {
    this.#work -= units;
    if (this.#work < this.#minWork)
      throw new EvtxDamage("it refers to far more than a record can hold", offset);
  }

  /**
   * The name of an element or attribute. Names stand once per chunk, as hash links (4 bytes next, 2 bytes hash) in
   * front of a counted string, and are referred to by offset.
   */
  name(offset: number): string {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    if (offset < chunkHeaderBytes || offset + 8 > chunkBytes)
      throw new EvtxDamage("a name lies outside the chunk", offset);
    const units = this.view.getUint16(offset + 6, true);
    if (units === 0 || units > evtxLimits.maxNameUnits || offset + 8 + 2 * units > chunkBytes) {
      throw new EvtxDamage("a name has an impossible length", offset);
    }
    this.spend(2 * units, offset);
    const name = this.text(offset + 8, units);
    this.#names.set(offset, name);
    return name;
  }

  /** UTF-16 text without the zeros that end it. The caller has checked that it lies in the chunk. */
  text(offset: number, units: number): string {
    const view = this.view;
    let length = units;
    while (length > 0 && view.getUint16(offset + 2 * length - 2, true) === 0) length -= 1;
    return length <= maxCachedUnits ? this.#shortText(offset, length) : this.#decode(offset, length);
  }

  #shortText(offset: number, length: number): string {
    const view = this.view;
    const units = this.#units[length] ?? [];
    let hash = length;
    let hasSurrogates = false;
    for (let index = 0; index < length; index += 1) {
      const unit = view.getUint16(offset + 2 * index, true);
      units[index] = unit;
      hash = (Math.imul(hash, 31) + unit) | 0;
      if ((unit & 0xf800) === 0xd800) hasSurrogates = true;
    }
    // A lone surrogate has to become U+FFFD, here as in a long text: it could not be written as UTF-8.
    if (hasSurrogates) return this.#decode(offset, length);
    const slot = (hash ^ (hash >>> 13)) & (cacheSlots - 1);
    const cached = this.#texts[slot];
    if (cached !== undefined && isSameText(cached, units)) return cached;
    const text = String.fromCharCode.apply(null, units);
    this.#texts[slot] = text;
    return text;
  }

  #decode(offset: number, length: number): string {
    return this.#decoder.decode(this.bytes.subarray(offset, offset + 2 * length));
  }
}

function isSameText(text: string, units: readonly number[]): boolean {
  if (text.length !== units.length) return false;
  for (let index = 0; index < units.length; index += 1) {
    if (text.charCodeAt(index) !== units[index]) return false;
  }
  return true;
}
