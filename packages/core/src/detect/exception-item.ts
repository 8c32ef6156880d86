import type { JsonObject } from "../events/index.ts";

/** Value lists by what their values are. */
export const valueListTypes = ["keyword", "text", "ip", "ip_range"] as const;
export type ValueListType = (typeof valueListTypes)[number];

/** A list of values that exceptions refer to by its id. */
export interface ValueList {
  readonly type: ValueListType;
  readonly values: readonly string[];
}

/** One test of an exception. Those of one item must all hold (specification 6.3). */
export type ExceptionEntry = FieldEntry | NestedEntry;

export type FieldEntry = {
  /** In a nested entry relative to the field of that. */
  readonly field: string;
  /** The test must not hold: "is not". */
  readonly excluded: boolean;
} & (
  | { readonly type: "match"; readonly value: string }
  | { readonly type: "match_any"; readonly values: readonly string[] }
  | { readonly type: "exists" }
  | { readonly type: "match_wildcard"; readonly pattern: string }
  | { readonly type: "list"; readonly listId: string; readonly listType: ValueListType }
);

/** Tests that must hold in one object of a list of objects. */
export interface NestedEntry {
  readonly type: "nested";
  readonly field: string;
  readonly entries: readonly FieldEntry[];
}

export const osTypes = ["windows", "linux", "macos"] as const;
export type OsType = (typeof osTypes)[number];

/**
 * "Do not alert when …": an item of an exception list, with what its API form says (specification 6.1). An event that it
 * matches is as if it were not there for the rules that refer to the list.
 */
export interface ExceptionItem {
  readonly itemId: string;
  readonly listId: string;
  readonly name: string;
  readonly description: string;
  readonly entries: readonly ExceptionEntry[];
  /** Milliseconds since 1970 from which the item does nothing any more. */
  readonly expireMs?: number | undefined;
  /** The item holds on hosts with one of these systems; on all where there is none. */
  readonly osTypes: readonly OsType[];
  readonly tags: readonly string[];
  readonly comments: readonly JsonObject[];
  readonly namespaceType: "single" | "agnostic";
  /**
   * Holds for this stage of a sequence alone: stages as written, counted from zero; `runs` does not count. Ours alone, in the
   * API form `eqlite_stage`: the original has no such thing, and a form meant for it must leave the field out.
   */
  readonly stage?: number | undefined;
}

/** Whether an item does nothing any more: `expire_time` has come. */
export function isExpired({ expireMs }: Pick<ExceptionItem, "expireMs">, nowMs: number): boolean {
  return expireMs !== undefined && expireMs <= nowMs;
}
