import { numberFormat } from "../format/number-format.ts";

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A distance in time in two figures or so, such as "72 ms", "1.3 s", "2 min 5 s". @param ms not negative */
export function distanceText(ms: number, language: string): string {
  const write = (value: number, unit: string, digits: number): string =>
    numberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 1_000) return write(ms, "millisecond", ms < 10 && !Number.isInteger(ms) ? 2 : 0);
  if (ms < 60_000) return write(ms / 1_000, "second", ms < 10_000 ? 1 : 0);
  const at = units.findIndex(([, unitMs]) => ms >= unitMs);
  const [unit, unitMs] = units[at] ?? units[3];
  const [smaller, smallerMs] = units[at + 1] ?? units[3];
  const whole = Math.floor(ms / unitMs);
  const rest = Math.floor((ms - whole * unitMs) / smallerMs);
  const text = write(whole, unit, 0);
  return rest === 0 ? text : `${text} ${write(rest, smaller, 0)}`;
}
