import type { EventRecord } from "@eqlite/core/events";
import {
  compileMatchKey,
  createPass,
  type EngineName,
  type HashSeed,
  type PassMatch,
  type PassQuery,
} from "@eqlite/core/kernel";
import type { CheckedQuery, FieldCatalogue, SearchOptions } from "@eqlite/core/lang";
import type { KeyTuple } from "@eqlite/core/match";
import { decodeAscii } from "../events/decode-ascii.ts";
import { createEventKeeper, type EventKeeper } from "../events/event-keeper.ts";
import { type ReadEventsOptions, type RepairName, readEvents } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { createProblemLog, type ProblemLog } from "../scan/problem-log.ts";
import { randomSeed } from "../scan/random-seed.ts";
import { createScanPass } from "../scan/scan-pass.ts";
import { createSpillFileOnDemand } from "../scan/spill-file.ts";

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
  /** What judges the events; the kernel where nothing else is asked for. */
  readonly engine?: EngineName;
  readonly signal?: AbortSignal;
  readonly progress?: (bytesRead: number, bytesTotal: number) => void;
}

/** Runs a query over all events behind the paths. Throws QueryFailure where an event fails it. */
export async function runQuery(
  query: CheckedQuery,
  paths: readonly string[],
  options: RunQueryOptions,
): Promise<QueryReport> {
  const { repairs = [], engine = "kernel", signal, progress } = options;
  const reading: ReadEventsOptions = { repairs, ...(signal === undefined ? {} : { signal }) };
  const keeper = createEventKeeper(paths, reading);
  const problems = createProblemLog();
  const shown = createScanPass(() => pass, keeper, repairs.length === 0);
  const spillFile = createSpillFileOnDemand();
  const seed = randomSeed();
  const pass = createPass(engine, [{ query, options: runOptionsOf(options) }], {
    seed,
    spillFile,
    decodeAscii,
    onKept: shown.onKept,
    onFailure: (failure) => {
      throw failure;
    },
  });
  try {
    const totals = await readEvents(
      paths,
      {
        event: shown.event,
        ...(shown.block === undefined || pass.judgeBlock === undefined ? {} : { block: shown.block }),
        problem: (problem, file) => problems.add(problem, file),
        ...(progress === undefined ? {} : { progress }),
      },
      reading,
    );
    signal?.throwIfAborted();
    const [outcome] = pass.finish();
    if (outcome?.error !== undefined) throw outcome.error;
    const matches = await readMatches(query, outcome?.matches ?? [], keeper, seed);
    return { matches, totals, problems };
  } finally {
    spillFile.close();
  }
}

function runOptionsOf({ search, catalogue }: RunQueryOptions): PassQuery["options"] {
  const { timestampField, tiebreakerField } = search;
  return {
    search,
    timestampType: catalogue.typeOf(timestampField),
    tiebreakerType: tiebreakerField === undefined ? undefined : catalogue.typeOf(tiebreakerField),
    fractionBeforeArrival: false,
  };
}

async function readMatches(
  query: CheckedQuery,
  found: readonly PassMatch[],
  keeper: EventKeeper,
  seed: HashSeed,
): Promise<readonly WholeMatch[]> {
  const events = await keeper.load(
    found.flatMap(({ positions }) => positions.filter((position) => position !== undefined)),
  );
  const readKey = compileMatchKey(query, seed);
  return found.flatMap((match) => {
    const whole = match.positions.map((position) =>
      position === undefined ? undefined : events.get(position),
    );
    const key = readKey(
      match,
      whole.map((event) => event?.document),
    );
    return key.isMatch ? [{ key: key.key, events: whole }] : [];
  });
}
