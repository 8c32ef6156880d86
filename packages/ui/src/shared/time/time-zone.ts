import { useLocalStorage } from "@mantine/hooks";

/** The zone that times are shown in: that of the browser, UTC, or one by its name such as `Europe/Berlin`. */
export type ChosenZone = "local" | "UTC" | (string & {});

export function useTimeZone(): readonly [ChosenZone, (zone: ChosenZone) => void] {
  const [zone, setZone] = useLocalStorage<ChosenZone>({
    key: "eqlite.time-zone",
    defaultValue: "local",
    getInitialValueInEffect: false,
  });
  return [isKnownZone(zone) ? zone : "local", setZone];
}

/** The name that `Intl` knows the zone by. */
export function zoneName(zone: ChosenZone): string {
  return zone === "local" ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
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
