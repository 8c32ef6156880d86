import type { Authorship } from "../rules/rule-change.ts";

export const exceptionActions = [
  "create-exception-list",
  "change-exception-list",
  "delete-exception-list",
  "create-exception",
  "change-exception",
  "delete-exception",
] as const;

/** What somebody has done to an exception list or an item of one. */
export interface ExceptionChange extends Authorship {
  readonly action: (typeof exceptionActions)[number];
  /** The `list_id` or `item_id`. */
  readonly target: string;
  /** Of an item, the list that it is in. */
  readonly detail?: string;
}
