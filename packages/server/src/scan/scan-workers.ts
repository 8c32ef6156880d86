import { availableParallelism } from "node:os";
import { MessageChannel, Worker } from "node:worker_threads";
import type { PreparedRule } from "@eqlite/core/detect";
import type { LineBlock } from "@eqlite/core/events";
import { type HashSeed, kernelModule, type PassShare, type TimeRange } from "@eqlite/core/kernel";
import { defaultSearchOptions, type FieldCatalogue, toPortableQuery } from "@eqlite/core/lang";
import type { FileReading } from "../events/read-events.ts";
import { type BlockSlots, createSlotMemory, openBlockSlots } from "./block-slots.ts";
import type { ProblemLog } from "./problem-log.ts";
import type { FromWorker, WorkerFile, WorkerStart, WorkerTotal } from "./worker-messages.ts";

/** Threads that judge blocks beside the main thread, which reads and judges too. */
export interface ScanWorkers {
  /** Hands a block to a worker that has room for it; false where none has, or its events could not be read again. */
  take(block: LineBlock, blockNumber: number, reading: FileReading): boolean;
  /**
   * Waits for all workers, adds their problems to the log, and stops them: their memory is free for what follows. The number
   * of their records.
   */
  finish(problems: ProblemLog): Promise<number>;
  /** Stops the workers, whatever they do. */
  close(): Promise<void>;
}

export interface ScanWorkerOptions {
  readonly count: number;
  readonly rules: readonly PreparedRule[];
  readonly catalogue: Pick<FieldCatalogue, "typeOf">;
  readonly enforceIndex: boolean;
  readonly range: TimeRange | undefined;
  readonly seed: HashSeed;
  /** Takes what a worker has found, at once: shares that wait would be memory that grows with the input. */
  readonly addShare: (share: PassShare) => void;
  /** The compiled script of a worker; beside this file where it is left out. */
  readonly script?: URL;
}

/** Blocks on their way to one worker. It is never without one while the main thread judges a block itself. */
const slotsPerWorker = 6;

/**
 * Room for young objects of a worker. Blocks are judged without objects; what V8 takes by itself, up to 48 MiB, would stay
 * unused.
 */
const maxYoungGenerationSizeMb = 8;

/** Bytes of input from which a second thread is worth its start, about 50 milliseconds. */
const worthwhileBytes = 48 * 1024 * 1024;

/** Most workers of a scan: each takes tens of megabytes. */
export const maxWorkers = 64;

/** How many workers a scan has: as many as there are cores beside that of the main thread, none for small inputs. */
export function workerCountFor(inputBytes: number): number {
  if (inputBytes < worthwhileBytes || kernelModule() === undefined) return 0;
  return Math.min(availableParallelism() - 1, 7);
}

export function startScanWorkers(options: ScanWorkerOptions): ScanWorkers {
  const { script = new URL("./scan-worker.js", import.meta.url) } = options;
  const rules = options.rules.map(({ rule, query }) => ({
    rule: orderAndIndexOf(rule),
    query: toPortableQuery(query),
  }));
  const names = new Set([
    defaultSearchOptions.timestampField,
    ...rules.flatMap(({ rule }) =>
      [rule.timestampField, rule.tiebreakerField].filter((name) => name !== undefined),
    ),
  ]);
  const fieldTypes = [...names].map((name) => [name, options.catalogue.typeOf(name)] as const);
  const running = Array.from({ length: options.count }, () => {
    const slots = createSlotMemory(slotsPerWorker);
    const { port1: files, port2 } = new MessageChannel();
    const start: WorkerStart = {
      rules,
      fieldTypes,
      enforceIndex: options.enforceIndex,
      range: options.range,
      seed: options.seed,
      files: port2,
      slots,
      slotCount: slotsPerWorker,
    };
    const worker = new Worker(script, {
      workerData: start,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    return runWorker(worker, slots, options.addShare, (file) => files.postMessage(file));
  });
  const fileNumbers = new Map<FileReading, number>();

  async function close(): Promise<void> {
    await Promise.all(running.map(({ worker }) => worker.terminate()));
  }

  return {
    take({ bytes, byteOffset, firstLine, isLast }, block, reading) {
      const { path, member, basePosition } = reading;
      let number = fileNumbers.get(reading);
      if (number === undefined) {
        number = fileNumbers.size;
        fileNumbers.set(reading, number);
        const file: WorkerFile = { number, path, ...(member === undefined ? {} : { member }) };
        for (const { announce } of running) announce(file);
      }
      const position = basePosition + byteOffset;
      const header = { block, file: number, position, byteOffset, firstLine, isLast };
      return running.some(({ slots }) => slots.put(header, bytes));
    },
    async finish(problems) {
      for (const { slots } of running) slots.end();
      const totals = await Promise.all(running.map(({ total }) => total));
      await close();
      for (const total of totals) problems.merge(total.problems);
      return totals.reduce((sum, { records }) => sum + records, 0);
    },
    close,
  };
}

function orderAndIndexOf({
  timestampField,
  tiebreakerField,
  index,
}: PreparedRule["rule"]): WorkerStart["rules"][number]["rule"] {
  return { timestampField, tiebreakerField, index };
}

interface RunningWorker {
  readonly worker: Worker;
  readonly slots: BlockSlots;
  /** Comes when the worker is done and all of its shares were added. */
  readonly total: Promise<WorkerTotal>;
  announce(file: WorkerFile): void;
}

function runWorker(
  worker: Worker,
  memory: SharedArrayBuffer,
  addShare: ScanWorkerOptions["addShare"],
  announce: (file: WorkerFile) => void,
): RunningWorker {
  const total = new Promise<WorkerTotal>((resolve, reject) => {
    worker.on("message", (message: FromWorker) => {
      try {
        addShare(message.share);
        if (message.total !== undefined) resolve(message.total);
      } catch (error) {
        reject(error);
      }
    });
    worker.on("error", reject);
    worker.on("exit", () => reject(new Error("a worker of the scan ended before its work was done")));
  });
  // Whoever waits for it gets the error; until then it is not one that nobody handles.
  total.catch(() => {});
  return { worker, slots: openBlockSlots(memory, slotsPerWorker), total, announce };
}
