/** What the page of processes shows, as it stands in the address. */
export interface ProcessesSearch {
  readonly host?: string;
  readonly entity?: string;
  readonly pid?: number;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  readonly view?: ProcessView;
  /** The process whose details are open. */
  readonly process?: string;
}

export const processViews = ["graph", "lanes"] as const;
export type ProcessView = (typeof processViews)[number];

/** Takes whatever stands in the address. */
export function readProcessesSearch(raw: Readonly<Record<string, unknown>>): ProcessesSearch {
  const text = (name: string): Readonly<Record<string, string>> => {
    const value = raw[name];
    const given = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
    return given === "" || given.length > 1_024 ? {} : { [name]: given };
  };
  const pid = Number(raw["pid"]);
  const view = processViews.find((one) => one === raw["view"]);
  return {
    ...text("host"),
    ...text("entity"),
    ...(raw["pid"] !== undefined && raw["pid"] !== "" && Number.isSafeInteger(pid) && pid >= 0
      ? { pid }
      : {}),
    ...text("at"),
    ...text("from"),
    ...text("to"),
    ...(view === undefined ? {} : { view }),
    ...text("process"),
  };
}

/** Whether a process is named, and not only a host. */
export function namesProcess({ entity, pid, host, at }: ProcessesSearch): boolean {
  return entity !== undefined || (pid !== undefined && host !== undefined && at !== undefined);
}
