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
  /** Problems found. Notes about files that are no event logs are none. */
  readonly count: number;
  /** The first problems, in the order of the input. */
  readonly listed: readonly LoggedProblem[];
  /** The first notes, apart: a folder full of pictures must not hide a damaged log. */
  readonly notes: readonly LoggedProblem[];
}

const maxListed = 1_000;

export function createProblemLog(): ProblemLog {
  const listed: LoggedProblem[] = [];
  const notes: LoggedProblem[] = [];
  let unreadableRecords = 0;
  let count = 0;
  return {
    add(problem, file) {
      unreadableRecords += problem.lostRecords ?? 0;
      if (problem.isNote !== true) count += 1;
      const list = problem.isNote === true ? notes : listed;
      if (list.length < maxListed) list.push({ problem, file });
    },
    get unreadableRecords() {
      return unreadableRecords;
    },
    get count() {
      return count;
    },
    listed,
    notes,
  };
}
