/** A time as answers have it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoTimeOrNull(ms: number | undefined | null): string | null {
  return ms === undefined || ms === null ? null : isoTime(ms);
}
