import { KeyTable } from "./key-table.ts";
import { isTimeBefore, isTimeFurther } from "./time-order.ts";

/** A completed sequence as it is handed out. The object is used again: copy what is to be kept. */
export interface CompletedSequence {
  keyLow: number;
  keyHigh: number;
  /** Time of the last event. */
  lastMs: number;
  lastNanos: number;
  /** Positions of the events of the ordinary stages, in order. */
  readonly positions: Float64Array;
}

export interface UndecidedOptions {
  readonly ordinaryCount: number;
  /** How far from its start a sequence must be free of events that must be missing. */
  readonly spanMs: number;
  readonly countsNanos: boolean;
  readonly onCompleted: (sequence: CompletedSequence) => void;
}

// A sequence in the queue, all in doubles: few wait at once, and fewer for long.
const startMsField = 0;
const startNanosField = 1;
const lastMsField = 2;
const lastNanosField = 3;
const keyLowField = 4;
const keyHighField = 5;
/** Number of the sequence with the same key in front of it in the queue, or -1. */
const olderField = 6;
/** 1 when an event that must be missing was seen. */
const forbiddenField = 7;
const positionsField = 8;

/** Sequences in a piece of the queue. */
const pieceSize = 64;

const newestField = 0;
const walkedMsField = 1;
const walkedNanosWord = 0;
const noNumber = -1;

/**
 * Completed sequences after which an event must still be missing (specification 6.6, trailing stages). Each waits
 * until time has gone further than the span from its start, or until the forbidden event comes.
 *
 * They wait in a queue in the order in which they were completed, and leave from its front only, so that they come
 * out in that order. Those of one key are linked from the newest to the oldest, for the forbidden event to find.
 */
export class UndecidedSequences {
  readonly #options: UndecidedOptions;
  readonly #width: number;
  readonly #leaving: CompletedSequence;
  #pieces: Float64Array[] = [];
  /** Number of the first sequence of the first piece. Sequences are numbered from 0 in the order they come. */
  #base = 0;
  #front = 0;
  #end = 0;
  /** For each key the number of its newest sequence that a forbidden event may still find. */
  readonly #newest: KeyTable;

  constructor(options: UndecidedOptions) {
    this.#options = options;
    this.#width = positionsField + options.ordinaryCount;
    this.#newest = new KeyTable({ doubles: 2, words: 1 });
    this.#leaving = {
      keyLow: 0,
      keyHigh: 0,
      lastMs: 0,
      lastNanos: 0,
      positions: new Float64Array(options.ordinaryCount),
    };
  }

  get count(): number {
    return this.#end - this.#front;
  }

  get bytes(): number {
    return this.#newest.bytes + this.#pieces.length * pieceSize * this.#width * 8;
  }

  /** `startMs` is where the span begins; minus infinity where nothing can be forbidden. */
  add(sequence: CompletedSequence, startMs: number, startNanos: number): void {
    const { spanMs } = this.#options;
    const { keyLow, keyHigh, lastMs, lastNanos } = sequence;
    // What must be missing comes after the last event: where that is beyond the span, nothing can.
    const isDecided = isTimeFurther(startMs, startNanos, lastMs, this.#counted(lastNanos), spanMs);
    const number = this.#end;
    const piece = this.#pieceFor(number);
    const at = this.#offset(number);
    piece[at + startMsField] = isDecided ? Number.NEGATIVE_INFINITY : startMs;
    piece[at + startNanosField] = startNanos;
    piece[at + lastMsField] = lastMs;
    piece[at + lastNanosField] = lastNanos;
    piece[at + keyLowField] = keyLow;
    piece[at + keyHighField] = keyHigh;
    piece[at + olderField] = isDecided ? noNumber : this.#linkNewest(keyLow, keyHigh, number);
    piece[at + forbiddenField] = 0;
    piece.set(sequence.positions, at + positionsField);
    this.#end += 1;
  }

  /** An event that must be missing: it forbids the sequences of its key that ended before it and whose span it is in. */
  forbid(keyLow: number, keyHigh: number, ms: number, nanos: number): void {
    const newest = this.#newest;
    const record = newest.find(keyLow, keyHigh);
    if (record < 0) return;
    // A second event at the same time forbids nothing new, and what ended at that time must not be walked again.
    if (newest.double(record, walkedMsField) === ms && newest.word(record, walkedNanosWord) === nanos) return;
    let oldestKept = noNumber;
    let number = newest.double(record, newestField);
    while (number >= this.#front) {
      const piece = this.#pieceOf(number);
      const at = this.#offset(number);
      const lastNanos = this.#counted(piece[at + lastNanosField] ?? 0);
      if (isTimeBefore(piece[at + lastMsField] ?? 0, lastNanos, ms, nanos)) {
        const [startMs, startNanos] = [piece[at + startMsField] ?? 0, piece[at + startNanosField] ?? 0];
        if (!isTimeFurther(startMs, startNanos, ms, nanos, this.#options.spanMs))
          piece[at + forbiddenField] = 1;
      } else {
        oldestKept = number;
      }
      number = piece[at + olderField] ?? noNumber;
    }
    // What ended before this event is decided: forbidden, or beyond the reach of later ones too.
    if (oldestKept === noNumber) {
      newest.remove(record);
      return;
    }
    this.#pieceOf(oldestKept)[this.#offset(oldestKept) + olderField] = noNumber;
    newest.setDouble(record, walkedMsField, ms);
    newest.setWord(record, walkedNanosWord, nanos);
  }

  /** Lets go what is decided when no event before `nowMs` can follow; no more than `maxCount`, and returns how many. */
  release(nowMs: number, nowNanos: number, maxCount: number): number {
    let released = 0;
    while (released < maxCount && this.isReleaseDue(nowMs, nowNanos)) {
      this.#leave(this.#front);
      released += 1;
    }
    return released;
  }

  /** Whether the sequence at the front is decided. */
  isReleaseDue(nowMs: number, nowNanos: number): boolean {
    if (this.#front === this.#end) return false;
    const piece = this.#pieceOf(this.#front);
    const at = this.#offset(this.#front);
    if (piece[at + forbiddenField] === 1) return true;
    const [startMs, startNanos] = [piece[at + startMsField] ?? 0, piece[at + startNanosField] ?? 0];
    return isTimeFurther(startMs, startNanos, nowMs, nowNanos, this.#options.spanMs);
  }

  /** Nothing follows any more. */
  releaseAll(): void {
    this.release(Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY);
  }

  #leave(number: number): void {
    const piece = this.#pieceOf(number);
    const at = this.#offset(number);
    const sequence = this.#leaving;
    sequence.keyLow = piece[at + keyLowField] ?? 0;
    sequence.keyHigh = piece[at + keyHighField] ?? 0;
    sequence.lastMs = piece[at + lastMsField] ?? 0;
    sequence.lastNanos = piece[at + lastNanosField] ?? 0;
    sequence.positions.set(
      piece.subarray(at + positionsField, at + positionsField + sequence.positions.length),
    );
    const isForbidden = piece[at + forbiddenField] === 1;
    const record = this.#newest.find(sequence.keyLow, sequence.keyHigh);
    if (record >= 0 && this.#newest.double(record, newestField) === number) this.#newest.remove(record);
    this.#front = number + 1;
    this.#dropPieces();
    if (!isForbidden) this.#options.onCompleted(sequence);
  }

  /** Makes `number` the newest of its key, and returns the one before it. */
  #linkNewest(keyLow: number, keyHigh: number, number: number): number {
    const newest = this.#newest;
    const found = newest.find(keyLow, keyHigh);
    if (found >= 0) {
      const older = newest.double(found, newestField);
      newest.setDouble(found, newestField, number);
      return older;
    }
    const record = newest.insert(keyLow, keyHigh);
    newest.setDouble(record, newestField, number);
    newest.setDouble(record, walkedMsField, Number.NEGATIVE_INFINITY);
    newest.setWord(record, walkedNanosWord, 0);
    return noNumber;
  }

  #counted(nanos: number): number {
    return this.#options.countsNanos ? nanos : 0;
  }

  #offset(number: number): number {
    return ((number - this.#base) % pieceSize) * this.#width;
  }

  #pieceOf(number: number): Float64Array {
    return this.#pieces[Math.floor((number - this.#base) / pieceSize)] ?? noPiece;
  }

  #pieceFor(number: number): Float64Array {
    const position = Math.floor((number - this.#base) / pieceSize);
    this.#pieces[position] ??= new Float64Array(pieceSize * this.#width);
    return this.#pieceOf(number);
  }

  #dropPieces(): void {
    if (this.#front === this.#end) {
      this.#pieces = [];
      this.#base = this.#front;
    } else if (this.#front - this.#base >= pieceSize * (this.#pieces.length >> 1)) {
      // Only when half of the pieces are done with: shifting an array costs its length.
      const done = Math.floor((this.#front - this.#base) / pieceSize);
      if (done > 0) {
        this.#pieces.splice(0, done);
        this.#base += done * pieceSize;
      }
    }
  }
}

const noPiece = new Float64Array(0);
