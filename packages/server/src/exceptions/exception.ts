import type { JsonObject } from "@eqlite/core/events";

/** Where a list holds: in this space or in all of them (specification 6.1). Here there is one space. */
export type NamespaceType = "single" | "agnostic";

export const exceptionListTypes = ["detection", "rule_default", "endpoint"] as const;
export type ExceptionListType = (typeof exceptionListTypes)[number];

export type ExceptionOperator = "included" | "excluded";

/** A test of one field; see specification 6.2. */
export type PlainEntry =
  | {
      readonly type: "match" | "match_wildcard";
      readonly field: string;
      readonly operator: ExceptionOperator;
      readonly value: string;
    }
  | {
      readonly type: "match_any";
      readonly field: string;
      readonly operator: ExceptionOperator;
      readonly value: readonly string[];
    }
  | { readonly type: "exists"; readonly field: string; readonly operator: ExceptionOperator }
  | {
      readonly type: "list";
      readonly field: string;
      readonly operator: ExceptionOperator;
      readonly list: { readonly id: string; readonly type: ValueListType };
    };

export type ExceptionEntry =
  | PlainEntry
  | { readonly type: "nested"; readonly field: string; readonly entries: readonly PlainEntry[] };

export interface ExceptionComment {
  readonly comment: string;
  readonly createdMs: number;
  readonly createdBy: string;
}

/** What people say about a list. */
export interface ExceptionListBody {
  readonly listId: string;
  readonly namespaceType: NamespaceType;
  readonly type: ExceptionListType;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly osTypes: readonly string[];
  readonly meta?: JsonObject;
}

/** What people say about an item. */
export interface ExceptionItemBody {
  readonly itemId: string;
  readonly listId: string;
  readonly namespaceType: NamespaceType;
  readonly name: string;
  readonly description: string;
  /** All must hold. */
  readonly entries: readonly ExceptionEntry[];
  /** In milliseconds since 1970; the item does not count from then on. */
  readonly expireMs?: number;
  readonly osTypes: readonly string[];
  readonly tags: readonly string[];
  readonly meta?: JsonObject;
  /**
   * Zero-based stage of a sequence that the item is for; absent for all of them. Ours alone: the original can only take an
   * event away from the whole sequence (specification 6.5).
   */
  readonly stage?: number;
}

/** What the store says about a list or an item. */
export interface Stored {
  /** UUID. */
  readonly id: string;
  /** Grows with each change. */
  readonly version: number;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly updatedMs: number;
  readonly updatedBy: string;
}

export interface ExceptionList extends ExceptionListBody, Stored {}

export interface ExceptionItem extends ExceptionItemBody, Stored {
  readonly comments: readonly ExceptionComment[];
}

export const valueListTypes = ["keyword", "ip", "ip_range", "text"] as const;
export type ValueListType = (typeof valueListTypes)[number];

export interface ValueList {
  readonly id: string;
  readonly type: ValueListType;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly updatedMs: number;
  readonly updatedBy: string;
}
