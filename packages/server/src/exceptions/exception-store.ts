import { type JsonObject, stringifyJson } from "@eqlite/core/events";
import type { Database } from "../platform/database.ts";
import { OperationalError } from "../platform/operational-error.ts";
import { storedObject } from "../platform/stored-json.ts";
import { createSubscriptions } from "../platform/subscriptions.ts";
import type { Authorship } from "../rules/rule-change.ts";
import type {
  ExceptionComment,
  ExceptionItem,
  ExceptionItemBody,
  ExceptionList,
  ExceptionListBody,
  NamespaceType,
  Stored,
} from "./exception.ts";
import type { ExceptionChange } from "./exception-change.ts";
import { entryJson } from "./exception-json.ts";
import { exceptionLimits } from "./exception-limits.ts";
import { createValueLists, type ValueLists } from "./value-lists.ts";

/** By the server's own id, or by the name people gave. */
export type ListKey = { readonly id: string } | ListReference;

/** A list as rules refer to it. */
export interface ListReference {
  readonly listId: string;
  readonly namespaceType: NamespaceType;
}

export type ItemKey =
  | { readonly id: string }
  | { readonly itemId: string; readonly namespaceType: NamespaceType };

export type Change = Authorship;

export interface Update extends Change {
  /** Where given: throws `conflict` unless it is the present version. */
  readonly ifVersion?: number | undefined;
}

export interface FindPage {
  /** A part of the name, whatever the case. */
  readonly name?: string | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
}

/** Exception lists, their items, and value lists. Bodies have been parsed: see parse-exception.ts. */
export interface ExceptionStore {
  /** Throws `conflict` where the list exists. */
  createList(id: string, body: ExceptionListBody, change: Change): ExceptionList;
  getList(key: ListKey): ExceptionList | undefined;
  /** Throws `not-found` and `conflict`. The list keeps its `listId`, namespace and type. */
  updateList(key: ListKey, body: ExceptionListBody, change: Update): ExceptionList;
  /** With its items. Throws `not-found`. */
  deleteList(key: ListKey, change: Change): ExceptionList;
  /** By name. */
  findLists(page?: FindPage): { readonly lists: readonly ExceptionList[]; readonly total: number };

  /** Throws `not-found` where there is no such list, `conflict` where the item exists. */
  createItem(id: string, body: ExceptionItemBody, change: Change): ExceptionItem;
  getItem(key: ItemKey): ExceptionItem | undefined;
  /** Throws `not-found` and `conflict`. The item stays in its list and keeps its comments. */
  updateItem(key: ItemKey, body: ExceptionItemBody, change: Update): ExceptionItem;
  addComment(key: ItemKey, comment: string, change: Change): ExceptionItem;
  deleteItem(key: ItemKey, change: Change): ExceptionItem;
  /** In the order in which items were made. Throws `not-found` where a list is not there. */
  findItems(
    lists: readonly ListReference[],
    page?: FindPage,
  ): { readonly items: readonly ExceptionItem[]; readonly total: number };
  /**
   * All items of the lists a rule refers to, also expired ones. Throws `not-found` where a list is not there: a rule never
   * runs without its exceptions (specification 6.3).
   */
  itemsOf(lists: readonly ListReference[]): readonly ExceptionItem[];

  readonly valueLists: ValueLists;
  /** Told after lists, items or value lists have changed on disk. Returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

interface Row extends Stored {
  readonly body: string;
}

const storedColumns = `id, version, created_ms AS createdMs, created_by AS createdBy, updated_ms AS updatedMs,
  updated_by AS updatedBy, body`;

/** @param noteChange told within the transaction of each change, so that both are kept or neither */
export function createExceptionStore(
  database: Database,
  noteChange: (change: ExceptionChange) => void = () => {},
): ExceptionStore {
  const subscriptions = createSubscriptions<undefined>();
  const tell = (): void => database.afterCommit(() => subscriptions.tell(undefined));

  const listById = database.prepare<Row>(`SELECT ${storedColumns} FROM exception_lists WHERE id = ?`);
  const listByName = database.prepare<Row>(
    `SELECT ${storedColumns} FROM exception_lists WHERE list_id = ? AND namespace_type = ?`,
  );
  const insertList = database.prepare(`
    INSERT INTO exception_lists (id, list_id, namespace_type, name, folded_name, type, version, created_ms, created_by,
      updated_ms, updated_by, body)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?7, ?8, ?9)`);
  const updateList = database.prepare(`
    UPDATE exception_lists SET name = ?, folded_name = ?, version = version + 1, updated_ms = ?, updated_by = ?, body = ?
    WHERE id = ?`);
  const deleteList = database.prepare("DELETE FROM exception_lists WHERE id = ?");
  const listsWhere = "?1 IS NULL OR instr(folded_name, ?1) > 0";
  const selectLists = database.prepare<Row>(`
    SELECT ${storedColumns} FROM exception_lists WHERE ${listsWhere} ORDER BY folded_name, id LIMIT ?2 OFFSET ?3`);
  const countLists = database.prepare<{ count: number }>(
    `SELECT count(*) AS count FROM exception_lists WHERE ${listsWhere}`,
  );

  const itemById = database.prepare<Row>(`SELECT ${storedColumns} FROM exception_items WHERE id = ?`);
  const itemByName = database.prepare<Row>(
    `SELECT ${storedColumns} FROM exception_items WHERE item_id = ? AND namespace_type = ?`,
  );
  const insertItem = database.prepare(`
    INSERT INTO exception_items (id, item_id, list, namespace_type, name, folded_name, version, created_ms, created_by,
      updated_ms, updated_by, body)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?7, ?8, ?9)`);
  const updateItem = database.prepare(`
    UPDATE exception_items SET name = ?, folded_name = ?, version = version + 1, updated_ms = ?, updated_by = ?, body = ?
    WHERE id = ?`);
  const deleteItem = database.prepare("DELETE FROM exception_items WHERE id = ?");
  const itemsWhere =
    "list IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR instr(folded_name, ?2) > 0)";
  const selectItems = database.prepare<Row>(`
    SELECT ${storedColumns} FROM exception_items WHERE ${itemsWhere} ORDER BY created_ms, id LIMIT ?3 OFFSET ?4`);
  const countItems = database.prepare<{ count: number }>(
    `SELECT count(*) AS count FROM exception_items WHERE ${itemsWhere}`,
  );

  const getList = (key: ListKey): ExceptionList | undefined => {
    const row = "id" in key ? listById.get(key.id) : listByName.get(key.listId, key.namespaceType);
    return row === undefined ? undefined : toList(row);
  };
  const mustGetList = (key: ListKey): ExceptionList => {
    const list = getList(key);
    if (list !== undefined) return list;
    throw notFound("exception list", "id" in key ? key.id : key.listId);
  };
  const getItem = (key: ItemKey): ExceptionItem | undefined => {
    const row = "id" in key ? itemById.get(key.id) : itemByName.get(key.itemId, key.namespaceType);
    return row === undefined ? undefined : toItem(row);
  };
  const mustGetItem = (key: ItemKey): ExceptionItem => {
    const item = getItem(key);
    if (item !== undefined) return item;
    throw notFound("exception item", "id" in key ? key.id : key.itemId);
  };
  const saveItem = (
    former: ExceptionItem,
    body: ExceptionItemBody,
    comments: readonly ExceptionComment[],
    { principal, nowMs }: Change,
  ): ExceptionItem => {
    const { itemId, listId, namespaceType } = former;
    const kept = { ...body, itemId, listId, namespaceType };
    updateItem.run(
      body.name,
      body.name.toLowerCase(),
      nowMs,
      principal.name,
      itemText(kept, comments),
      former.id,
    );
    noteChange({ action: "change-exception", target: itemId, detail: listId, principal, nowMs });
    tell();
    return mustGetItem({ id: former.id });
  };
  const listIds = (lists: readonly ListReference[]): string =>
    JSON.stringify(lists.map((list) => mustGetList(list).id));

  return {
    createList: (id, body, { principal, nowMs }) =>
      database.transaction(() => {
        const { listId, namespaceType, name, type } = body;
        if (getList(body) !== undefined || getList({ id }) !== undefined) {
          throw new OperationalError("conflict", `There is an exception list ${listId} already`);
        }
        const text = stringifyJson({ ...body });
        insertList.run(
          id,
          listId,
          namespaceType,
          name,
          name.toLowerCase(),
          type,
          nowMs,
          principal.name,
          text,
        );
        noteChange({ action: "create-exception-list", target: listId, principal, nowMs });
        tell();
        return mustGetList({ id });
      }),
    getList,
    updateList: (key, body, { principal, nowMs, ifVersion }) =>
      database.transaction(() => {
        const former = mustGetList(key);
        checkVersion(former, ifVersion);
        const { listId, namespaceType, type } = former;
        const text = stringifyJson({ ...body, listId, namespaceType, type });
        updateList.run(body.name, body.name.toLowerCase(), nowMs, principal.name, text, former.id);
        noteChange({ action: "change-exception-list", target: listId, principal, nowMs });
        tell();
        return mustGetList({ id: former.id });
      }),
    deleteList: (key, { principal, nowMs }) =>
      database.transaction(() => {
        const list = mustGetList(key);
        deleteList.run(list.id);
        noteChange({ action: "delete-exception-list", target: list.listId, principal, nowMs });
        tell();
        return list;
      }),
    findLists(page = {}) {
      const { name, limit, offset } = pageOf(page);
      const lists = selectLists.all(name, limit, offset).map(toList);
      return { lists, total: countLists.get(name)?.count ?? 0 };
    },

    createItem: (id, body, { principal, nowMs }) =>
      database.transaction(() => {
        const list = mustGetList(body);
        const { itemId, namespaceType, name } = body;
        if (getItem(body) !== undefined || getItem({ id }) !== undefined) {
          throw new OperationalError("conflict", `There is an exception item ${itemId} already`);
        }
        insertItem.run(
          id,
          itemId,
          list.id,
          namespaceType,
          name,
          name.toLowerCase(),
          nowMs,
          principal.name,
          itemText(body, []),
        );
        noteChange({ action: "create-exception", target: itemId, detail: list.listId, principal, nowMs });
        tell();
        return mustGetItem({ id });
      }),
    getItem,
    updateItem: (key, body, change) =>
      database.transaction(() => {
        const former = mustGetItem(key);
        checkVersion(former, change.ifVersion);
        return saveItem(former, body, former.comments, change);
      }),
    addComment: (key, comment, change) =>
      database.transaction(() => {
        const former = mustGetItem(key);
        const { maxComments, maxTextUnits } = exceptionLimits;
        if (comment.trim() === "" || comment.length > maxTextUnits) {
          throw new OperationalError("bad-request", `A comment has from 1 to ${maxTextUnits} characters`);
        }
        if (former.comments.length >= maxComments) {
          throw new OperationalError("bad-request", `An item has at most ${maxComments} comments`);
        }
        const added = { comment, createdMs: change.nowMs, createdBy: change.principal.name };
        return saveItem(former, bodyOf(former), [...former.comments, added], change);
      }),
    deleteItem: (key, { principal, nowMs }) =>
      database.transaction(() => {
        const item = mustGetItem(key);
        deleteItem.run(item.id);
        const { itemId, listId } = item;
        noteChange({ action: "delete-exception", target: itemId, detail: listId, principal, nowMs });
        tell();
        return item;
      }),
    findItems(lists, page = {}) {
      const { name, limit, offset } = pageOf(page);
      const ids = listIds(lists);
      const items = selectItems.all(ids, name, limit, offset).map(toItem);
      return { items, total: countItems.get(ids, name)?.count ?? 0 };
    },
    // SQLite takes a negative limit for none.
    itemsOf: (lists) => selectItems.all(listIds(lists), null, -1, 0).map(toItem),

    valueLists: createValueLists(database, tell, noteChange),
    subscribe: (listener) => subscriptions.subscribe(() => listener()),
  };
}

function notFound(what: string, id: string): OperationalError {
  return new OperationalError("not-found", `There is no ${what} ${id}`);
}

function checkVersion(former: Stored, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === former.version) return;
  throw new OperationalError(
    "conflict",
    `Somebody else has changed it: version ${former.version} is the present one, not ${ifVersion}`,
  );
}

function pageOf({ name, page = 1, pageSize = 20 }: FindPage): {
  readonly name: string | null;
  readonly limit: number;
  readonly offset: number;
} {
  const limit = Math.max(0, Math.min(pageSize, exceptionLimits.maxPageSize));
  return { name: name?.toLowerCase() ?? null, limit, offset: Math.max(0, page - 1) * limit };
}

function itemText(body: ExceptionItemBody, comments: readonly ExceptionComment[]): string {
  return stringifyJson({
    ...body,
    entries: body.entries.map(entryJson),
    comments: comments.map((comment) => ({ ...comment })),
  });
}

function bodyOf(item: ExceptionItem): ExceptionItemBody {
  const {
    id: _id,
    version: _version,
    createdMs: _createdMs,
    createdBy: _createdBy,
    updatedMs: _updatedMs,
    updatedBy: _updatedBy,
    comments: _comments,
    ...body
  } = item;
  return body;
}

function toList({ body, ...stored }: Row): ExceptionList {
  return { ...parsedBody<ExceptionListBody>(body), ...stored };
}

function toItem({ body, ...stored }: Row): ExceptionItem {
  return { ...parsedBody<Omit<ExceptionItem, keyof Stored>>(body), ...stored };
}

/** Bodies are parsed before they are stored: what is read has the shape that was written. */
function parsedBody<T>(text: string): T {
  const body: JsonObject = storedObject(text);
  return body as T;
}
