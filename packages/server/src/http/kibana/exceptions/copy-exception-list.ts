import type {
  ExceptionItem,
  ExceptionItemBody,
  ExceptionList,
  ExceptionListType,
} from "../../../exceptions/exception.ts";
import type { ExceptionStore } from "../../../exceptions/exception-store.ts";
import type { Actor } from "../../../platform/actor.ts";

export interface ListCopy {
  readonly listId: string;
  readonly name: string;
  readonly type: ExceptionListType;
  /** Items that do nothing any more are copied, too. */
  readonly includeExpired: boolean;
}

export interface CopyContext {
  readonly exceptions: ExceptionStore;
  readonly makeId: () => string;
  readonly principal: Actor;
  readonly nowMs: number;
}

/** Copies a list with its items, comments left out. To be called in a transaction. */
export function copyExceptionList(
  list: ExceptionList,
  { listId, name, type, includeExpired }: ListCopy,
  { exceptions, makeId, principal, nowMs }: CopyContext,
): ExceptionList {
  const { namespaceType, description, tags, osTypes, meta } = list;
  const change = { principal, nowMs };
  const body = {
    listId,
    namespaceType,
    type,
    name,
    description,
    tags,
    osTypes,
    ...(meta === undefined ? {} : { meta }),
  };
  const copy = exceptions.createList(makeId(), body, change);
  for (const item of exceptions.itemsOf([list])) {
    if (!includeExpired && hasExpired(item, nowMs)) continue;
    exceptions.createItem(makeId(), { ...itemBody(item), itemId: makeId(), listId }, change);
  }
  return copy;
}

export function hasExpired({ expireMs }: ExceptionItem, nowMs: number): boolean {
  return expireMs !== undefined && expireMs <= nowMs;
}

function itemBody(item: ExceptionItem): ExceptionItemBody {
  const { itemId, listId, namespaceType, name, description, entries, osTypes, tags } = item;
  return {
    itemId,
    listId,
    namespaceType,
    name,
    description,
    entries,
    osTypes,
    tags,
    ...(item.expireMs === undefined ? {} : { expireMs: item.expireMs }),
    ...(item.meta === undefined ? {} : { meta: item.meta }),
    ...(item.stage === undefined ? {} : { stage: item.stage }),
  };
}
