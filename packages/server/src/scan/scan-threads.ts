import { canBeFound } from "../events/event-keeper.ts";
import type { ProblemLog } from "./problem-log.ts";
import type { HandOutBlock } from "./scan-pass.ts";
import type { ScanWorkers } from "./scan-workers.ts";

/** Threads that judge blocks beside the one that reads. */
export interface ScanThreads {
  readonly handOut: HandOutBlock;
  /** Bytes of input that are still to be read: where these are many, workers are started. */
  note(bytesLeft: number): void;
  /** Waits for what the threads find; the number of their records. */
  finish(problems: ProblemLog): Promise<number>;
  close(): Promise<void>;
}

export const noThreads: ScanThreads = {
  handOut: () => false,
  note() {},
  finish: async () => 0,
  async close() {},
};

/**
 * The workers of a scan, from when there is enough to do for them.
 *
 * @param start starts them where there is, for so many bytes
 */
export function createScanThreads(start: (bytesLeft: number) => ScanWorkers | undefined): ScanThreads {
  let workers: ScanWorkers | undefined;
  let bytesLeft = 0;
  return {
    note(left) {
      bytesLeft = left;
    },
    handOut(block, blockNumber, reading) {
      // What is packed cannot be read again event by event, and unpacking keeps another thread busy already.
      if (!canBeFound(reading)) return false;
      workers ??= start(bytesLeft);
      return workers?.take(block, blockNumber, reading) ?? false;
    },
    finish: async (problems) => (await workers?.finish(problems)) ?? 0,
    close: async () => workers?.close(),
  };
}
