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
import { createKeyFilter, type KeyFilter } from "./key-filter.ts";
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
 * and 8 more while it is sorted, so that with the usual 64 MiB a run of 1.7 million hits is written out at a time: a
 * hundred million hits are 60 runs.
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
  /**
   * The hits of a query in order. Good until hits are added or taken.
   *
   * @param needs where it is given, hits that can be part of nothing may be left out
   */
  cursor(query: number, needs?: HitNeeds): HitCursor;
  /** Hits altogether. */
  readonly count: number;
  /** Bytes allocated in memory. */
  readonly bytes: number;
  /** Runs written to the spill file. */
  readonly runCount: number;
  /** Forgets all hits and closes the spill file. */
  close(): void;
}

/** What every sequence of a query needs. */
export interface HitNeeds {
  /** Stages of which a hit is needed. */
  readonly stages: readonly number[];
  /** Whether all of its hits must have one key: then what other keys have plays no part. */
  readonly isKeyed: boolean;
}

/** Hits are counted by stage; those of later stages together. */
const countedStages = 8;
/** A stage is worth a look at all hits where it has at most one in so many of them. */
const rareShare = 2;

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
  /** Hits of each query in memory, and in written runs: `countedStages` numbers for each. */
  let memoryCounts = new Float64Array(64 * countedStages);
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
    const queryCount = memoryCounts.length / countedStages;
    const starts = new Float64Array(queryCount + 1);
    for (let query = 0; query < queryCount; query += 1)
      starts[query + 1] = (starts[query] ?? 0) + countOf(memoryCounts, query);
    const ends = starts.slice();
    const hits = new Uint32Array(inMemory);
    for (let hit = 0; hit < inMemory; hit += 1) {
      const query = hitQuery(chunkOf(hit), inChunk(hit));
      const end = ends[query] ?? 0;
      hits[end] = hit;
      ends[query] = end + 1;
    }
    grouped = { hits, starts, sorted: new Uint8Array(queryCount) };
    return grouped;
  }

  /** The hits of a query in memory, as `group` has them. */
  function numbersOf(query: number): Uint32Array {
    const { hits, starts } = group();
    const from = starts[query] ?? 0;
    return hits.subarray(from, starts[query + 1] ?? from);
  }

  function openMemory(query: number, filter: KeyFilter | undefined): HitSource | undefined {
    const all = numbersOf(query);
    const { sorted } = group();
    const hits =
      filter === undefined ? all : all.filter((hit) => filter.mayHave(hitKeyLow(chunkOf(hit), inChunk(hit))));
    if (hits.length === 0) return undefined;
    if (filter !== undefined || sorted[query] === 0) sortHits(hits, 0, hits.length, compare);
    if (filter === undefined) sorted[query] = 1;
    let next = 0;
    return {
      chunk: noHits,
      hit: -1,
      advance() {
        if (next === hits.length) return false;
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
    const count = query * countedStages + Math.min(stage, countedStages - 1);
    if (count >= memoryCounts.length)
      memoryCounts = sumCounts(
        memoryCounts,
        new Float64Array(Math.max((query + 1) * countedStages, memoryCounts.length * 2)),
      );
    memoryCounts[count] = (memoryCounts[count] ?? 0) + 1;
    grouped = undefined;
    version += 1;
  }

  const counts = (query: number): number => countOf(memoryCounts, query) + countOf(spilledCounts, query);

  /** Of the needed stages the one with the fewest hits, as far as stages are counted by themselves. */
  function rarestStage(
    query: number,
    stages: readonly number[],
  ): { stage: number; count: number } | undefined {
    let rarest: { stage: number; count: number } | undefined;
    for (const stage of stages) {
      if (stage >= countedStages - 1) continue;
      const at = query * countedStages + stage;
      const count = (memoryCounts[at] ?? 0) + (spilledCounts[at] ?? 0);
      if (rarest === undefined || count < rarest.count) rarest = { stage, count };
    }
    return rarest;
  }

  /** The keys of the hits of one stage. */
  function keysOf(query: number, stage: number, count: number): KeyFilter {
    const filter = createKeyFilter(count);
    const look = (chunk: HitChunk, hit: number): void => {
      if (hitStage(chunk, hit) === stage) filter.add(hitKeyLow(chunk, hit));
    };
    for (const source of openRuns(query)) while (source.advance()) look(source.chunk, source.hit);
    for (const hit of numbersOf(query)) look(chunkOf(hit), inChunk(hit));
    return filter;
  }

  function openRuns(query: number): readonly HitSource[] {
    const readHits = Math.max(64, Math.floor(hitLimits.maxReadBytes / hitBytes / Math.max(1, runs.length)));
    return runs.map((run) => run.open(query, readHits)).filter((source) => source !== undefined);
  }

  function openSources(query: number, needs: HitNeeds | undefined): readonly (HitSource | undefined)[] {
    const rarest = needs === undefined ? undefined : rarestStage(query, needs.stages);
    if (rarest?.count === 0) return [];
    const filter =
      rarest !== undefined && needs?.isKeyed === true && rarest.count * rareShare <= counts(query)
        ? keysOf(query, rarest.stage, rarest.count)
        : undefined;
    const fromRuns = openRuns(query).map((source) =>
      filter === undefined ? source : filterSource(source, filter),
    );
    return [...fromRuns, openMemory(query, filter)];
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
    counts,
    cursor(query, needs) {
      const sources = openSources(query, needs);
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

function filterSource(source: HitSource, filter: KeyFilter): HitSource {
  return {
    chunk: noHits,
    hit: -1,
    advance() {
      while (source.advance()) {
        if (!filter.mayHave(hitKeyLow(source.chunk, source.hit))) continue;
        this.chunk = source.chunk;
        this.hit = source.hit;
        return true;
      }
      return false;
    },
  };
}

/** Hits of all stages of a query. */
function countOf(counts: Float64Array, query: number): number {
  let sum = 0;
  for (let at = query * countedStages; at < (query + 1) * countedStages; at += 1) sum += counts[at] ?? 0;
  return sum;
}

/** Counts of two lists by place, as long as the longer one. */
function sumCounts(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(Math.max(a.length, b.length));
  for (let at = 0; at < sum.length; at += 1) sum[at] = (a[at] ?? 0) + (b[at] ?? 0);
  return sum;
}
