import type { InputProblem } from "../inputs/input-problem.ts";
import type { InputFile } from "../inputs/read-inputs.ts";

/** One thing that could not be read, and where. */
export interface LoggedProblem {
  readonly problem: InputProblem;
  readonly file: InputFile;
  /** Number of the block that was under way. */
  readonly block: number;
}

/** What could not be read: counted in full, listed up to a bound. */
export interface ProblemCounts {
  /** Records lost, as far as it can be told. */
  readonly unreadableRecords: number;
  /** Problems found. Notes about files that are no event logs are none. */
  readonly count: number;
  /** The first problems, in the order of the input. */
  readonly listed: readonly LoggedProblem[];
  /** The first notes, apart: a folder full of pictures must not hide a damaged log. */
  readonly notes: readonly LoggedProblem[];
}

export interface ProblemLog extends ProblemCounts {
  /** Problems of one thread come in the order of its blocks. */
  add(problem: InputProblem, file: InputFile, block?: number): void;
  /** Adds what was found in other blocks: the lists are those that one thread would have made of all blocks. */
  merge(other: ProblemCounts): void;
}

const maxListed = 1_000;

export function createProblemLog(): ProblemLog {
  const listed: LoggedProblem[] = [];
  const notes: LoggedProblem[] = [];
  let unreadableRecords = 0;
  let count = 0;
  const mergeList = (list: LoggedProblem[], other: readonly LoggedProblem[]): void => {
    list.push(...other);
    list.sort((a, b) => a.block - b.block);
    list.length = Math.min(list.length, maxListed);
  };
  return {
    add(problem, file, block = 0) {
      unreadableRecords += problem.lostRecords ?? 0;
      if (problem.isNote !== true) count += 1;
      const list = problem.isNote === true ? notes : listed;
      if (list.length < maxListed) list.push({ problem, file, block });
    },
    merge(other) {
      unreadableRecords += other.unreadableRecords;
      count += other.count;
      mergeList(listed, other.listed);
      mergeList(notes, other.notes);
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
