import type { EventRecord } from "@eqlite/core/events";
import type { CheckedQuery, FieldCatalogue, SearchOptions } from "@eqlite/core/lang";
import { createQueryRun, type KeyTuple } from "@eqlite/core/match";
import { createEventKeeper, type EventHandle } from "../events/event-keeper.ts";
import { readEvents } from "../events/read-events.ts";
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
  readonly signal?: AbortSignal;
  readonly progress?: (bytesRead: number, bytesTotal: number) => void;
}

/** Runs a query over all events behind the paths. Throws QueryFailure where an event fails it. */
export async function runQuery(
  query: CheckedQuery,
  paths: readonly string[],
  options: RunQueryOptions,
): Promise<QueryReport> {
  const { search, catalogue, signal, progress } = options;
  const keeper = createEventKeeper(paths);
  const problems = createProblemLog();
  const run = createQueryRun<EventHandle>(query, {
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
      event(event, place) {
        const { document, ...rest } = event;
        if (run.add(document, event.arrival, { ...place, event: rest })) keeper.keep(event);
      },
      problem: (problem, file) => problems.add(problem, file),
      ...(progress === undefined ? {} : { progress }),
    },
    signal === undefined ? {} : { signal },
  );
  signal?.throwIfAborted();
  const found = run.finish();
  const events = await keeper.load(
    found.flatMap((match) => match.events.filter((handle) => handle !== undefined)),
    signal,
  );
  const matches = found.map((match) => ({
    key: match.key,
    events: match.events.map((handle) =>
      handle === undefined ? undefined : events.get(handle.event.arrival),
    ),
  }));
  return { matches, totals, problems };
}
