/** What is done beside the scheduled executions, the most urgent first. */
export const urgencies = ["manual execution", "gap filling"] as const;

export type Urgency = (typeof urgencies)[number];

/** Work that is done one after the other. */
export interface BackgroundWork {
  /** Resolved with what came of it; undefined where it was not begun before the end. */
  add<T>(urgency: Urgency, work: () => Promise<T>): Promise<T | undefined>;
  /** What waits, with what runs. */
  readonly count: number;
  /** Begins nothing more; resolved when what runs has ended. */
  stop(): Promise<void>;
}

interface Waiting {
  begin(): Promise<void>;
  leave(): void;
}

export function createBackgroundWork(): BackgroundWork {
  const waiting = new Map<Urgency, Waiting[]>(urgencies.map((urgency) => [urgency, []]));
  let running: Promise<void> | undefined;
  let isStopped = false;
  let count = 0;

  const next = (): Waiting | undefined => {
    for (const urgency of urgencies) {
      const first = waiting.get(urgency)?.shift();
      if (first !== undefined) return first;
    }
    return undefined;
  };
  const run = async (): Promise<void> => {
    for (let work = next(); work !== undefined; work = next()) {
      if (isStopped) work.leave();
      else await work.begin();
    }
    running = undefined;
  };

  return {
    add<T>(urgency: Urgency, work: () => Promise<T>) {
      count += 1;
      return new Promise<T | undefined>((resolve, reject) => {
        waiting.get(urgency)?.push({
          begin: () => work().then(resolve, reject),
          leave: () => resolve(undefined),
        });
        running ??= run();
      }).finally(() => {
        count -= 1;
      });
    },
    get count() {
      return count;
    },
    async stop() {
      isStopped = true;
      await running;
    },
  };
}
