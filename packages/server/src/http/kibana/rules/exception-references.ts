import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { ExceptionStore, ListReference } from "../../../exceptions/exception-store.ts";
import type { Actor } from "../../../platform/actor.ts";
import type { RuleStore } from "../../../rules/rule-store.ts";
import type { StoredRule } from "../../../rules/stored-rule.ts";
import { badRequest } from "../kibana-request.ts";

/** A list that a rule names, as its parameters have it. */
export interface NamedList extends ListReference {
  readonly type: string;
}

/** The lists that a rule refers to. */
export function listsOf(parameters: JsonObject): readonly NamedList[] {
  const { exceptions_list: lists } = parameters;
  if (!Array.isArray(lists)) return [];
  return lists.flatMap((list: JsonValue) => {
    if (!isJsonObject(list) || typeof list["list_id"] !== "string") return [];
    return {
      listId: list["list_id"],
      namespaceType: list["namespace_type"] === "agnostic" ? "agnostic" : "single",
      type: typeof list["type"] === "string" ? list["type"] : "detection",
    };
  });
}

export function listKeyText({ listId, namespaceType }: ListReference): string {
  return `${namespaceType} ${listId}`;
}

/** Of each list, by `listKeyText`, the rules that refer to it. */
export type ReferringRules = ReadonlyMap<string, readonly StoredRule[]>;

export function referringRules(rules: Pick<RuleStore, "all">): ReferringRules {
  const referring = new Map<string, StoredRule[]>();
  for (const rule of rules.all()) {
    for (const list of listsOf(rule.parameters)) {
      const key = listKeyText(list);
      referring.set(key, [...(referring.get(key) ?? []), rule]);
    }
  }
  return referring;
}

/**
 * Sees to it that all lists are there that a rule refers to, since no rule runs without its exceptions; with their present
 * ids. The list of the endpoint, which exported rules name without bringing it, is made. Throws `bad-request` for others.
 */
export function withKnownLists(
  parameters: JsonObject,
  exceptions: Pick<ExceptionStore, "getList" | "createList">,
  makeId: () => string,
  change: { readonly principal: Actor; readonly nowMs: number },
): JsonObject {
  const named = listsOf(parameters);
  if (named.length === 0) return parameters;
  const lists = named.map((reference) => {
    const known =
      exceptions.getList(reference) ??
      (isEndpointList(reference) ? exceptions.createList(makeId(), endpointList, change) : undefined);
    if (known !== undefined) return referenceJson(known);
    throw badRequest(
      `The rule refers to the exception list "${reference.listId}" (${reference.namespaceType}), which is not there: ` +
        "make the list first, or leave it out.",
    );
  });
  return { ...parameters, exceptions_list: lists };
}

/** The entry by which a rule refers to a list. */
export function referenceJson(list: NamedList & { readonly id: string }): JsonObject {
  return { id: list.id, list_id: list.listId, type: list.type, namespace_type: list.namespaceType };
}

function isEndpointList({ listId, namespaceType }: NamedList): boolean {
  return listId === endpointList.listId && namespaceType === endpointList.namespaceType;
}

const endpointList = {
  listId: "endpoint_list",
  namespaceType: "agnostic",
  type: "endpoint",
  name: "Endpoint exceptions",
  description: "Exceptions of the endpoint agent, which also hold for the rules that name this list",
  tags: [],
  osTypes: [],
} as const;
