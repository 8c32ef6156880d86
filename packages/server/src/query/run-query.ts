import { compileMatchKey, createPass, type EngineName, type PassQuery } from "@eqlite/core/kernel";
import type { CheckedQuery, FieldCatalogue, SearchOptions } from "@eqlite/core/lang";
import type { RepairName } from "../events/read-events.ts";
import type { InputTotals } from "../inputs/read-inputs.ts";
import { judgeInputs } from "../scan/judge-inputs.ts";
import type { ProblemLog } from "../scan/problem-log.ts";
import { positionsOf, readMatch, type WholeMatch } from "../scan/read-match.ts";

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
  const { findings, keeper, totals, problems } = await judgeInputs({
    ...options,
    paths,
    createJudge(parts) {
      const pass = createPass(options.engine ?? "kernel", [{ query, options: runOptionsOf(options) }], {
        ...parts,
        onFailure: (failure) => {
          throw failure;
        },
      });
      return {
        pass,
        finish() {
          const [outcome] = pass.finish();
          if (outcome?.error !== undefined) throw outcome.error;
          return { found: outcome?.matches ?? [], readKey: compileMatchKey(query, parts.seed) };
        },
      };
    },
  });
  const { found, readKey } = findings;
  const events = await keeper.load(found.flatMap(positionsOf));
  const matches = found.flatMap((match) => readMatch(match, readKey, events) ?? []);
  return { matches, totals, problems };
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
