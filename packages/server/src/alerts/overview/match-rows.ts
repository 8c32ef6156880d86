import { columnText } from "../../platform/column-text.ts";
import type { AlertFilter, ValueFilter } from "../alert.ts";
import { foldAscii } from "../alert-filter-sql.ts";
import type { CodedColumn, OverviewColumns } from "./overview-columns.ts";

/** What of a filter the columns do not hold. */
export interface Lookups {
  /** Whether a rule as it was has one of these. */
  hasThreat(snapshot: string | null, kind: "tactic" | "technique", wanted: ReadonlySet<string>): boolean;
  /** Numbers of the alerts of a sequence, and of ids. */
  numbersOf(filter: Pick<AlertFilter, "groupId" | "ids">): readonly number[];
}

/** The rows of the alerts that fit, oldest first. */
export function matchRows(columns: OverviewColumns, filter: AlertFilter, lookups: Lookups): Uint32Array {
  const candidates = candidateRows(columns, filter, lookups);
  const tests = rowTests(columns, filter, lookups);
  const { isGone, isBuildingBlock, numbers } = columns;
  const addedUntil = filter.addedUntil ?? Number.POSITIVE_INFINITY;
  // 2 is neither.
  const leftOut = filter.buildingBlocks === undefined ? 2 : filter.buildingBlocks === "hidden" ? 1 : 0;
  const found = new Uint32Array(candidates.length);
  let count = 0;
  rows: for (let at = 0; at < candidates.length; at += 1) {
    const row = candidates[at] ?? 0;
    if (isGone[row] === 1 || isBuildingBlock[row] === leftOut || (numbers[row] ?? 0) > addedUntil) continue;
    for (const { codes, passes } of tests) {
      if (passes[codes[row] ?? 0] === 0) continue rows;
    }
    found[count] = row;
    count += 1;
  }
  return found.subarray(0, count);
}

/** Rows in the order of time that may fit: those of the filter's times, or of what is looked up. */
function candidateRows(columns: OverviewColumns, filter: AlertFilter, lookups: Lookups): Uint32Array {
  const { order, times } = columns;
  const firstNotBefore = (ms: number): number => {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[order[middle] ?? 0] ?? 0) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const { fromMs, toMs } = filter.times ?? {};
  if (filter.groupId === undefined && filter.ids === undefined) {
    return order.subarray(
      fromMs === undefined ? 0 : firstNotBefore(fromMs),
      toMs === undefined ? order.length : firstNotBefore(toMs),
    );
  }
  const timeOf = (row: number): number => times[row] ?? 0;
  return Uint32Array.from(
    lookups
      .numbersOf(filter)
      .map(columns.rowOf)
      .filter((row) => row !== -1 && timeOf(row) >= (fromMs ?? -Infinity) && timeOf(row) < (toMs ?? Infinity))
      .toSorted((one, other) => timeOf(one) - timeOf(other) || one - other),
  );
}

interface RowTest {
  readonly codes: Uint32Array;
  /** By code, 0 or 1. */
  readonly passes: Uint8Array;
}

function rowTests(columns: OverviewColumns, filter: AlertFilter, lookups: Lookups): readonly RowTest[] {
  const { dictionaries, codes } = columns;
  const test = (column: CodedColumn, passes: (value: string | null) => boolean): RowTest => ({
    codes: codes[column],
    passes: dictionaries[column].passing(passes),
  });
  const tests = valueTests(filter, lookups).map(([column, passes]) => test(column, passes));
  for (const [column, passes] of valueTests(filter.except ?? {}, lookups)) {
    tests.push(test(column, (value) => !passes(value)));
  }
  if (filter.search === undefined) return tests;
  const wanted = foldAscii(columnText(filter.search));
  const [rule, host, user] = (["ruleName", "host", "user"] as const).map((column) =>
    test(column, (value) => value !== null && foldAscii(value).includes(wanted)),
  );
  if (rule === undefined || host === undefined || user === undefined) return tests;
  // One of three columns is enough: that is no test of one column, so the rows get a column of their own.
  const passing = new Uint32Array(columns.count);
  for (let row = 0; row < columns.count; row += 1) {
    passing[row] =
      (rule.passes[rule.codes[row] ?? 0] ?? 0) |
      (host.passes[host.codes[row] ?? 0] ?? 0) |
      (user.passes[user.codes[row] ?? 0] ?? 0);
  }
  return [...tests, { codes: passing, passes: Uint8Array.of(0, 1) }];
}

type ValueTest = readonly [column: CodedColumn, passes: (value: string | null) => boolean];

function valueTests(filter: ValueFilter, lookups: Lookups): readonly ValueTest[] {
  const oneOf = (column: CodedColumn, texts: readonly string[] | undefined): readonly ValueTest[] => {
    if (texts === undefined) return [];
    const wanted = new Set(texts.map(columnText));
    return [[column, (value) => value !== null && wanted.has(value)]];
  };
  const someOf = (
    column: "tags" | "assignees",
    texts: readonly string[] | undefined,
  ): readonly ValueTest[] => {
    if (texts === undefined) return [];
    const wanted = new Set(texts);
    return [[column, (value) => membersOf(value).some((member) => wanted.has(member))]];
  };
  const ofThreat = (
    kind: "tactic" | "technique",
    texts: readonly string[] | undefined,
  ): readonly ValueTest[] => {
    if (texts === undefined) return [];
    const wanted = new Set(texts);
    return [["snapshot", (value) => lookups.hasThreat(value, kind, wanted)]];
  };
  return [
    ...oneOf("status", filter.statuses),
    ...oneOf("severity", filter.severities),
    ...oneOf("rule", filter.ruleIds),
    ...oneOf("host", filter.hostNames),
    ...oneOf("user", filter.userNames),
    ...someOf("tags", filter.tags),
    ...someOf("assignees", filter.assignees),
    ...ofThreat("tactic", filter.tactics),
    ...ofThreat("technique", filter.techniques),
  ];
}

/** The texts of a list as it is stored; null is an empty one. */
export function membersOf(list: string | null): readonly string[] {
  return list === null ? [] : (JSON.parse(list) as string[]);
}
