import type { HitSource } from "./hit-cursor.ts";
import { createHitChunk, type HitChunk, hitBytes } from "./hit-record.ts";

/** Somewhere to put bytes that do not fit into memory. Core has no I/O: the server gives a file, a test an array. */
export interface SpillFile {
  /** Keeps a copy of the bytes, and returns where they are. */
  append(bytes: Uint8Array): number;
  /** Fills `into` from an offset that `append` returned, or from beyond it within the same bytes. */
  read(offset: number, into: Uint8Array): void;
  close(): void;
}

/** Hits in one append. */
const pieceHits = 4096;

/** Hits that were written out, sorted by query and then in the order of `compareHits`. */
export interface SpilledRun {
  /** The hits of one query, read back a few at a time. */
  open(query: number, readHits: number): HitSource | undefined;
}

/**
 * Writes a run.
 *
 * @param starts for each query the number of its first hit in the run, and behind the last query their total.
 * @param copyTo puts a hit of the run into a chunk.
 */
export function writeRun(
  file: SpillFile,
  starts: Float64Array,
  copyTo: (hitOfRun: number, chunk: HitChunk, hit: number) => void,
): SpilledRun {
  const total = starts.at(-1) ?? 0;
  const chunk = createHitChunk(new ArrayBuffer(Math.min(total, pieceHits) * hitBytes));
  const offsets = new Float64Array(Math.ceil(total / pieceHits));
  for (let piece = 0; piece < offsets.length; piece += 1) {
    const from = piece * pieceHits;
    const length = Math.min(pieceHits, total - from);
    for (let hit = 0; hit < length; hit += 1) copyTo(from + hit, chunk, hit);
    offsets[piece] = file.append(new Uint8Array(chunk.doubles.buffer, 0, length * hitBytes));
  }
  return {
    open(query, readHits) {
      const from = starts[query] ?? 0;
      const to = starts[query + 1] ?? from;
      return from < to ? openSource(file, offsets, from, to, readHits) : undefined;
    },
  };
}

function openSource(
  file: SpillFile,
  offsets: Float64Array,
  from: number,
  to: number,
  readHits: number,
): HitSource {
  const chunk = createHitChunk(new ArrayBuffer(Math.min(readHits, to - from, pieceHits) * hitBytes));
  const capacity = chunk.doubles.byteLength / hitBytes;
  let next = from;
  let loaded = 0;

  function load(): void {
    const inPiece = next % pieceHits;
    loaded = Math.min(capacity, to - next, pieceHits - inPiece);
    const offset = (offsets[Math.floor(next / pieceHits)] ?? 0) + inPiece * hitBytes;
    file.read(offset, new Uint8Array(chunk.doubles.buffer, 0, loaded * hitBytes));
    next += loaded;
  }

  return {
    chunk,
    hit: -1,
    advance() {
      this.hit += 1;
      if (this.hit < loaded) return true;
      if (next === to) return false;
      load();
      this.hit = 0;
      return true;
    },
  };
}
