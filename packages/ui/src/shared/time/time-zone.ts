import { useSyncExternalStore } from "react";

/** The zone that times are shown in: that of the browser, UTC, or one by its name such as `Europe/Berlin`. */
export type ChosenZone = "local" | "UTC" | (string & {});

const storageKey = "eqlite.time-zone";

// One for the page, however many times it shows. It is read anew when another page of the browser has chosen.
let chosen: ChosenZone | undefined;
const listeners = new Set<() => void>();

export function useTimeZone(): readonly [ChosenZone, (zone: ChosenZone) => void] {
  return [useSyncExternalStore(onTimeZone, chosenZone), chooseZone];
}

export function chosenZone(): ChosenZone {
  chosen ??= readZone(localStorage.getItem(storageKey));
  return chosen;
}

export function onTimeZone(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("storage", readAnew);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("storage", readAnew);
  };
}

function chooseZone(zone: ChosenZone): void {
  localStorage.setItem(storageKey, JSON.stringify(zone));
  readAnew();
}

function readAnew(): void {
  chosen = undefined;
  for (const listener of listeners) listener();
}

/** What is stored may be anything. */
function readZone(stored: string | null): ChosenZone {
  try {
    const zone: unknown = JSON.parse(stored ?? "");
    return typeof zone === "string" && isKnownZone(zone) ? zone : "local";
  } catch {
    return "local";
  }
}

/** The name that `Intl` knows the zone by. */
export function zoneName(zone: ChosenZone): string {
  return zone === "local" ? new Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
}

function isKnownZone(zone: string): boolean {
  if (zone === "local") return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
