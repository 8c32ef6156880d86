import type { JsonObject } from "@eqlite/core/events";
import type { ExceptionItem, ExceptionList } from "../../../exceptions/exception.ts";
import { exceptionItemJson, exceptionListJson } from "../../../exceptions/exception-json.ts";

/** A list as clients of the original know it. */
export function listAnswer(list: ExceptionList): JsonObject {
  return { ...exceptionListJson(list), immutable: false, tie_breaker_id: list.id };
}

/** An item as clients of the original know it, with warnings of our own where there are any. */
export function itemAnswer(item: ExceptionItem, warnings: readonly JsonObject[] = []): JsonObject {
  return {
    ...exceptionItemJson(item),
    tie_breaker_id: item.id,
    ...(warnings.length === 0 ? {} : { eqlite_warnings: warnings }),
  };
}
