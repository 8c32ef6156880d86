import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { executionLimits } from "./execution-limits.ts";

export type GapReason = "rule_disabled" | "rule_did_not_run" | "failed";

export type GapState = "unfilled" | "in progress" | "filled" | "partially filled" | "error";

export interface NewGap {
  readonly ruleId: string;
  /** Half-open, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: GapReason;
}

/** A time that no execution of a rule has covered. */
export interface Gap extends NewGap {
  readonly id: number;
  readonly state: GapState;
  readonly updatedMs: number;
  /** What went wrong when it was to be filled. */
  readonly error: string | undefined;
}

export interface GapFilter {
  readonly ruleId?: string | undefined;
  readonly states?: readonly GapState[] | undefined;
  /** Gaps that have some of this time. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
}

export interface GapStore {
  /** A gap that is known already stays as it is. Returns the ids, of known ones too. Throws `bad-request` for an empty one. */
  add(gaps: readonly NewGap[], nowMs: number): readonly number[];
  /** Oldest first. */
  list(filter?: GapFilter): { readonly gaps: readonly Gap[]; readonly total: number };
  /** Throws `not-found`. */
  mark(id: number, state: GapState, nowMs: number, error?: string): void;
  /** Of each rule how many milliseconds are not filled. */
  unfilledMs(): ReadonlyMap<string, number>;
  /** At start-up: gaps that were being filled when the server ended are unfilled. Returns how many. */
  reopenInterrupted(nowMs: number): number;
  deleteBefore(toMs: number): number;
}

interface GapRow extends Omit<Gap, "error"> {
  readonly error: string | null;
}

const where = `
  (?1 IS NULL OR rule_id = ?1) AND (?2 IS NULL OR state IN (SELECT value FROM json_each(?2)))
  AND (?3 IS NULL OR to_ms > ?3) AND (?4 IS NULL OR from_ms < ?4)`;

export function createGapStore(database: Database): GapStore {
  const insert = database.prepare(`
    INSERT INTO gaps (rule_id, from_ms, to_ms, reason, state, updated_ms) VALUES (?, ?, ?, ?, 'unfilled', ?)
    ON CONFLICT (rule_id, from_ms, to_ms) DO NOTHING`);
  const selectId = database.prepare<{ id: number }>(
    "SELECT id FROM gaps WHERE rule_id = ? AND from_ms = ? AND to_ms = ?",
  );
  const select = database.prepare<GapRow>(`
    SELECT id, rule_id AS ruleId, from_ms AS fromMs, to_ms AS toMs, reason, state, updated_ms AS updatedMs, error
    FROM gaps WHERE ${where} ORDER BY from_ms, id LIMIT ?5 OFFSET ?6`);
  const count = database.prepare<{ count: number }>(`SELECT count(*) AS count FROM gaps WHERE ${where}`);
  const update = database.prepare("UPDATE gaps SET state = ?, updated_ms = ?, error = ? WHERE id = ?");
  const sum = database.prepare<{ ruleId: string; ms: number }>(`
    SELECT rule_id AS ruleId, sum(to_ms - from_ms) AS ms FROM gaps WHERE state <> 'filled' GROUP BY rule_id`);
  const reopen = database.prepare(
    "UPDATE gaps SET state = 'unfilled', updated_ms = ? WHERE state = 'in progress'",
  );
  const deleteOld = database.prepare("DELETE FROM gaps WHERE to_ms <= ?");

  return {
    add: (gaps, nowMs) =>
      database.transaction(() =>
        gaps.map(({ ruleId, fromMs, toMs, reason }) => {
          if (!(fromMs < toMs)) {
            throw new OperationalError("bad-request", "A gap ends after it begins");
          }
          insert.run(ruleId, fromMs, toMs, reason, nowMs);
          return selectId.get(ruleId, fromMs, toMs)?.id ?? 0;
        }),
      ),
    list(filter = {}) {
      const { ruleId, states, fromMs, toMs, page = 1, pageSize = 100 } = filter;
      const values = [
        ruleId ?? null,
        states === undefined ? null : JSON.stringify(states),
        fromMs ?? null,
        toMs ?? null,
      ];
      const limit = Math.max(0, Math.min(pageSize, executionLimits.maxPageSize));
      const rows = select.all(...values, limit, Math.max(0, page - 1) * limit);
      return {
        gaps: rows.map(({ error, ...gap }) => ({ ...gap, error: error ?? undefined })),
        total: count.get(...values)?.count ?? 0,
      };
    },
    mark(id, state, nowMs, error) {
      const text = error?.slice(0, executionLimits.maxErrorUnits).replaceAll("\0", "\uFFFD");
      if (update.run(state, nowMs, text ?? null, id) === 0) {
        throw new OperationalError("not-found", `There is no gap ${id}`);
      }
    },
    unfilledMs: () => new Map(sum.all().map(({ ruleId, ms }) => [ruleId, ms])),
    reopenInterrupted: (nowMs) => reopen.run(nowMs),
    deleteBefore: (toMs) => deleteOld.run(toMs),
  };
}
