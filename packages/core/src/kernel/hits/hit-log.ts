import { HitCursor, type HitSource } from "./hit-cursor.ts";
import { hitLimits } from "./hit-limits.ts";
import {
  compareHits,
  copyHit,
  createHitChunk,
  type HitChunk,
  hitBytes,
  hitKeyHigh,
  hitKeyLow,
  hitMs,
  hitNanos,
  hitPosition,
  hitQuery,
  hitStage,
  noHits,
  writeHit,
} from "./hit-record.ts";
import { sortHits } from "./sort-hits.ts";
import { type SpilledRun, type SpillFile, writeRun } from "./spilled-run.ts";

/** Hits on their way between threads: `buffers` are to be transferred. */
export interface HitBatch {
  readonly buffers: readonly ArrayBuffer[];
}

export interface HitLogOptions {
  /** Memory for hits before they are written to the spill file. Without a file the log just grows. */
  readonly maxBytes?: number;
  readonly spillFile?: SpillFile;
}

/**
 * All hits of a pass: which event fits which stage of which query, with which key. A hit is 32 bytes (hit-record.ts)
 * and 8 more while it is sorted, so that with the usual 96 MiB a run of 2.5 million hits is written out at a time: a
 * hundred million hits are 40 runs.
 */
export interface HitLog {
  /**
   * Adds a hit: `stage` is its place in the query, 255 for `until`; the key a 64-bit hash of the join-key tuple, one
   * hit for each tuple; `ms` minus infinity where the event has no time; `position` the event's place in the whole
   * input, which no other event has.
   */
  add(
    query: number,
    stage: number,
    keyLow: number,
    keyHigh: number,
    ms: number,
    nanos: number,
    position: number,
  ): void;
  /** Moves all hits out, to be posted to another thread. Not for a log that has written hits out. */
  take(): HitBatch;
  /** Adds the hits of another log whose positions begin at `positionBase`. */
  addBatch(batch: HitBatch, positionBase: number): void;
  /** How many hits a query has. */
  counts(query: number): number;
  /** The hits of a query in order. Good until hits are added or taken. */
  cursor(query: number): HitCursor;
  /** Hits altogether. */
  readonly count: number;
  /** Bytes allocated in memory. */
  readonly bytes: number;
  /** Runs written to the spill file. */
  readonly runCount: number;
  /** Forgets all hits and closes the spill file. */
  close(): void;
}

/** Hits in a chunk, unless the budget is so small that it would not hold four of them. */
const chunkHits = 8192;
/** In order to be sorted a hit has its number in one array, and in the worst case in a second. */
const sortBytes = 8;

export function createHitLog(options: HitLogOptions = {}): HitLog {
  const { maxBytes = hitLimits.maxBytes, spillFile } = options;
  const affordable = Math.max(1, maxBytes / (4 * (hitBytes + sortBytes)));
  const chunkShift = Math.floor(Math.log2(Math.min(chunkHits, affordable)));
  const hitsPerChunk = 2 ** chunkShift;
  const maxChunks = Math.max(1, Math.floor(maxBytes / ((hitBytes + sortBytes) * hitsPerChunk)));

  let chunks: HitChunk[] = [];
  let inMemory = 0;
  /** Hits of each query in memory, and in written runs. */
  let memoryCounts = new Float64Array(64);
  let spilledCounts = new Float64Array(0);
  let runs: SpilledRun[] = [];
  let grouped: GroupedHits | undefined;
  /** Changes with every hit, so that a cursor can tell that it is out of date. */
  let version = 0;

  const chunkOf = (hit: number): HitChunk => chunks[hit >>> chunkShift] ?? noHits;
  const inChunk = (hit: number): number => hit & (hitsPerChunk - 1);
  const compare = (a: number, b: number): number =>
    compareHits(chunkOf(a), inChunk(a), chunkOf(b), inChunk(b));

  function reserve(): void {
    if (inMemory < chunks.length * hitsPerChunk) return;
    if (spillFile !== undefined && chunks.length >= maxChunks) spill(spillFile);
    else chunks.push(createHitChunk(new ArrayBuffer(hitsPerChunk * hitBytes)));
  }

  function spill(file: SpillFile): void {
    const { hits, starts } = group();
    for (let query = 0; query + 1 < starts.length; query += 1)
      sortHits(hits, starts[query] ?? 0, starts[query + 1] ?? 0, compare);
    runs.push(
      writeRun(file, starts, (hitOfRun, chunk, at) => {
        const hit = hits[hitOfRun] ?? 0;
        copyHit(chunkOf(hit), inChunk(hit), chunk, at);
      }),
    );
    spilledCounts = sumCounts(spilledCounts, memoryCounts);
    forgetMemory();
  }

  function forgetMemory(): void {
    inMemory = 0;
    memoryCounts.fill(0);
    grouped = undefined;
    version += 1;
  }

  /** The numbers of the hits in memory, those of each query together and in the order they came. */
  function group(): GroupedHits {
    if (grouped !== undefined) return grouped;
    const starts = new Float64Array(memoryCounts.length + 1);
    for (let query = 0; query < memoryCounts.length; query += 1)
      starts[query + 1] = (starts[query] ?? 0) + (memoryCounts[query] ?? 0);
    const ends = starts.slice();
    const hits = new Uint32Array(inMemory);
    for (let hit = 0; hit < inMemory; hit += 1) {
      const query = hitQuery(chunkOf(hit), inChunk(hit));
      const end = ends[query] ?? 0;
      hits[end] = hit;
      ends[query] = end + 1;
    }
    grouped = { hits, starts, sorted: new Uint8Array(memoryCounts.length) };
    return grouped;
  }

  function openMemory(query: number): HitSource | undefined {
    const { hits, starts, sorted } = group();
    const from = starts[query] ?? 0;
    const to = starts[query + 1] ?? from;
    if (from === to) return undefined;
    if (sorted[query] === 0) {
      sortHits(hits, from, to, compare);
      sorted[query] = 1;
    }
    let next = from;
    return {
      chunk: noHits,
      hit: -1,
      advance() {
        if (next === to) return false;
        const hit = hits[next] ?? 0;
        this.chunk = chunkOf(hit);
        this.hit = inChunk(hit);
        next += 1;
        return true;
      },
    };
  }

  function add(
    query: number,
    stage: number,
    keyLow: number,
    keyHigh: number,
    ms: number,
    nanos: number,
    position: number,
  ): void {
    if (query > hitLimits.maxQuery || stage > hitLimits.untilStage)
      throw new Error(`a hit cannot name stage ${stage} of query ${query}`);
    reserve();
    writeHit(chunkOf(inMemory), inChunk(inMemory), query, stage, keyLow, keyHigh, ms, nanos, position);
    inMemory += 1;
    if (query >= memoryCounts.length)
      memoryCounts = sumCounts(memoryCounts, new Float64Array(Math.max(query + 1, memoryCounts.length * 2)));
    memoryCounts[query] = (memoryCounts[query] ?? 0) + 1;
    grouped = undefined;
    version += 1;
  }

  return {
    add,
    take() {
      if (runs.length > 0) throw new Error("hits that were written out cannot be taken");
      const full = inMemory >>> chunkShift;
      const buffers = chunks.slice(0, full).map(({ doubles }) => doubles.buffer as ArrayBuffer);
      const rest = chunks[full];
      // The last chunk is mostly empty: its hits are copied, and it is used again.
      if (rest !== undefined && inChunk(inMemory) > 0)
        buffers.push((rest.doubles.buffer as ArrayBuffer).slice(0, inChunk(inMemory) * hitBytes));
      chunks = rest === undefined ? [] : [rest];
      forgetMemory();
      return { buffers };
    },
    addBatch({ buffers }, positionBase) {
      for (const buffer of buffers) {
        const chunk = createHitChunk(buffer);
        const length = buffer.byteLength / hitBytes;
        for (let hit = 0; hit < length; hit += 1) {
          const stage = hitStage(chunk, hit);
          const position = positionBase + hitPosition(chunk, hit);
          const [keyLow, keyHigh] = [hitKeyLow(chunk, hit), hitKeyHigh(chunk, hit)];
          add(
            hitQuery(chunk, hit),
            stage,
            keyLow,
            keyHigh,
            hitMs(chunk, hit),
            hitNanos(chunk, hit),
            position,
          );
        }
      }
    },
    counts: (query) => (memoryCounts[query] ?? 0) + (spilledCounts[query] ?? 0),
    cursor(query) {
      const readHits = Math.max(64, Math.floor(hitLimits.maxReadBytes / hitBytes / Math.max(1, runs.length)));
      const sources = [...runs.map((run) => run.open(query, readHits)), openMemory(query)];
      const opened = version;
      return new HitCursor(
        sources.filter((source) => source !== undefined),
        () => {
          if (version !== opened) throw new Error("hits were added or taken while a cursor was open");
        },
      );
    },
    get count() {
      return inMemory + spilledCounts.reduce((sum, count) => sum + count, 0);
    },
    get bytes() {
      const sorting = grouped === undefined ? 0 : grouped.hits.byteLength;
      return chunks.length * hitsPerChunk * hitBytes + sorting;
    },
    get runCount() {
      return runs.length;
    },
    close() {
      chunks = [];
      runs = [];
      spilledCounts = new Float64Array(0);
      forgetMemory();
      spillFile?.close();
    },
  };
}

/** Hits of a log by their numbers: those of a query stand from `starts[query]` to `starts[query + 1]`. */
interface GroupedHits {
  readonly hits: Uint32Array;
  readonly starts: Float64Array;
  /** For each query 1 if its hits are in order. */
  readonly sorted: Uint8Array;
}

/** Counts of two lists by place, as long as the longer one. */
function sumCounts(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(Math.max(a.length, b.length));
  for (let at = 0; at < sum.length; at += 1) sum[at] = (a[at] ?? 0) + (b[at] ?? 0);
  return sum;
}
