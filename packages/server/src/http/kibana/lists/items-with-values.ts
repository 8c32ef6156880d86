import { exceptionLimits } from "../../../exceptions/exception-limits.ts";
import type { ExceptionStore } from "../../../exceptions/exception-store.ts";

/** Names of the exception items that refer to a value list. */
export function itemsWithValues(
  exceptions: Pick<ExceptionStore, "findLists" | "itemsOf">,
  valueListId: string,
): readonly string[] {
  const { lists } = exceptions.findLists({ pageSize: exceptionLimits.maxPageSize });
  return exceptions
    .itemsOf(lists)
    .filter(({ entries }) => entries.some((entry) => entry.type === "list" && entry.list.id === valueListId))
    .map(({ name }) => name);
}
