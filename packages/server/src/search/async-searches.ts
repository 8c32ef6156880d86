import { randomUUID } from "node:crypto";
import type { Clock } from "../platform/clock.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { SearchError } from "./search-error.ts";
import { searchLimits } from "./search-limits.ts";

/** Searches whose answers are fetched later. There are few, and each is forgotten after a time. */
export interface AsyncSearches<A> {
  /** Throws OperationalError `too-busy` where there are too many. */
  start(keepMs: number, run: (signal: AbortSignal) => Promise<A>): AsyncSearch<A>;
  /** Throws SearchError where there is none of that id. */
  get(id: string): AsyncSearch<A>;
  /** Stops it and forgets it. */
  delete(id: string): void;
}

export interface AsyncSearch<A> {
  readonly id: string;
  readonly startedMs: number;
  readonly expiresMs: number;
  /** Undefined while it runs. */
  readonly outcome: { readonly answer: A } | { readonly error: unknown } | undefined;
  /** Resolved when it is done, at the latest after so long. */
  wait(timeoutMs: number): Promise<void>;
}

export function createAsyncSearches<A>(
  clock: Clock,
  maxSearches: number = searchLimits.maxAsyncSearches,
): AsyncSearches<A> {
  interface Entry {
    search: AsyncSearch<A>;
    readonly stop: AbortController;
  }
  const entries = new Map<string, Entry>();

  const forgetOld = (): void => {
    for (const [id, { search, stop }] of entries) {
      if (search.expiresMs > clock.nowMs()) continue;
      stop.abort();
      entries.delete(id);
    }
  };

  return {
    start(keepMs, run) {
      forgetOld();
      if (entries.size >= maxSearches) {
        throw new OperationalError(
          "too-busy",
          `${maxSearches} searches are kept already; delete one or wait`,
        );
      }
      const id = randomUUID();
      const stop = new AbortController();
      const startedMs = clock.nowMs();
      const expiresMs = startedMs + Math.min(keepMs, searchLimits.maxKeepMs);
      let outcome: AsyncSearch<A>["outcome"];
      const done = run(stop.signal).then(
        (answer) => {
          outcome = { answer };
        },
        (error: unknown) => {
          outcome = { error };
        },
      );
      const search: AsyncSearch<A> = {
        id,
        startedMs,
        expiresMs,
        get outcome() {
          return outcome;
        },
        async wait(timeoutMs) {
          let timer: NodeJS.Timeout | undefined;
          const timeout = new Promise<void>((resolve) => {
            timer = setTimeout(resolve, timeoutMs);
          });
          await Promise.race([done, timeout]);
          clearTimeout(timer);
        },
      };
      entries.set(id, { search, stop });
      return search;
    },
    get(id) {
      forgetOld();
      const entry = entries.get(id);
      if (entry === undefined) throw notFound(id);
      return entry.search;
    },
    delete(id) {
      forgetOld();
      const entry = entries.get(id);
      if (entry === undefined) throw notFound(id);
      entry.stop.abort();
      entries.delete(id);
    },
  };
}

function notFound(id: string): SearchError {
  return new SearchError(
    "not-found",
    "resource_not_found_exception",
    `there is no search [${id.slice(0, 100)}]`,
  );
}
