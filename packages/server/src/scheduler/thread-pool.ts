import { Worker } from "node:worker_threads";
import { judgingLimits } from "./judging-limits.ts";

/**
 * Threads that run one script and wait for more when they are done: a thread that is new takes a second of processor time
 * until its code has been loaded and compiled.
 */
export interface ThreadPool {
  /** A thread that waits, or else a new one. */
  take(): Worker;
  /** It waits for more, for a while; nobody listens to it any more. What has failed is ended instead. */
  giveBack(thread: Worker): void;
  /** Ends those that wait. */
  close(): Promise<void>;
}

/** @param script compiled */
export function createThreadPool(script: URL, idleMs: number = judgingLimits.idleMs): ThreadPool {
  const waiting = new Map<Worker, ReturnType<typeof setTimeout>>();
  let isClosed = false;
  const leave = (thread: Worker): void => {
    clearTimeout(waiting.get(thread));
    waiting.delete(thread);
  };
  return {
    take() {
      const [thread] = [...waiting.keys()].slice(-1);
      if (thread !== undefined) {
        leave(thread);
        thread.ref();
        return thread;
      }
      const started = new Worker(script, {
        resourceLimits: { maxYoungGenerationSizeMb: judgingLimits.maxYoungGenerationSizeMb },
      });
      // Whoever uses it listens, too; one that fails while it waits is only forgotten.
      started.on("error", () => leave(started));
      started.on("exit", () => leave(started));
      return started;
    },
    giveBack(thread) {
      const end = (): void => {
        leave(thread);
        void thread.terminate();
      };
      if (isClosed) return end();
      // It must not keep the process alive.
      thread.unref();
      waiting.set(thread, setTimeout(end, idleMs).unref());
    },
    async close() {
      isClosed = true;
      const threads = [...waiting.keys()];
      for (const thread of threads) leave(thread);
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
