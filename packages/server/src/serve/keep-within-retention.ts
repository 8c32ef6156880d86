import type { ServerConfig } from "../config/settings.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { EventStore } from "../stores/event-store.ts";

export interface RetentionOptions {
  readonly store: Pick<EventStore, "retain">;
  readonly config: Pick<ServerConfig, "retentionAgeMs" | "retentionSizeBytes">;
  readonly clock: Clock;
  readonly log: Log;
}

const lookEveryMs = 60_000;

/** Deletes events that are too old or too many, once a minute. */
export function keepWithinRetention({ store, config, clock, log }: RetentionOptions): {
  stop(): Promise<void>;
} {
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const { retentionAgeMs, retentionSizeBytes } = config;
    try {
      const gone = await store.retain({
        ...(retentionAgeMs === undefined ? {} : { ingestedBeforeMs: clock.nowMs() - retentionAgeMs }),
        ...(retentionSizeBytes === undefined ? {} : { maxStoredBytes: retentionSizeBytes }),
      });
      if (gone.segments > 0) log.info({ ...gone }, "events beyond the retention deleted");
    } catch (error) {
      log.error({ err: error }, "old events could not be deleted; this is tried again");
    }
  };
  const timer = setInterval(() => {
    running = running.then(look);
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
