import type { JsonObject } from "@eqlite/core/events";
import type { ExceptionList } from "../../../exceptions/exception.ts";
import { exceptionItemJson, exceptionListJson } from "../../../exceptions/exception-json.ts";
import { exceptionLimits } from "../../../exceptions/exception-limits.ts";
import { parseExceptionList } from "../../../exceptions/parse-exception.ts";
import { OperationalError } from "../../../platform/operational-error.ts";
import { ndjsonDownload } from "../download.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import { bodyText, queryFlag, queryOneOf, queryPage, queryText, readObjectBody } from "../kibana-request.ts";
import type { KibanaContext, KibanaRouter } from "../kibana-router.ts";
import { compileKql } from "../kql/compile-kql.ts";
import { parseKql } from "../kql/parse-kql.ts";
import { readUpload } from "../read-upload.ts";
import { listKeyText, referringRules } from "../rules/exception-references.ts";
import { copyExceptionList, hasExpired } from "./copy-exception-list.ts";
import { listAnswer } from "./exception-answer.ts";
import { listFields } from "./exception-fields.ts";
import { bodyNamespace, bodyVersion, getList, queryListKey } from "./exception-requests.ts";
import { importExceptionFile } from "./import-exceptions.ts";

const path = "/api/exception_lists";

/** Exception lists; their items are in item-routes.ts. */
export function addListRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { database, exceptions, rules, clock, makeId } = dependencies;
  const changeOf = (context: KibanaContext) => ({
    principal: context.get("principal"),
    nowMs: clock.nowMs(),
  });

  router.on("POST", path, "manage-rules", async (context) => {
    const list = parseExceptionList(await readObjectBody(context), makeId());
    return listAnswer(exceptions.createList(makeId(), list, changeOf(context)));
  });

  router.on("POST", "/api/exceptions/shared", "manage-rules", async (context) => {
    const { name = null, description = null } = await readObjectBody(context);
    const list = parseExceptionList({ name, description, type: "detection" }, makeId());
    return listAnswer(exceptions.createList(makeId(), list, changeOf(context)));
  });

  router.on("GET", path, "read", (context) => listAnswer(getList(exceptions, queryListKey(context))));

  router.on("PUT", path, "manage-rules", async (context) => {
    const body = await readObjectBody(context);
    const id = bodyText(body, "id");
    const listId = bodyText(body, "list_id") ?? "";
    const key = id === undefined ? { listId, namespaceType: bodyNamespace(body) } : { id };
    const former = getList(exceptions, key);
    const list = parseExceptionList({ ...body, type: body["type"] ?? former.type }, former.listId);
    const change = { ...changeOf(context), ifVersion: bodyVersion(body) };
    return listAnswer(exceptions.updateList({ id: former.id }, list, change));
  });

  router.on("DELETE", path, "manage-rules", (context) => {
    const list = getList(exceptions, queryListKey(context));
    refuseReferred(list);
    return listAnswer(
      exceptions.deleteList({ id: list.id }, { principal: context.get("principal"), nowMs: clock.nowMs() }),
    );
  });

  /** A rule whose list is gone would not run any more. */
  const refuseReferred = (list: ExceptionList): void => {
    const referring = referringRules(rules).get(listKeyText(list)) ?? [];
    if (referring.length === 0) return;
    const names = referring
      .slice(0, kibanaLimits.maxNamedRules)
      .map(({ parameters }) => `"${String(parameters["name"])}"`);
    const more = referring.length - names.length;
    throw new OperationalError(
      "conflict",
      `Rules refer to the list: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}. Take it out of them first.`,
    );
  };

  router.on("GET", `${path}/_find`, "read", (context) => {
    const { page, pageSize } = queryPage(context);
    const types = (context.req.queries("namespace_type") ?? []).flatMap((text) => text.split(","));
    const holds = compileKql(parseKql(queryText(context, "filter") ?? ""), listFields);
    const sortField = queryOneOf(context, "sort_field", sortFields) ?? "name";
    const isDescending = queryOneOf(context, "sort_order", ["asc", "desc"]) === "desc";
    const found = exceptions
      .findLists({ pageSize: exceptionLimits.maxPageSize })
      .lists.filter((list) => (types.length === 0 || types.includes(list.namespaceType)) && holds(list));
    const sorted = sortLists(found, sortField, isDescending);
    const from = (page - 1) * pageSize;
    const data = sorted.slice(from, from + pageSize).map(listAnswer);
    return { data, page, per_page: pageSize, total: found.length };
  });

  router.on("GET", `${path}/summary`, "read", (context) => {
    const items = exceptions.itemsOf([getList(exceptions, queryListKey(context))]);
    const count = (os: string): number => items.filter(({ osTypes }) => osTypes.includes(os)).length;
    return { windows: count("windows"), linux: count("linux"), macos: count("macos"), total: items.length };
  });

  router.on("POST", `${path}/_duplicate`, "manage-rules", (context) => {
    const list = getList(exceptions, queryListKey(context));
    const includeExpired = queryText(context, "include_expired_exceptions") !== "false";
    const copy = { listId: makeId(), name: `${list.name} [Duplicate]`, type: list.type, includeExpired };
    const made = database.transaction(() =>
      copyExceptionList(list, copy, { exceptions, makeId, ...changeOf(context) }),
    );
    return listAnswer(made);
  });

  router.on("POST", `${path}/_export`, "read", (context) => {
    const list = getList(exceptions, queryListKey(context));
    const includeExpired = queryText(context, "include_expired_exceptions") !== "false";
    const nowMs = clock.nowMs();
    const items = exceptions.itemsOf([list]).filter((item) => includeExpired || !hasExpired(item, nowMs));
    const summary: JsonObject = {
      exported_exception_list_count: 1,
      exported_exception_list_item_count: items.length,
      missing_exception_list_item_count: 0,
      missing_exception_list_items: [],
      missing_exception_lists: [],
      missing_exception_lists_count: 0,
    };
    const lines = [exceptionListJson(list), ...items.map(exceptionItemJson), summary];
    return ndjsonDownload(lines, `${list.listId}.ndjson`);
  });

  router.on("POST", `${path}/_import`, "manage-rules", async (context) => {
    const file = await readUpload(context, kibanaLimits.maxImportBytes);
    const options = {
      overwrite: queryFlag(context, "overwrite"),
      asNewList: queryFlag(context, "as_new_list"),
    };
    return await importExceptionFile(file.text, options, dependencies, context.get("principal"));
  });
}

const sortFields = ["name", "created_at", "updated_at", "type", "list_id"] as const;

function sortLists(
  lists: readonly ExceptionList[],
  field: (typeof sortFields)[number],
  isDescending: boolean,
): readonly ExceptionList[] {
  const key = (list: ExceptionList): string | number => {
    switch (field) {
      case "name":
        return list.name.toLowerCase();
      case "created_at":
        return list.createdMs;
      case "updated_at":
        return list.updatedMs;
      case "type":
        return list.type;
      case "list_id":
        return list.listId;
    }
  };
  const keyed = lists.map((list) => ({ list, key: key(list) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const sorted = keyed.map(({ list }) => list);
  return isDescending ? sorted.toReversed() : sorted;
}
