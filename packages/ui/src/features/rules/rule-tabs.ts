export const ruleTabs = [
  "query",
  "guide",
  "schedule",
  "executions",
  "gaps",
  "exceptions",
  "revisions",
] as const;
export type RuleTab = (typeof ruleTabs)[number];

/** What is shown of a rule; all of it stands in the address. */
export interface RuleSearch {
  readonly tab?: RuleTab;
  /** Of executions. */
  readonly page?: number;
  /** The revision that is compared with the one before it. */
  readonly revision?: number;
}

/** Takes whatever stands in an address; what has no meaning is left out. */
export function readRuleSearch(search: Readonly<Record<string, unknown>>): RuleSearch {
  const tab = ruleTabs.find((one) => one === search["tab"]);
  const whole = (value: unknown, least: number): number | undefined =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least ? value : undefined;
  const page = whole(search["page"], 1);
  const revision = whole(search["revision"], 0);
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(page === undefined ? {} : { page }),
    ...(revision === undefined ? {} : { revision }),
  };
}
