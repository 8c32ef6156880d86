import type { Authorship } from "../rules/rule-change.ts";

export const exceptionActions = [
  "create-exception-list",
  "change-exception-list",
  "delete-exception-list",
  "create-exception",
  "change-exception",
  "delete-exception",
  "create-value-list",
  "change-value-list",
  "delete-value-list",
] as const;

/** What somebody has done to an exception list, an item of one, or a list of values. */
export interface ExceptionChange extends Authorship {
  readonly action: (typeof exceptionActions)[number];
  /** The `list_id` or `item_id`, or the id of the value list. */
  readonly target: string;
  /** Of an item, the list that it is in; of values how many came or went. */
  readonly detail?: string;
}
