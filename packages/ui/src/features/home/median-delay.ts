interface AlertTimes {
  readonly time: string | null;
  readonly original_time: string | null;
  readonly is_live: boolean;
}

/**
 * From the event to its alert, of alerts that live detection has raised: half of them came as soon as that or sooner. Null
 * where there is none.
 */
export function medianDelayMs(alerts: readonly AlertTimes[]): number | null {
  const delays = alerts
    .filter(({ is_live: isLive }) => isLive)
    .map(({ time, original_time: original }) => Date.parse(time ?? "") - Date.parse(original ?? ""))
    .filter((ms) => Number.isFinite(ms))
    .toSorted((a, b) => a - b);
  return delays[delays.length >> 1] ?? null;
}
