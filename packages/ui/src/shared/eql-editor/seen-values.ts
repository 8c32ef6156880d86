import { searchEvents } from "../api/search-events.ts";

/** A value that stored events have, and how many of them. */
export interface SeenValue {
  readonly text: string;
  readonly count: number;
}

const mostValues = 50;
/** An editor waits no longer; what was found until then is offered. */
const searchTimeout = "2s";

/** Asks for the most frequent values of a field; never fails: who writes goes on without. */
export type FindSeenValues = (field: string) => Promise<readonly SeenValue[]>;

/** Asks once for each field, as long as the editor is there. */
export function createSeenValues(index: string, signal: AbortSignal): FindSeenValues {
  const asked = new Map<string, Promise<readonly SeenValue[]>>();
  return (field) => {
    const known = asked.get(field);
    if (known !== undefined) return known;
    const asking = ask(index, field, signal).catch(() => {
      asked.delete(field);
      return [];
    });
    asked.set(field, asking);
    return asking;
  };
}

async function ask(index: string, field: string, signal: AbortSignal): Promise<readonly SeenValue[]> {
  const body = {
    size: 0,
    timeout: searchTimeout,
    track_total_hits: false,
    aggs: { values: { terms: { field, size: mostValues } } },
  };
  const { aggregations } = await searchEvents(index, body, signal);
  const { buckets } = Object(aggregations?.["values"]) as { buckets?: readonly Bucket[] };
  return (buckets ?? []).map(({ key, key_as_string, doc_count }) => ({
    text: key_as_string ?? String(key),
    count: doc_count,
  }));
}

interface Bucket {
  readonly key: string | number;
  readonly key_as_string?: string;
  readonly doc_count: number;
}
