import type { InputProblem } from "../inputs/input-problem.ts";
import type { InputFile } from "../inputs/read-inputs.ts";

/** One thing that could not be read, and where. */
export interface LoggedProblem {
  readonly problem: InputProblem;
  readonly file: InputFile;
}

/** What could not be read: counted in full, listed up to a bound. */
export interface ProblemLog {
  add(problem: InputProblem, file: InputFile): void;
  /** Records lost, as far as it can be told. */
  readonly unreadableRecords: number;
  /** Problems beyond the bound, which are counted only. */
  readonly unlisted: number;
  readonly listed: readonly LoggedProblem[];
}

const maxListed = 1_000;

export function createProblemLog(): ProblemLog {
  const listed: LoggedProblem[] = [];
  let unreadableRecords = 0;
  let unlisted = 0;
  return {
    add(problem, file) {
      unreadableRecords += problem.lostRecords ?? 0;
      if (listed.length < maxListed) listed.push({ problem, file });
      else unlisted += 1;
    },
    get unreadableRecords() {
      return unreadableRecords;
    },
    get unlisted() {
      return unlisted;
    },
    listed,
  };
}
