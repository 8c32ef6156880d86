import { type Cidr, parseCidr, parseIp } from "../lang/index.ts";

/** An address, a block such as `10.0.0.0/8`, or a range such as `10.0.0.1-10.0.0.9` with both ends; undefined for none. */
export function parseAddressRange(text: string): Cidr | undefined {
  const trimmed = text.trim();
  const dash = trimmed.indexOf("-");
  if (dash === -1) return parseCidr(trimmed);
  const first = parseIp(trimmed.slice(0, dash).trim());
  const last = parseIp(trimmed.slice(dash + 1).trim());
  if (first === undefined || last === undefined || first.bits > last.bits) return undefined;
  return { family: first.family, first: first.bits, last: last.bits };
}

/** Ranges in ascending order, with those that touch put together. */
export function mergeRanges(ranges: readonly Cidr[]): readonly Cidr[] {
  const sorted = ranges.toSorted((a, b) => (a.first < b.first ? -1 : Number(a.first > b.first)));
  const merged: Cidr[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last + 1n) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
  }
  return merged;
}
