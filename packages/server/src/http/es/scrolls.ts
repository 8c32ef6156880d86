import { randomUUID } from "node:crypto";
import type { JsonObject, JsonValue } from "@eqlite/core/events";
import type { Clock } from "../../platform/clock.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import type { IndexOptions } from "../../search/index-expression.ts";
import { SearchError } from "../../search/search-error.ts";
import { searchLimits } from "../../search/search-limits.ts";

/** A search that goes on page by page: each page begins behind the last hit of the one before. */
export interface Scroll {
  readonly expression: string | undefined;
  readonly indexOptions: IndexOptions;
  readonly body: JsonObject;
  readonly parameters: ReadonlyMap<string, string>;
  /** What the last hit was sorted by. */
  after: readonly JsonValue[] | undefined;
}

export interface Scrolls {
  /** Throws OperationalError `too-busy` where too many are open. */
  open(scroll: Scroll, keepMs: number): string;
  /** Throws SearchError where there is none, or it has ended. */
  get(id: string, keepMs: number): Scroll;
  /** Whether there was one. */
  close(id: string): boolean;
  closeAll(): number;
}

export function createScrolls(clock: Clock): Scrolls {
  const open = new Map<string, { readonly scroll: Scroll; endsMs: number }>();
  const end = (keepMs: number): number => clock.nowMs() + Math.min(keepMs, searchLimits.maxKeepMs);
  const closeOld = (): void => {
    for (const [id, { endsMs }] of open) if (endsMs <= clock.nowMs()) open.delete(id);
  };
  return {
    open(scroll, keepMs) {
      closeOld();
      if (open.size >= searchLimits.maxScrolls) {
        throw new OperationalError(
          "too-busy",
          `${searchLimits.maxScrolls} scrolls are open already; close one, or use [search_after]`,
        );
      }
      const id = randomUUID();
      open.set(id, { scroll, endsMs: end(keepMs) });
      return id;
    },
    get(id, keepMs) {
      closeOld();
      const found = open.get(id);
      if (found === undefined) {
        throw new SearchError(
          "not-found",
          "search_context_missing_exception",
          `there is no scroll [${id.slice(0, 100)}], or it has ended`,
        );
      }
      found.endsMs = end(keepMs);
      return found.scroll;
    },
    close: (id) => open.delete(id),
    closeAll() {
      const count = open.size;
      open.clear();
      return count;
    },
  };
}
