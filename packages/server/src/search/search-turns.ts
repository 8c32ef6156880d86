import { setImmediate } from "node:timers/promises";
import { OperationalError } from "../platform/operational-error.ts";
import { searchLimits } from "./search-limits.ts";

/** Lets few searches run at once; the others wait, and too many are turned away. */
export interface SearchTurns {
  /** Waits for a turn, and ends it when the task is done. Throws OperationalError `too-busy`. */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function createSearchTurns(
  limits: { readonly maxConcurrent: number; readonly maxWaiting: number } = searchLimits,
): SearchTurns {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    if (running < limits.maxConcurrent) {
      running += 1;
      return;
    }
    if (waiting.length >= limits.maxWaiting) {
      throw new OperationalError("too-busy", "too many searches are waiting; try again in a moment");
    }
    // Whoever ends hands its turn on, so that `running` stays as it is.
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal?.reason);
      };
      signal?.throwIfAborted();
      signal?.addEventListener("abort", giveUp, { once: true });
      waiting.push(begin);
    });
  }

  return {
    async run(task, signal) {
      await turn(signal);
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}

/** Ends a search in time, and gives others their turn in between. */
export interface SearchPace {
  /** To be called between blocks. False where the time is over. Throws where nobody waits for the answer any more. */
  goOn(): Promise<boolean>;
}

/** @param nowMs milliseconds of any clock that does not jump */
export function createSearchPace(
  nowMs: () => number,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): SearchPace {
  const endMs = nowMs() + deadlineMs;
  let sliceEndMs = nowMs() + searchLimits.sliceMs;
  return {
    async goOn() {
      signal?.throwIfAborted();
      const now = nowMs();
      if (now >= endMs) return false;
      if (now >= sliceEndMs) {
        await setImmediate();
        signal?.throwIfAborted();
        sliceEndMs = nowMs() + searchLimits.sliceMs;
      }
      return true;
    },
  };
}
