import i18next from "i18next";
import { useSyncExternalStore } from "react";
import { onLanguage } from "../i18n/use-language.ts";
import { type ChosenZone, chosenZone, onTimeZone, zoneName } from "./time-zone.ts";

/** Times in the chosen language and zone. Takes ISO 8601 or milliseconds. */
export interface Times {
  /** To the second: what people compare with other systems. */
  full(time: string | number): string;
  /** To the millisecond. */
  exact(time: string | number): string;
  /** Of the day, to the second. */
  clock(time: string | number): string;
  date(time: string | number): string;
  /** Such as "5 minutes ago". */
  relative(time: string | number, nowMs?: number): string;
  /** Such as "UTC" or "Europe/Berlin". */
  readonly zone: string;
}

export function useTimes(): Times {
  return useSyncExternalStore(subscribe, currentTimes);
}

function subscribe(listener: () => void): () => void {
  const ends = [onLanguage(listener), onTimeZone(listener)];
  return () => {
    for (const end of ends) end();
  };
}

let current: { readonly language: string; readonly chosen: ChosenZone; readonly times: Times } | undefined;

/** The same for all who ask: every row shows times, and their formats take long to make. */
function currentTimes(): Times {
  const { language } = i18next;
  const chosen = chosenZone();
  if (current?.language !== language || current.chosen !== chosen) {
    current = { language, chosen, times: createTimes(language, zoneName(chosen)) };
  }
  return current.times;
}

/** @param zone as `Intl` knows it */
export function createTimes(language: string, zone: string): Times {
  // Figures in the order of ISO 8601 sort and compare in every language.
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const exact = (time: string | number): string => {
    const ms = msOf(time);
    return Number.isNaN(ms) ? String(time) : parts.format(ms).replace(",", ".");
  };
  return {
    exact,
    full: (time) => exact(time).slice(0, 19),
    clock: (time) => exact(time).slice(11, 19),
    date: (time) => exact(time).slice(0, 10),
    relative(time, nowMs = Date.now()) {
      const ms = msOf(time) - nowMs;
      if (Number.isNaN(ms)) return String(time);
      for (const [unit, unitMs] of units) {
        if (Math.abs(ms) >= unitMs) return relative.format(Math.round(ms / unitMs), unit);
      }
      return relative.format(Math.round(ms / 1_000), "second");
    },
    zone,
  };
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

function msOf(time: string | number): number {
  return typeof time === "number" ? time : Date.parse(time);
}
