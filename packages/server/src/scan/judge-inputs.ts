import type { HashSeed, PassOptions, QueryPass } from "@eqlite/core/kernel";
import { decodeAscii } from "../events/decode-ascii.ts";
import { createEventKeeper, type EventKeeper } from "../events/event-keeper.ts";
import { type ReadEventsOptions, type RepairName, readEvents } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { createProblemLog, type ProblemLog } from "./problem-log.ts";
import { randomSeed } from "./random-seed.ts";
import { createScanPass } from "./scan-pass.ts";
import { noThreads, type ScanThreads } from "./scan-threads.ts";
import { createSpillFileOnDemand } from "./spill-file.ts";

/** What the pass of a judge is created with; the rest is up to the command. */
export type PassParts = Required<Pick<PassOptions, "seed" | "spillFile" | "decodeAscii" | "onKept">>;

/** A pass, and how its findings are put together when all events were shown to it. */
export interface Judge<Findings> {
  readonly pass: QueryPass;
  finish(): Findings;
}

export interface JudgeInputsOptions<Findings> {
  readonly paths: readonly string[];
  readonly repairs?: readonly RepairName[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
  /** Bytes of events kept in memory. */
  readonly keptBytes?: number | undefined;
  createJudge(parts: PassParts): Judge<Findings>;
  /** Other threads that judge, too. */
  createThreads?(pass: QueryPass, seed: HashSeed): ScanThreads;
}

export interface JudgedInputs<Findings> {
  readonly findings: Findings;
  /** Gives the events of the matches. */
  readonly keeper: EventKeeper;
  readonly totals: InputTotals;
  readonly problems: ProblemLog;
  readonly eventsWithoutTime: number;
  readonly eventsOutOfRange: number;
}

/**
 * Shows all events behind the paths to one pass, that of a scan or of a query. The pass and its hits are gone when this
 * returns: what is made of the findings has their memory.
 */
export async function judgeInputs<Findings>(
  options: JudgeInputsOptions<Findings>,
): Promise<JudgedInputs<Findings>> {
  const { paths, repairs = [], signal, keptBytes } = options;
  const reading: ReadEventsOptions = { repairs, ...(signal === undefined ? {} : { signal }) };
  const keeper = createEventKeeper(paths, reading, keptBytes);
  const problems = createProblemLog();
  const spillFile = createSpillFileOnDemand();
  const seed = randomSeed();
  const { pass, finish } = options.createJudge({
    seed,
    spillFile,
    decodeAscii,
    onKept: (position, line) => shown.onKept(position, line),
  });
  const threads = options.createThreads?.(pass, seed) ?? noThreads;
  // Repairs change documents, so that all events have to be made.
  const shown = createScanPass(pass, keeper, repairs.length === 0, threads.handOut);
  try {
    const totals = await readEvents(
      paths,
      {
        event: shown.event,
        ...(shown.block === undefined ? {} : { block: shown.block }),
        problem: (problem, file) => problems.add(problem, file, shown.blockNumber),
        progress(bytesRead, bytesTotal) {
          threads.note(bytesTotal - bytesRead);
          options.progress?.(bytesRead, bytesTotal);
        },
      },
      { ...reading, fields: pass.fields },
    );
    signal?.throwIfAborted();
    const recordsOfThreads = await threads.finish(problems);
    return {
      findings: finish(),
      keeper,
      totals: { ...totals, records: totals.records + recordsOfThreads },
      problems,
      eventsWithoutTime: pass.withoutTimeCount,
      eventsOutOfRange: pass.outsideCount,
    };
  } finally {
    await threads.close();
    spillFile.close();
  }
}
