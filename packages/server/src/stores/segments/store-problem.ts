/** Something that is wrong with what is on disk, and that the store has dealt with. */
export interface StoreProblem {
  readonly kind: /** What was being written when the process or machine stopped: never acknowledged, unless the disk has lost it. */
    | "cut-tail"
    /** Bytes within a segment that are no longer what was written. The events in them are lost. */
    | "damaged-frames"
    /** An index file that was missing or wrong, and was made again. */
    | "index-made-again"
    /** Work in the background that failed, and will be tried again. */
    | "maintenance-failed"
    /** Someone who was told of new blocks has thrown. */
    | "listener-failed";
  /** One sentence for a person: what, where, and what became of it. */
  readonly message: string;
  readonly path: string;
  /** How many bytes of the file it concerns, and where they begin. */
  readonly byteOffset?: number;
  readonly bytes?: number;
  readonly cause?: unknown;
}

export type ReportProblem = (problem: StoreProblem) => void;
