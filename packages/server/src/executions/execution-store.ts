import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { storedTexts } from "../platform/stored-json.ts";
import type { Execution, FinishedExecution, NewExecution } from "./execution.ts";
import { executionLimits } from "./execution-limits.ts";
import { createGapStore, type GapStore } from "./gap-store.ts";

export interface HistoryPage {
  /** From 1. */
  readonly page?: number;
  readonly pageSize?: number;
}

/** The record of all executions, and the times that none has covered. */
export interface ExecutionStore {
  /** All or none; a thousand at once are cheap. Throws `conflict` where an id is taken. */
  start(executions: readonly NewExecution[]): void;
  /** All or none. Throws `not-found` where one is not running. */
  finish(executions: readonly FinishedExecution[]): void;
  get(id: string): Execution | undefined;
  /** The one that started last, also while it runs. */
  last(ruleId: string): Execution | undefined;
  /** The last one of each rule that has any, by `rule_id`. */
  lastOfEach(): ReadonlyMap<string, Execution>;
  /** Newest first. */
  history(
    ruleId: string,
    page?: HistoryPage,
  ): { readonly executions: readonly Execution[]; readonly total: number };
  /** At start-up: executions that were running when the server ended have failed. Returns them. */
  failInterrupted(nowMs: number): readonly Execution[];
  /**
   * Deletes executions that started before a time, some at a time: returns how many, to be called until it returns 0. The
   * last one of each rule stays.
   */
  deleteBefore(startedMs: number): number;
  readonly gaps: GapStore;
}

interface ExecutionRow {
  readonly id: string;
  readonly ruleId: string;
  readonly type: Execution["type"];
  readonly status: Execution["status"];
  readonly startedMs: number;
  readonly finishedMs: number | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly fromPosition: number | null;
  readonly toPosition: number | null;
  readonly eventsSearched: number;
  readonly candidates: number;
  readonly alertsNew: number;
  readonly alertsKnown: number;
  readonly alertsDropped: number;
  readonly warnings: string | null;
  readonly error: string | null;
}

const select = `
  SELECT id, rule_id AS ruleId, type, status, started_ms AS startedMs, finished_ms AS finishedMs, from_ms AS fromMs,
    to_ms AS toMs, from_position AS fromPosition, to_position AS toPosition, events_searched AS eventsSearched, candidates,
    alerts_new AS alertsNew, alerts_known AS alertsKnown, alerts_dropped AS alertsDropped, warnings, error
  FROM executions`;

export function createExecutionStore(database: Database): ExecutionStore {
  const exists = database.prepare("SELECT 1 FROM executions WHERE id = ?");
  const insert = database.prepare(`
    INSERT INTO executions (id, rule_id, type, status, started_ms, from_ms, to_ms, from_position, to_position,
      events_searched, candidates, alerts_new, alerts_known, alerts_dropped)
    VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)`);
  const update = database.prepare(`
    UPDATE executions SET status = ?, finished_ms = ?, events_searched = ?, candidates = ?, alerts_new = ?,
      alerts_known = ?, alerts_dropped = ?, warnings = ?, error = ?
    WHERE id = ? AND status = 'running'`);
  const selectOne = database.prepare<ExecutionRow>(`${select} WHERE id = ?`);
  const selectLast = database.prepare<ExecutionRow>(
    `${select} WHERE rule_id = ? ORDER BY started_ms DESC, number DESC LIMIT 1`,
  );
  const selectRules = database.prepare<{ ruleId: string }>(`
    WITH RECURSIVE rule (id) AS (
      SELECT min(rule_id) FROM executions
      UNION ALL SELECT (SELECT min(rule_id) FROM executions WHERE rule_id > rule.id) FROM rule WHERE rule.id IS NOT NULL
    ) SELECT id AS ruleId FROM rule WHERE id IS NOT NULL`);
  const selectPage = database.prepare<ExecutionRow>(
    `${select} WHERE rule_id = ? ORDER BY started_ms DESC, number DESC LIMIT ? OFFSET ?`,
  );
  const count = database.prepare<{ count: number }>(
    "SELECT count(*) AS count FROM executions WHERE rule_id = ?",
  );
  const selectRunning = database.prepare<ExecutionRow>(`${select} WHERE status = 'running' ORDER BY number`);
  const deleteOld = database.prepare(`
    DELETE FROM executions WHERE number IN (
      SELECT number FROM executions AS old WHERE started_ms < ?1 AND EXISTS (
        SELECT 1 FROM executions AS newer WHERE newer.rule_id = old.rule_id
          AND (newer.started_ms, newer.number) > (old.started_ms, old.number))
      ORDER BY started_ms LIMIT ?2)`);

  const last = (ruleId: string): Execution | undefined => {
    const row = selectLast.get(ruleId);
    return row === undefined ? undefined : toExecution(row);
  };
  const finishOne = (execution: FinishedExecution): void => {
    const { id, status, finishedMs, warnings = [], error } = execution;
    const changed = update.run(
      status,
      finishedMs,
      execution.eventsSearched ?? 0,
      execution.candidates ?? 0,
      execution.alertsNew ?? 0,
      execution.alertsKnown ?? 0,
      execution.alertsDropped ?? 0,
      warningsJson(warnings),
      error === undefined ? null : plainText(error, executionLimits.maxErrorUnits),
      id,
    );
    if (changed === 0) throw new OperationalError("not-found", `The execution ${id} is not running`);
  };

  return {
    start: (executions) =>
      database.transaction(() => {
        for (const { id, ruleId, type, startedMs, window = {} } of executions) {
          if (exists.get(id) !== undefined) {
            throw new OperationalError("conflict", `There is an execution ${id} already`);
          }
          insert.run(
            id,
            ruleId,
            type,
            startedMs,
            window.fromMs ?? null,
            window.toMs ?? null,
            window.fromPosition ?? null,
            window.toPosition ?? null,
          );
        }
      }),
    finish: (executions) => database.transaction(() => executions.forEach(finishOne)),
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? undefined : toExecution(row);
    },
    last,
    lastOfEach: () =>
      new Map(
        selectRules.all().flatMap(({ ruleId }) => {
          const execution = last(ruleId);
          return execution === undefined ? [] : [[ruleId, execution] as const];
        }),
      ),
    history(ruleId, { page = 1, pageSize = 20 } = {}) {
      const limit = Math.max(0, Math.min(pageSize, executionLimits.maxPageSize));
      const rows = selectPage.all(ruleId, limit, Math.max(0, page - 1) * limit);
      return { executions: rows.map(toExecution), total: count.get(ruleId)?.count ?? 0 };
    },
    failInterrupted: (nowMs) =>
      database.transaction(() => {
        const interrupted = selectRunning.all().map(toExecution);
        for (const { id } of interrupted) {
          finishOne({ id, status: "failed", finishedMs: nowMs, error: "interrupted: the server ended" });
        }
        return interrupted.flatMap(({ id }) => selectOne.all(id).map(toExecution));
      }),
    deleteBefore: (startedMs) => deleteOld.run(startedMs, executionLimits.deletedAtOnce),
    gaps: createGapStore(database),
  };
}

function toExecution(row: ExecutionRow): Execution {
  const { finishedMs, fromMs, toMs, fromPosition, toPosition, warnings, error, ...rest } = row;
  return {
    ...rest,
    finishedMs: finishedMs ?? undefined,
    // The clock may have been set back in between.
    durationMs: finishedMs === null ? undefined : Math.max(0, finishedMs - row.startedMs),
    window: {
      fromMs: fromMs ?? undefined,
      toMs: toMs ?? undefined,
      fromPosition: fromPosition ?? undefined,
      toPosition: toPosition ?? undefined,
    },
    warnings: warnings === null ? [] : storedTexts(warnings),
    error: error ?? undefined,
  };
}

/** A rule may warn for every event: the first ones are kept. */
function warningsJson(warnings: readonly string[]): string | null {
  if (warnings.length === 0) return null;
  const { maxWarnings, maxWarningUnits } = executionLimits;
  const kept = warnings.slice(0, maxWarnings).map((text) => text.slice(0, maxWarningUnits));
  const more = warnings.length - kept.length;
  return JSON.stringify(more === 0 ? kept : [...kept, `and ${more} more`]);
}

/** Messages quote what comes from outside. */
function plainText(text: string, maxUnits: number): string {
  return text.slice(0, maxUnits).replaceAll("\0", "\uFFFD");
}
