import type { EventRecord } from "@eqlite/core/events";
import type { CheckedQuery, FieldCatalogue, SearchOptions } from "@eqlite/core/lang";
import { createQueryRun, type KeyTuple } from "@eqlite/core/match";
import { createEventKeeper } from "../events/event-keeper.ts";
import { type ReadEventsOptions, type RepairName, readEvents } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { createProblemLog, type ProblemLog } from "../scan/problem-log.ts";

/** A match with its events whole. */
export interface WholeMatch {
  readonly key: KeyTuple | undefined;
  readonly events: readonly (EventRecord | undefined)[];
}

export interface QueryReport {
  readonly matches: readonly WholeMatch[];
  readonly totals: InputTotals;
  readonly problems: ProblemLog;
}

export interface RunQueryOptions {
  readonly search: SearchOptions;
  readonly catalogue: FieldCatalogue;
  readonly repairs?: readonly RepairName[];
  readonly signal?: AbortSignal;
  readonly progress?: (bytesRead: number, bytesTotal: number) => void;
}

/** Runs a query over all events behind the paths. Throws QueryFailure where an event fails it. */
export async function runQuery(
  query: CheckedQuery,
  paths: readonly string[],
  options: RunQueryOptions,
): Promise<QueryReport> {
  const { search, catalogue, repairs = [], signal, progress } = options;
  const reading: ReadEventsOptions = { repairs, ...(signal === undefined ? {} : { signal }) };
  const keeper = createEventKeeper(paths, reading);
  const problems = createProblemLog();
  const run = createQueryRun<number>(query, {
    search,
    timestampType: catalogue.typeOf(search.timestampField),
    tiebreakerType:
      search.tiebreakerField === undefined ? undefined : catalogue.typeOf(search.tiebreakerField),
    fractionBeforeArrival: false,
    onFailure: (failure) => {
      throw failure;
    },
  });
  const totals = await readEvents(
    paths,
    {
      event(event, file) {
        if (run.add(event.document, event.arrival, event.arrival)) keeper.keep(event, file);
      },
      problem: (problem, file) => problems.add(problem, file),
      ...(progress === undefined ? {} : { progress }),
    },
    reading,
  );
  signal?.throwIfAborted();
  const found = run.finish();
  const events = await keeper.load(
    found.flatMap((match) => match.events.filter((arrival) => arrival !== undefined)),
  );
  const matches = found.map((match) => ({
    key: match.key,
    events: match.events.map((arrival) => (arrival === undefined ? undefined : events.get(arrival))),
  }));
  return { matches, totals, problems };
}
