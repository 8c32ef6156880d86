import type { JsonObject } from "@eqlite/core/events";
import type { ExceptionItem } from "../../../exceptions/exception.ts";
import type { Actor } from "../../../platform/actor.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { queryOneOf, queryPage, queryText, readObjectBody } from "../kibana-request.ts";
import type { KibanaRouter } from "../kibana-router.ts";
import { compileKql } from "../kql/compile-kql.ts";
import { parseKql } from "../kql/parse-kql.ts";
import { itemAnswer } from "./exception-answer.ts";
import { itemFields, searchedText } from "./exception-fields.ts";
import {
  bodyItemKey,
  bodyVersion,
  getItem,
  queryItemKey,
  queryListReferences,
} from "./exception-requests.ts";
import { type ReadItem, readItem } from "./read-item.ts";

const path = "/api/exception_lists/items";

/** The items of exception lists. */
export function addItemRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { database, exceptions, catalogue, clock, makeId } = dependencies;
  const read = (json: JsonObject): ReadItem =>
    readItem(json, { catalogue, valueLists: exceptions.valueLists, itemIdIfAbsent: makeId() });

  router.on("POST", path, "manage-rules", async (context) => {
    const body = await readObjectBody(context);
    return createItem(read(body), dependencies, context.get("principal"));
  });

  router.on("GET", path, "read", (context) => itemAnswer(getItem(exceptions, queryItemKey(context))));

  router.on("PUT", path, "manage-rules", async (context) => {
    const json = await readObjectBody(context);
    const former = getItem(exceptions, bodyItemKey(json));
    const { body, comments, warnings } = read({
      ...json,
      item_id: former.itemId,
      list_id: former.listId,
      namespace_type: former.namespaceType,
    });
    const change = { principal: context.get("principal"), nowMs: clock.nowMs() };
    const item = database.transaction(() => {
      const key = { id: former.id };
      let updated = exceptions.updateItem(key, body, { ...change, ifVersion: bodyVersion(json) });
      for (const comment of comments) updated = exceptions.addComment(key, comment, change);
      return updated;
    });
    return itemAnswer(item, warnings);
  });

  router.on("DELETE", path, "manage-rules", (context) => {
    const { id } = getItem(exceptions, queryItemKey(context));
    return itemAnswer(
      exceptions.deleteItem({ id }, { principal: context.get("principal"), nowMs: clock.nowMs() }),
    );
  });

  router.on("GET", `${path}/_find`, "read", (context) => {
    const { page, pageSize } = queryPage(context);
    const lists = queryListReferences(context);
    const filter = queryText(context, "filter");
    const search = queryText(context, "search");
    const sortField = queryOneOf(context, "sort_field", sortFields) ?? "created_at";
    const isDescending = queryOneOf(context, "sort_order", ["asc", "desc"]) === "desc";
    const isPlain =
      filter === undefined && search === undefined && sortField === "created_at" && !isDescending;
    if (isPlain) {
      const { items, total } = exceptions.findItems(lists, { page, pageSize });
      return { data: items.map((item) => itemAnswer(item)), page, per_page: pageSize, total };
    }
    const holds = compileKql(parseKql(filter ?? ""), itemFields);
    const contains = compileSearch(search);
    const found = exceptions.itemsOf(lists).filter((item) => holds(item) && contains(item));
    const sorted = sortItems(found, sortField, isDescending);
    const from = (page - 1) * pageSize;
    const data = sorted.slice(from, from + pageSize).map((item) => itemAnswer(item));
    return { data, page, per_page: pageSize, total: found.length };
  });
}

/** Stores an item that was read, with its comments. */
export function createItem(
  { body, comments, warnings }: ReadItem,
  {
    database,
    exceptions,
    clock,
    makeId,
  }: Pick<KibanaDependencies, "database" | "exceptions" | "clock" | "makeId">,
  principal: Actor,
): JsonObject {
  const change = { principal, nowMs: clock.nowMs() };
  const item = database.transaction(() => {
    let created = exceptions.createItem(makeId(), body, change);
    for (const comment of comments) created = exceptions.addComment({ id: created.id }, comment, change);
    return created;
  });
  return itemAnswer(item, warnings);
}

/** Any of the words, as a search without fields finds them. */
function compileSearch(text: string | undefined): (item: ExceptionItem) => boolean {
  if (text === undefined) return () => true;
  const value = { isQuoted: false, pieces: text.split("*") };
  return compileKql({ kind: "Is", field: "text", value }, new Map([["text", searchedText]]));
}

const sortFields = ["created_at", "updated_at", "name", "item_id"] as const;

function sortItems(
  items: readonly ExceptionItem[],
  field: (typeof sortFields)[number],
  isDescending: boolean,
): readonly ExceptionItem[] {
  const key = (item: ExceptionItem): string | number => {
    switch (field) {
      case "created_at":
        return item.createdMs;
      case "updated_at":
        return item.updatedMs;
      case "name":
        return item.name.toLowerCase();
      case "item_id":
        return item.itemId;
    }
  };
  const keyed = items.map((item) => ({ item, key: key(item) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const sorted = keyed.map(({ item }) => item);
  return isDescending ? sorted.toReversed() : sorted;
}
