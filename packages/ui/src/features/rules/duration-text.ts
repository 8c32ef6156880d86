import { numberFormat } from "../../shared/format/number-format.ts";

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A length of time in the two greatest units that it has, such as "2 hr, 5 min"; below a second in milliseconds. */
export function durationText(ms: number, language: string): string {
  const unitText = (value: number, unit: string): string =>
    numberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: 1,
    }).format(value);
  if (ms < 1_000) return unitText(Math.round(ms), "millisecond");
  if (ms < 10_000) return unitText(ms / 1_000, "second");
  const at = units.findIndex(([, unitMs]) => ms >= unitMs);
  const texts: string[] = [];
  let rest = ms;
  for (const [unit, unitMs] of units.slice(at, at + 2)) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0) texts.push(unitText(count, unit));
  }
  return texts.join(" ");
}
