import { severities } from "@eqlite/core/detect";

/** The higher the worse; -1 for what is no severity. */
export function severityRank(severity: string): number {
  return (severities as readonly string[]).indexOf(severity);
}
