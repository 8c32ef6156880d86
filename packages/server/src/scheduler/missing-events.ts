import type { CheckedQuery } from "@eqlite/core/lang";

/** What a sequence with missing events asks of whoever searches a part of all events only. */
export interface MissingEvents {
  /** How long around a sequence events must be known before it is certain that one is missing. */
  readonly spanMs: number;
  /** Whether they are to be missing in front of the sequence. */
  readonly isFirst: boolean;
}

/** How long an event may be on its way after the span has ended, before it counts as missing. */
export const missingGraceMs = 15_000;

/** Undefined for a query that asks for none. */
export function missingEventsOf(query: CheckedQuery): MissingEvents | undefined {
  if (query.kind !== "sequence" || query.stages.every(({ missing }) => !missing)) return undefined;
  // The language does not allow them without maxspan.
  return { spanMs: query.maxspanMs ?? 0, isFirst: query.stages[0]?.missing === true };
}
