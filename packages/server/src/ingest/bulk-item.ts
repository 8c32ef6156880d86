/** One operation of a `_bulk` body, as it was sent. Where its document stands: bytes `from` to before `to`, of the same body. */
export interface BulkItem {
  readonly operation: BulkOperation;
  /** The data stream that it names, or the default one; not checked. */
  readonly index: string;
  readonly id: string | undefined;
  readonly from: number;
  readonly to: number;
}

export type BulkOperation = "create" | "index" | "delete" | "update";

/** What an item that is not stored is answered with. */
export interface ItemError {
  readonly status: number;
  /** Elasticsearch's name of the kind of error. */
  readonly type: string;
  readonly reason: string;
}

export function isItemError<T extends object>(result: T | ItemError): result is ItemError {
  return "status" in result;
}
