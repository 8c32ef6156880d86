import type { Actor } from "../platform/actor.ts";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { alertLimits } from "./alert-limits.ts";

/** Filters and columns under a name, for everybody. */
export interface SavedView {
  readonly id: number;
  readonly name: string;
  /** As the pages write it into the address. */
  readonly state: string;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly updatedMs: number;
  readonly updatedBy: string;
}

export interface ViewChange {
  readonly name: string;
  readonly state: string;
  readonly principal: Actor;
  readonly nowMs: number;
}

export interface SavedViews {
  /** By name. */
  all(): readonly SavedView[];
  /** Throws `conflict` where the name is taken, `too-costly` where there are too many. */
  create(change: ViewChange): SavedView;
  /** Throws `not-found` and `conflict`. */
  update(id: number, change: ViewChange): SavedView;
  /** Throws `not-found`. */
  delete(id: number): void;
}

export function createSavedViews(database: Database): SavedViews {
  const columns = `id, name, state, created_ms AS createdMs, created_by AS createdBy, updated_ms AS updatedMs,
    updated_by AS updatedBy`;
  const selectAll = database.prepare<SavedView>(
    `SELECT ${columns} FROM saved_views ORDER BY name COLLATE NOCASE, id`,
  );
  const selectOne = database.prepare<SavedView>(`SELECT ${columns} FROM saved_views WHERE id = ?`);
  const selectNamed = database.prepare<SavedView>(`SELECT ${columns} FROM saved_views WHERE name = ?`);
  const insert = database.prepare(
    "INSERT INTO saved_views (name, state, created_ms, created_by, updated_ms, updated_by) VALUES (?1, ?2, ?3, ?4, ?3, ?4)",
  );
  const change = database.prepare(
    "UPDATE saved_views SET name = ?2, state = ?3, updated_ms = ?4, updated_by = ?5 WHERE id = ?1",
  );
  const remove = database.prepare("DELETE FROM saved_views WHERE id = ?");

  const mustGet = (id: number): SavedView => {
    const view = selectOne.get(id);
    if (view !== undefined) return view;
    throw new OperationalError("not-found", "There is no such view any more: somebody may have deleted it.");
  };
  const refuseTaken = (name: string, id?: number): void => {
    const taken = selectNamed.get(name);
    if (taken === undefined || taken.id === id) return;
    throw new OperationalError(
      "conflict",
      `There is a view ${name} already, by ${taken.createdBy}: choose another name, or change that one.`,
    );
  };

  return {
    all: () => selectAll.all(),
    create({ name, state, principal, nowMs }) {
      return database.transaction(() => {
        refuseTaken(name);
        if (selectAll.all().length >= alertLimits.maxSavedViews) {
          throw new OperationalError(
            "too-costly",
            `There are ${alertLimits.maxSavedViews} views, which are the most: delete some that nobody needs.`,
          );
        }
        insert.run(name, state, nowMs, principal.name);
        const made = selectNamed.get(name);
        if (made === undefined) throw new Error("a view that was stored is not there");
        return made;
      });
    },
    update(id, { name, state, principal, nowMs }) {
      return database.transaction(() => {
        mustGet(id);
        refuseTaken(name, id);
        change.run(id, name, state, nowMs, principal.name);
        return mustGet(id);
      });
    },
    delete(id) {
      mustGet(id);
      remove.run(id);
    },
  };
}
