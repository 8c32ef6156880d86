import { useMemo } from "react";
import { useLanguage } from "../i18n/use-language.ts";
import { numberFormat } from "./number-format.ts";

/** Figures in the chosen language. */
export interface Figures {
  count(value: number): string;
  /** In three figures or so, such as "142K". */
  short(value: number): string;
  /** Such as "1.2 MB". */
  bytes(value: number): string;
  /** Such as "350 ms", "4.2 s" or "3 min". */
  duration(ms: number): string;
}

export function useFigures(): Figures {
  const language = useLanguage();
  return useMemo(() => createFigures(language), [language]);
}

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
const durationUnits = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

export function createFigures(language: string): Figures {
  const count = numberFormat(language, { maximumFractionDigits: 2 });
  const withUnit = (value: number, unit: string): string =>
    numberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: unit === "byte" ? "long" : "short",
      maximumFractionDigits: value < 100 && unit !== "byte" ? 1 : 0,
    }).format(value);
  return {
    count: count.format,
    short: numberFormat(language, { notation: "compact" }).format,
    bytes(value) {
      const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
      return withUnit(value / 1_000 ** power, byteUnits[power] ?? "byte");
    },
    duration(ms) {
      for (const [unit, unitMs] of durationUnits) if (ms >= unitMs) return withUnit(ms / unitMs, unit);
      return withUnit(ms, "millisecond");
    },
  };
}
