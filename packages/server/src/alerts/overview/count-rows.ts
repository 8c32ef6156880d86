import type { AlertGroup, CountedColumn, GroupedColumn, NamedCount, TimeCount } from "../count-alerts.ts";
import { membersOf } from "./match-rows.ts";
import type { CodedColumn, OverviewColumns } from "./overview-columns.ts";
import { severityRank } from "./severity-rank.ts";
import type { SnapshotThreats } from "./snapshot-threats.ts";

/** How many of the rows have each value; the most frequent first, equal ones by value. */
export function countByValue(
  columns: OverviewColumns,
  rows: Uint32Array,
  column: CountedColumn,
  threats: SnapshotThreats,
): readonly NamedCount[] {
  switch (column) {
    case "rule":
      return sorted(nameRules(columns, rows, countCodes(columns, rows, "rule")));
    case "status":
    case "severity":
    case "ruleName":
    case "host":
    case "user":
      return sorted(countCodes(columns, rows, column));
    case "tag":
      return spread(countCodes(columns, rows, "tags"), (list) => membersOf(list).map((value) => ({ value })));
    case "assignee":
      return spread(countCodes(columns, rows, "assignees"), (list) =>
        membersOf(list).map((value) => ({ value })),
      );
    case "tactic":
    case "technique":
      return spread(countCodes(columns, rows, "snapshot"), (snapshot) => threats.of(snapshot, column));
  }
}

function countCodes(
  { codes, dictionaries }: OverviewColumns,
  rows: Uint32Array,
  column: CodedColumn,
): readonly NamedCount[] {
  const own = codes[column];
  const counts = new Uint32Array(dictionaries[column].size);
  for (let at = 0; at < rows.length; at += 1) {
    const code = own[rows[at] ?? 0] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return Array.from(counts, (count, code) => ({ value: dictionaries[column].valueOf(code), count })).filter(
    ({ count }) => count > 0,
  );
}

/** A rule is called what its newest alert calls it: it may be gone itself. */
function nameRules<Counted extends { readonly value: string | null }>(
  { codes, dictionaries }: OverviewColumns,
  rows: Uint32Array,
  counted: readonly Counted[],
): readonly (Counted & { readonly name: string | null })[] {
  const names = new Map<string | null, string | null>();
  for (let at = rows.length - 1; at >= 0 && names.size < counted.length; at -= 1) {
    const row = rows[at] ?? 0;
    const rule = dictionaries.rule.valueOf(codes.rule[row] ?? 0);
    if (!names.has(rule)) names.set(rule, dictionaries.ruleName.valueOf(codes.ruleName[row] ?? 0));
  }
  return counted.map((one) => ({ ...one, name: names.get(one.value) ?? null }));
}

/** An alert counts for each of its members, and for null where it has none. */
function spread(
  counted: readonly NamedCount[],
  membersOfValue: (
    value: string | null,
  ) => readonly { readonly value: string; readonly name?: string | null }[],
): readonly NamedCount[] {
  const counts = new Map<string | null, { count: number; name: string | null }>();
  const add = (value: string | null, name: string | null, count: number): void => {
    const known = counts.get(value);
    if (known === undefined) counts.set(value, { count, name });
    else known.count += count;
  };
  for (const { value, count } of counted) {
    const members = new Map(membersOfValue(value).map((member) => [member.value, member.name ?? null]));
    if (members.size === 0) add(null, null, count);
    for (const [member, name] of members) add(member, name, count);
  }
  return sorted([...counts].map(([value, { count, name }]) => ({ value, count, name })));
}

function sorted<Counted extends NamedCount>(counts: readonly Counted[]): readonly Counted[] {
  return counts.toSorted(
    (one, other) => other.count - one.count || compareTexts(one.value ?? "", other.value ?? ""),
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Undefined where there would be more columns than `most`. */
export function countOverTime(
  columns: OverviewColumns,
  rows: Uint32Array,
  intervalMs: number,
  by: "status" | "severity" | undefined,
  most: number,
): readonly TimeCount[] | undefined {
  const { times } = columns;
  const dictionary = columns.dictionaries[by ?? "status"];
  const codes = columns.codes[by ?? "status"];
  const width = by === undefined ? 1 : dictionary.size;
  const found: TimeCount[] = [];
  let fromMs = Number.NaN;
  let count = 0;
  const counts = new Uint32Array(width);
  const close = (): void => {
    if (count === 0) return;
    const named = Array.from(counts, (one, code) => [dictionary.valueOf(code) ?? "", one] as const);
    found.push({
      fromMs,
      count,
      ...(by === undefined ? {} : { counts: Object.fromEntries(named.filter(([, one]) => one > 0)) }),
    });
    counts.fill(0);
    count = 0;
  };
  // Rows come in the order of time: a column is complete when the next one begins.
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const timeMs = times[row] ?? 0;
    if (!(timeMs - fromMs < intervalMs)) {
      close();
      if (found.length >= most) return undefined;
      fromMs = Math.floor(timeMs / intervalMs) * intervalMs;
    }
    count += 1;
    if (by === undefined) continue;
    const code = codes[row] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  close();
  return found;
}

/** Alerts by a value: how many, how many open, the worst and the newest. The largest first, equal ones by value. */
export function groupByValue(
  columns: OverviewColumns,
  rows: Uint32Array,
  column: GroupedColumn,
): readonly AlertGroup[] {
  const { codes, dictionaries, times } = columns;
  const own = codes[column];
  const { size } = dictionaries[column];
  const counts = new Uint32Array(size);
  const open = new Uint32Array(size);
  const newest = new Float64Array(size);
  const worst = new Int8Array(size).fill(-1);
  const isOpen = dictionaries.status.passing((status) => status === "open");
  const ranks = Int8Array.from({ length: dictionaries.severity.size }, (_, code) =>
    severityRank(dictionaries.severity.valueOf(code) ?? ""),
  );
  const severityOf = new Map(
    Array.from(ranks, (rank, code) => [rank, dictionaries.severity.valueOf(code) ?? ""]),
  );
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const code = own[row] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
    open[code] = (open[code] ?? 0) + (isOpen[codes.status[row] ?? 0] ?? 0);
    // The last one is the newest.
    newest[code] = times[row] ?? 0;
    worst[code] = Math.max(worst[code] ?? -1, ranks[codes.severity[row] ?? 0] ?? -1);
  }
  const groups = sorted(
    Array.from(counts, (count, code) => ({
      value: dictionaries[column].valueOf(code),
      count,
      open: open[code] ?? 0,
      worstSeverity: severityOf.get(worst[code] ?? -1) ?? "",
      newestMs: newest[code] ?? 0,
    })).filter(({ count }) => count > 0),
  );
  return column === "rule" ? nameRules(columns, rows, groups) : groups;
}
