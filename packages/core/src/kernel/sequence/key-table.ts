// Records of a fixed number of plain numbers, found by a 64-bit hash of a join key. Everything a sequence keeps lives
// in such tables, because a million objects in a Map cost four times as much memory and make the collector pause.
//
// Records stand without gaps in chunks, in no order: removing one moves the last one into its place. So a sweep is a
// walk from the end, and memory is given back when records go. A record is
//
//   doubles   what the caller keeps, `layout.doubles` of them
//   words     keyLow, keyHigh, link to the next record of the bucket, then `layout.words` of the caller
//
// Which record has a key is known by chains over buckets, one bucket for one record. Buckets are split and joined one
// at a time as records come and go (linear hashing), so that no call ever has to rehash the whole table: open
// addressing would be one read less, but doubling it at a million records is a pause of its own.

/** What a record holds beside its key. */
export interface RecordLayout {
  readonly doubles: number;
  /** Unsigned 32-bit numbers. */
  readonly words: number;
}

interface Chunk {
  readonly doubles: Float64Array;
  readonly words: Uint32Array;
}

const keyLowWord = 0;
const keyHighWord = 1;
const nextWord = 2;
const ownWords = 3;

const minBuckets = 8;
/** Most tables of most rules hold next to nothing: the first chunk starts small and grows until it is a full one. */
const startRecords = 8;
const chunkBytes = 128 * 1024;

const noChunk: Chunk = { doubles: new Float64Array(0), words: new Uint32Array(0) };

export class KeyTable {
  readonly #layout: RecordLayout;
  readonly #recordDoubles: number;
  /** Records in a full chunk, as a power of two: record number → chunk is a shift. */
  readonly #chunkShift: number;
  #chunks: Chunk[] = [];
  /** For each bucket the number of its first record plus one; 0 for an empty bucket. Links are the same. */
  #heads = new Uint32Array(0);
  #bucketCount = minBuckets;
  /** The largest power of two not above `#bucketCount`. Buckets below the difference are already split. */
  #roundSize = minBuckets;
  #count = 0;

  constructor(layout: RecordLayout) {
    this.#layout = layout;
    this.#recordDoubles = layout.doubles + Math.ceil((ownWords + layout.words) / 2);
    const perChunk = Math.max(startRecords, chunkBytes / (this.#recordDoubles * 8));
    this.#chunkShift = Math.floor(Math.log2(perChunk));
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes allocated. */
  get bytes(): number {
    return this.#heads.byteLength + this.#chunks.reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  /** The number of the record under a key, or -1. Numbers are good until the next `insert` or `remove`. */
  find(keyLow: number, keyHigh: number): number {
    if (this.#count === 0) return -1;
    // Bits are what counts: a hash may come as a signed number.
    const low = keyLow >>> 0;
    const high = keyHigh >>> 0;
    let link = this.#heads[this.#bucketOf(keyLow, keyHigh)] ?? 0;
    while (link !== 0) {
      const words = this.#chunkOf(link - 1).words;
      const at = this.#wordsAt(link - 1);
      if (words[at + keyLowWord] === low && words[at + keyHighWord] === high) return link - 1;
      link = words[at + nextWord] ?? 0;
    }
    return -1;
  }

  /** Adds a record under a key that has none, and returns its number. What it holds is undefined at first. */
  insert(keyLow: number, keyHigh: number): number {
    const record = this.#count;
    this.#reserve(record);
    this.#count += 1;
    const words = this.#chunkOf(record).words;
    const at = this.#wordsAt(record);
    words[at + keyLowWord] = keyLow;
    words[at + keyHighWord] = keyHigh;
    this.#link(this.#bucketOf(keyLow, keyHigh), record);
    if (this.#count > this.#bucketCount) this.#splitBucket();
    return record;
  }

  /** Removes a record; the last one takes over its number. */
  remove(record: number): void {
    const last = this.#count - 1;
    this.#redirect(record, this.#next(record));
    if (record !== last) {
      this.#redirect(last, record + 1);
      this.#copy(last, record);
    }
    this.#count = last;
    this.#release();
  }

  double(record: number, field: number): number {
    return this.#chunkOf(record).doubles[this.#doublesAt(record) + field] ?? 0;
  }

  setDouble(record: number, field: number, value: number): void {
    this.#chunkOf(record).doubles[this.#doublesAt(record) + field] = value;
  }

  word(record: number, field: number): number {
    return this.#chunkOf(record).words[this.#wordsAt(record) + ownWords + field] ?? 0;
  }

  setWord(record: number, field: number, value: number): void {
    this.#chunkOf(record).words[this.#wordsAt(record) + ownWords + field] = value;
  }

  #chunkOf(record: number): Chunk {
    return this.#chunks[record >>> this.#chunkShift] ?? noChunk;
  }

  #doublesAt(record: number): number {
    return (record & ((1 << this.#chunkShift) - 1)) * this.#recordDoubles;
  }

  #wordsAt(record: number): number {
    return (this.#doublesAt(record) + this.#layout.doubles) * 2;
  }

  #next(record: number): number {
    return this.#chunkOf(record).words[this.#wordsAt(record) + nextWord] ?? 0;
  }

  #setNext(record: number, link: number): void {
    this.#chunkOf(record).words[this.#wordsAt(record) + nextWord] = link;
  }

  #hashOf(record: number): number {
    const words = this.#chunkOf(record).words;
    const at = this.#wordsAt(record);
    return mix(words[at + keyLowWord] ?? 0, words[at + keyHighWord] ?? 0);
  }

  #bucketOf(keyLow: number, keyHigh: number): number {
    return this.#bucketOfHash(mix(keyLow, keyHigh));
  }

  #bucketOfHash(hash: number): number {
    const bucket = hash & (this.#roundSize * 2 - 1);
    return bucket < this.#bucketCount ? bucket : hash & (this.#roundSize - 1);
  }

  #link(bucket: number, record: number): void {
    this.#setNext(record, this.#heads[bucket] ?? 0);
    this.#heads[bucket] = record + 1;
  }

  /** Makes whatever points to a record point elsewhere. */
  #redirect(record: number, link: number): void {
    const bucket = this.#bucketOfHash(this.#hashOf(record));
    let at = (this.#heads[bucket] ?? 0) - 1;
    if (at === record) {
      this.#heads[bucket] = link;
      return;
    }
    while (at >= 0) {
      const next = this.#next(at) - 1;
      if (next === record) {
        this.#setNext(at, link);
        return;
      }
      at = next;
    }
  }

  /** Copied as words: a double that is really two words must not be normalised on the way. */
  #copy(from: number, to: number): void {
    const source = this.#chunkOf(from).words;
    const target = this.#chunkOf(to).words;
    const sourceAt = this.#doublesAt(from) * 2;
    const targetAt = this.#doublesAt(to) * 2;
    for (let word = 0; word < this.#recordDoubles * 2; word += 1)
      target[targetAt + word] = source[sourceAt + word] ?? 0;
  }

  #splitBucket(): void {
    const from = this.#bucketCount - this.#roundSize;
    const to = this.#bucketCount;
    if (to === this.#heads.length) this.#resizeHeads(to * 2);
    let link = this.#heads[from] ?? 0;
    this.#heads[from] = 0;
    this.#bucketCount += 1;
    while (link !== 0) {
      const record = link - 1;
      link = this.#next(record);
      this.#link(this.#hashOf(record) & (this.#roundSize * 2 - 1), record);
    }
    if (this.#bucketCount === this.#roundSize * 2) this.#roundSize *= 2;
  }

  #joinBuckets(): void {
    if (this.#bucketCount === this.#roundSize) this.#roundSize /= 2;
    this.#bucketCount -= 1;
    const from = this.#bucketCount;
    const to = from - this.#roundSize;
    let link = this.#heads[from] ?? 0;
    this.#heads[from] = 0;
    while (link !== 0) {
      const record = link - 1;
      link = this.#next(record);
      this.#link(to, record);
    }
    if (this.#bucketCount * 4 <= this.#heads.length) this.#resizeHeads(this.#heads.length / 2);
  }

  #resizeHeads(length: number): void {
    const heads = new Uint32Array(length);
    heads.set(this.#heads.subarray(0, Math.min(length, this.#bucketCount)));
    this.#heads = heads;
  }

  /** Makes room for a record at the end. */
  #reserve(record: number): void {
    if (this.#heads.length === 0) this.#heads = new Uint32Array(minBuckets);
    const position = record >>> this.#chunkShift;
    const inChunk = record & ((1 << this.#chunkShift) - 1);
    const capacity = this.#chunkOf(record).words.length / (this.#recordDoubles * 2);
    if (inChunk < capacity) return;
    const full = 1 << this.#chunkShift;
    const records = position > 0 ? full : Math.min(full, Math.max(startRecords, capacity * 2));
    const doubles = new Float64Array(records * this.#recordDoubles);
    const words = new Uint32Array(doubles.buffer);
    words.set(this.#chunkOf(record).words);
    this.#chunks[position] = { doubles, words };
  }

  /** Gives back what removals have freed. Half of it stays, so that a table around a bound does not go back and forth. */
  #release(): void {
    for (let times = 0; times < 2; times += 1) {
      if (this.#bucketCount > minBuckets && this.#count * 2 < this.#bucketCount) this.#joinBuckets();
    }
    const usedChunks = Math.ceil(this.#count / (1 << this.#chunkShift));
    while (this.#chunks.length > usedChunks + 1) this.#chunks.pop();
    if (this.#count === 0 && this.#chunkOf(0).words.length > startRecords * this.#recordDoubles * 2) {
      this.#chunks = [];
      this.#heads = new Uint32Array(0);
      this.#bucketCount = minBuckets;
      this.#roundSize = minBuckets;
    }
  }
}

/**
 * Spreads both halves over the buckets. This is no defence against keys chosen to collide: whoever hashes the keys of
 * hostile input seeds that hash.
 */
function mix(keyLow: number, keyHigh: number): number {
  let hash = Math.imul(keyLow, 0x9e3779b1) ^ Math.imul(keyHigh, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
