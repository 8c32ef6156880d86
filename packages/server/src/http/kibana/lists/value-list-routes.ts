import type { JsonObject } from "@eqlite/core/events";
import { type ValueList, type ValueListType, valueListTypes } from "../../../exceptions/exception.ts";
import { exceptionLimits } from "../../../exceptions/exception-limits.ts";
import { OperationalError } from "../../../platform/operational-error.ts";
import { download } from "../download.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { kibanaLimits } from "../kibana-limits.ts";
import {
  badRequest,
  bodyText,
  queryFlag,
  queryOneOf,
  queryPage,
  queryText,
  readObjectBody,
} from "../kibana-request.ts";
import type { KibanaContext, KibanaRouter } from "../kibana-router.ts";
import { readUpload } from "../read-upload.ts";
import { itemsWithValues } from "./items-with-values.ts";
import { valueId, valueOfId } from "./value-id.ts";

const path = "/api/lists";

/** Value lists, which exceptions refer to, and their values (specification 6.4). */
export function addValueListRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { exceptions, clock, makeId } = dependencies;
  const { valueLists } = exceptions;
  const changeOf = (context: KibanaContext) => ({
    principal: context.get("principal"),
    nowMs: clock.nowMs(),
  });
  const getList = (id: string | undefined): ValueList => {
    if (id === undefined) throw badRequest('Name the value list: "id" or "list_id".');
    const list = valueLists.get(id);
    if (list !== undefined) return list;
    throw new OperationalError("not-found", `There is no value list "${id}".`);
  };

  router.on("GET", `${path}/index`, "read", () => ({ list_index: true, list_item_index: true }));
  router.on("POST", `${path}/index`, "manage-rules", () => ({ acknowledged: true }));

  router.on("POST", path, "manage-rules", async (context) => {
    const body = await readObjectBody(context);
    const list = valueLists.create(
      {
        id: bodyText(body, "id") ?? makeId(),
        type: readType(bodyText(body, "type")),
        name: bodyText(body, "name") ?? "",
        description: bodyText(body, "description") ?? "",
      },
      changeOf(context),
    );
    return listJson(list);
  });

  router.on("GET", path, "read", (context) => listJson(getList(queryText(context, "id"))));

  for (const method of ["PUT", "PATCH"] as const) {
    router.on(method, path, "manage-rules", async (context) => {
      const body = await readObjectBody(context);
      const former = getList(bodyText(body, "id"));
      const name = bodyText(body, "name") ?? (method === "PATCH" ? former.name : "");
      const description = bodyText(body, "description") ?? (method === "PATCH" ? former.description : "");
      const version = bodyText(body, "_version");
      if (version !== undefined && version !== String(former.version)) {
        throw new OperationalError(
          "conflict",
          `Somebody else has changed it: version ${former.version} is the present one.`,
        );
      }
      return listJson(valueLists.update(former.id, { name, description }, changeOf(context)));
    });
  }

  router.on("DELETE", path, "manage-rules", (context) => {
    const list = getList(queryText(context, "id"));
    if (queryFlag(context, "deleteReferences")) {
      throw badRequest("Items that refer to the list are not deleted along with it: delete them first.");
    }
    const referring = queryFlag(context, "ignoreReferences") ? [] : itemsWithValues(exceptions, list.id);
    if (referring.length > 0) {
      const names = referring.slice(0, kibanaLimits.maxNamedRules).map((name) => `"${name}"`);
      throw new OperationalError(
        "conflict",
        `Exceptions refer to the list: ${names.join(", ")}. Without it no rule runs that has them.`,
      );
    }
    return listJson(valueLists.delete(list.id, changeOf(context)));
  });

  router.on("GET", `${path}/_find`, "read", (context) => {
    const { page, pageSize } = queryPage(context);
    const all = valueLists.all();
    const from = (page - 1) * pageSize;
    const data = all.slice(from, from + pageSize).map(listJson);
    return { cursor: "", data, page, per_page: pageSize, total: all.length };
  });

  const items = `${path}/items`;

  router.on("POST", items, "manage-rules", async (context) => {
    const body = await readObjectBody(context);
    const list = getList(bodyText(body, "list_id"));
    const value = bodyText(body, "value") ?? "";
    if (valueLists.addValues(list.id, [value], changeOf(context)) === 0) {
      throw new OperationalError(
        "conflict",
        `The value list "${list.id}" has "${value.slice(0, 200)}" already.`,
      );
    }
    return itemJson(getList(list.id), value);
  });

  router.on("GET", items, "read", (context) => {
    const id = queryText(context, "id");
    if (id !== undefined) {
      const { list, value } = heldValue(id);
      return itemJson(list, value);
    }
    const list = getList(queryText(context, "list_id"));
    const value = queryText(context, "value");
    if (value === undefined) throw badRequest('Name the value: "id", or "list_id" and "value".');
    if (!holds(list, value)) throw noValue();
    return [itemJson(list, value)];
  });

  const holds = (list: ValueList, value: string): boolean => valueLists.hasValue(list.id, value);
  const noValue = () => new OperationalError("not-found", "There is no such value in a value list.");
  const heldValue = (id: string): { readonly list: ValueList; readonly value: string } => {
    const named = valueOfId(id);
    const list = named === undefined ? undefined : valueLists.get(named.listId);
    if (named === undefined || list === undefined || !holds(list, named.value)) throw noValue();
    return { list, value: named.value };
  };

  for (const method of ["PUT", "PATCH"] as const) {
    router.on(method, items, "manage-rules", async (context) => {
      const body = await readObjectBody(context);
      const { list, value } = heldValue(bodyText(body, "id") ?? "");
      const next = bodyText(body, "value") ?? value;
      if (next !== value) {
        dependencies.database.transaction(() => {
          valueLists.addValues(list.id, [next], changeOf(context));
          valueLists.removeValues(list.id, [value], changeOf(context));
        });
      }
      return itemJson(getList(list.id), next);
    });
  }

  router.on("DELETE", items, "manage-rules", (context) => {
    const id = queryText(context, "id");
    const { list, value } =
      id === undefined
        ? { list: getList(queryText(context, "list_id")), value: queryText(context, "value") ?? "" }
        : heldValue(id);
    if (valueLists.removeValues(list.id, [value], changeOf(context)) === 0) throw noValue();
    const answer = itemJson(list, value);
    return id === undefined ? [answer] : answer;
  });

  router.on("GET", `${items}/_find`, "read", (context) => {
    const list = getList(queryText(context, "list_id"));
    const { page, pageSize } = queryPage(context);
    const values = valueLists.values(list.id);
    const from = (page - 1) * pageSize;
    const data = values.slice(from, from + pageSize).map((value) => itemJson(list, value));
    return { cursor: "", data, page, per_page: pageSize, total: values.length };
  });

  router.on("POST", `${items}/_import`, "manage-rules", async (context) => {
    const file = await readUpload(context, kibanaLimits.maxValuesBytes);
    const listId = queryText(context, "list_id");
    const type = queryOneOf(context, "type", valueListTypes);
    const values = linesOf(file.text);
    const list = dependencies.database.transaction(() => {
      const known = listId === undefined ? undefined : valueLists.get(listId);
      const target = known ?? newList(listId, type, file.name, changeOf(context));
      valueLists.addValues(target.id, values, changeOf(context));
      return target.id;
    });
    return listJson(getList(list));
  });

  /** As with the original, a list without a name is named after its file; a file again imported adds to it. */
  const newList = (
    listId: string | undefined,
    type: ValueListType | undefined,
    fileName: string,
    change: ReturnType<typeof changeOf>,
  ): ValueList => {
    const id = (listId ?? fileName).slice(0, exceptionLimits.maxIdUnits);
    const known = valueLists.get(id);
    if (known !== undefined) return known;
    if (listId !== undefined) throw new OperationalError("not-found", `There is no value list "${listId}".`);
    if (type === undefined)
      throw badRequest(`Say what the values are: "type" is one of ${valueListTypes.join(", ")}.`);
    const description = `Values of the file ${fileName}`;
    return valueLists.create({ id, type, name: id, description }, change);
  };

  router.on("POST", `${items}/_export`, "read", (context) => {
    const list = getList(queryText(context, "list_id"));
    const text = valueLists
      .values(list.id)
      .map((value) => `${value}\n`)
      .join("");
    return download(text, list.id, "text/plain; charset=utf-8");
  });
}

function readType(text: string | undefined): ValueListType {
  const type = valueListTypes.find((known) => known === text);
  if (type !== undefined) return type;
  throw badRequest(`"type" is one of ${valueListTypes.join(", ")}.`);
}

/** One value a line; spaces around it are none of it. */
function linesOf(text: string): readonly string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}

function listJson(list: ValueList): JsonObject {
  return {
    ...commonJson(list),
    id: list.id,
    type: list.type,
    name: list.name,
    description: list.description,
    immutable: false,
    version: list.version,
  };
}

function itemJson(list: ValueList, value: string): JsonObject {
  return { ...commonJson(list), id: valueId(list.id, value), list_id: list.id, type: list.type, value };
}

function commonJson(list: ValueList): JsonObject {
  return {
    _version: String(list.version),
    created_at: new Date(list.createdMs).toISOString(),
    created_by: list.createdBy,
    updated_at: new Date(list.updatedMs).toISOString(),
    updated_by: list.updatedBy,
    tie_breaker_id: list.id,
  };
}
