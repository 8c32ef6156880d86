import type { OverviewColumns } from "./overview-columns.ts";
import { severityRank } from "./severity-rank.ts";

/** The worst or the riskiest come first; equal ones, and all in the order of time, by their time. */
export type RankedOrder = "newest-first" | "oldest-first" | "severity" | "risk";

/** Some of the rows, which are in the order of time, oldest first, as they come in another order. */
export function rowsInOrder(
  columns: OverviewColumns,
  rows: Uint32Array,
  order: RankedOrder,
  offset: number,
  size: number,
): readonly number[] {
  switch (order) {
    case "oldest-first":
      return Array.from(rows.subarray(offset, offset + size));
    case "newest-first":
      return newestFirst(rows, offset, size);
    case "severity":
      return ranked(rows, columns.codes.severity, rankOf(columns, "severity", severityRank), offset, size);
    case "risk":
      return ranked(rows, columns.codes.risk, rankOf(columns, "risk", Number), offset, size);
  }
}

function newestFirst(rows: Uint32Array, offset: number, size: number): readonly number[] {
  const end = Math.max(rows.length - offset, 0);
  return Array.from(rows.subarray(Math.max(end - size, 0), end)).reverse();
}

/** For each code which place its value has among all values, the highest first. */
function rankOf(
  { dictionaries }: OverviewColumns,
  column: "severity" | "risk",
  weight: (value: string) => number,
): Uint32Array {
  const dictionary = dictionaries[column];
  const codes = Array.from({ length: dictionary.size }, (_, code) => code);
  const weights = codes.map((code) => weight(dictionary.valueOf(code) ?? ""));
  const places = new Uint32Array(codes.length);
  codes
    .toSorted((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0) || one - other)
    .forEach((code, place) => {
      places[code] = place;
    });
  return places;
}

/** Values are few: rows are counted by their place first, and only those of the page are then picked. */
function ranked(
  rows: Uint32Array,
  codes: Uint32Array,
  places: Uint32Array,
  offset: number,
  size: number,
): readonly number[] {
  const counts = new Float64Array(places.length);
  for (const row of rows) {
    const place = places[codes[row] ?? 0] ?? 0;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const picked: number[] = [];
  let before = 0;
  for (const [place, count] of counts.entries()) {
    const from = Math.max(offset - before, 0);
    const wanted = Math.min(count - from, size - picked.length);
    before += count;
    if (wanted <= 0) continue;
    let passed = 0;
    for (let at = rows.length - 1; at >= 0 && passed < from + wanted; at -= 1) {
      const row = rows[at] ?? 0;
      if (places[codes[row] ?? 0] !== place) continue;
      passed += 1;
      if (passed > from) picked.push(row);
    }
  }
  return picked;
}
