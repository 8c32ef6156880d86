import type { Actor } from "../platform/actor.ts";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import type { ValueList, ValueListType } from "./exception.ts";
import type { ExceptionChange } from "./exception-change.ts";
import { exceptionLimits } from "./exception-limits.ts";

export interface NewValueList {
  readonly id: string;
  readonly type: ValueListType;
  readonly name: string;
  readonly description: string;
}

interface Change {
  readonly principal: Actor;
  readonly nowMs: number;
}

/** Lists of values that exception items refer to (specification 6.4). */
export interface ValueLists {
  /** Throws `conflict` where the id is taken, `bad-request` for a name or an id that is empty or too long. */
  create(list: NewValueList, change: Change): ValueList;
  get(id: string): ValueList | undefined;
  /** By id. */
  all(): readonly ValueList[];
  update(
    id: string,
    texts: { readonly name: string; readonly description: string },
    change: Change,
  ): ValueList;
  /** With its values. Throws `not-found`. */
  delete(id: string, change: Change): ValueList;
  /** Returns how many are new. Throws `not-found`, and `bad-request` for values that are empty, too long or too many. */
  addValues(id: string, values: readonly string[], change: Change): number;
  /** Returns how many were there. */
  removeValues(id: string, values: readonly string[], change: Change): number;
  /** In the order of code points. Throws `not-found`: an exception never counts without its list. */
  values(id: string): readonly string[];
  countValues(id: string): number;
  hasValue(id: string, value: string): boolean;
}

const columns = `id, type, name, description, version, created_ms AS createdMs, created_by AS createdBy,
  updated_ms AS updatedMs, updated_by AS updatedBy`;

/** @param noteChange told within the transaction of each change, so that both are kept or neither */
export function createValueLists(
  database: Database,
  tell: () => void,
  noteChange: (change: ExceptionChange) => void = () => {},
): ValueLists {
  const select = database.prepare<ValueList>(`SELECT ${columns} FROM value_lists WHERE id = ?`);
  const selectAll = database.prepare<ValueList>(`SELECT ${columns} FROM value_lists ORDER BY id`);
  const insert = database.prepare(`
    INSERT INTO value_lists (id, type, name, description, version, created_ms, created_by, updated_ms, updated_by)
    VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?5, ?6)`);
  const update = database.prepare(`
    UPDATE value_lists SET name = ?, description = ?, version = version + 1, updated_ms = ?, updated_by = ? WHERE id = ?`);
  const touch = database.prepare(
    "UPDATE value_lists SET version = version + 1, updated_ms = ?, updated_by = ? WHERE id = ?",
  );
  const remove = database.prepare("DELETE FROM value_lists WHERE id = ?");
  const insertValue = database.prepare(
    "INSERT INTO value_list_values (list, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const removeValue = database.prepare("DELETE FROM value_list_values WHERE list = ? AND value = ?");
  const selectValues = database.prepare<{ value: string }>(
    "SELECT value FROM value_list_values WHERE list = ? ORDER BY value",
  );
  const selectValue = database.prepare("SELECT 1 FROM value_list_values WHERE list = ? AND value = ?");
  const count = database.prepare<{ count: number }>(
    "SELECT count(*) AS count FROM value_list_values WHERE list = ?",
  );

  const mustGet = (id: string): ValueList => {
    const list = select.get(id);
    if (list !== undefined) return list;
    throw new OperationalError("not-found", `There is no value list ${id}`);
  };
  const changeValues = (
    id: string,
    values: readonly string[],
    { principal, nowMs }: Change,
    what: "added" | "removed",
    changeOne: (value: string) => number,
  ): number =>
    database.transaction(() => {
      mustGet(id);
      let changed = 0;
      for (const value of values) changed += changeOne(value);
      if ((count.get(id)?.count ?? 0) > exceptionLimits.maxListValues) {
        throw new OperationalError(
          "bad-request",
          `A value list has at most ${exceptionLimits.maxListValues} values`,
        );
      }
      if (changed > 0) {
        touch.run(nowMs, principal.name, id);
        const detail = `${changed} ${changed === 1 ? "value" : "values"} ${what}`;
        noteChange({ action: "change-value-list", target: id, detail, principal, nowMs });
        tell();
      }
      return changed;
    });

  return {
    create: ({ id, type, name, description }, { principal, nowMs }) =>
      database.transaction(() => {
        checkText("An id", id, exceptionLimits.maxIdUnits);
        checkText("A name", name, exceptionLimits.maxNameUnits);
        if (select.get(id) !== undefined) {
          throw new OperationalError("conflict", `There is a value list ${id} already`);
        }
        insert.run(id, type, name, description, nowMs, principal.name);
        noteChange({ action: "create-value-list", target: id, principal, nowMs });
        tell();
        return mustGet(id);
      }),
    get: (id) => select.get(id),
    all: () => selectAll.all(),
    update: (id, { name, description }, { principal, nowMs }) =>
      database.transaction(() => {
        checkText("A name", name, exceptionLimits.maxNameUnits);
        mustGet(id);
        update.run(name, description, nowMs, principal.name, id);
        noteChange({ action: "change-value-list", target: id, principal, nowMs });
        tell();
        return mustGet(id);
      }),
    delete: (id, { principal, nowMs }) =>
      database.transaction(() => {
        const list = mustGet(id);
        remove.run(id);
        noteChange({ action: "delete-value-list", target: id, principal, nowMs });
        tell();
        return list;
      }),
    addValues: (id, values, change) =>
      changeValues(id, values, change, "added", (value) => {
        checkText("A value", value, exceptionLimits.maxTextUnits);
        return insertValue.run(id, value);
      }),
    removeValues: (id, values, change) =>
      changeValues(id, values, change, "removed", (value) => removeValue.run(id, value)),
    values(id) {
      mustGet(id);
      return selectValues.all(id).map(({ value }) => value);
    },
    countValues(id) {
      mustGet(id);
      return count.get(id)?.count ?? 0;
    },
    hasValue: (id, value) => selectValue.get(id, value) !== undefined,
  };
}

function checkText(what: string, text: string, maxUnits: number): void {
  if (text === "" || text.length > maxUnits) {
    throw new OperationalError("bad-request", `${what} has from 1 to ${maxUnits} characters`);
  }
}
