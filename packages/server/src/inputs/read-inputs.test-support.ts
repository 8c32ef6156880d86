import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { InputProblem } from "./input-problem.ts";
import { type InputFile, type InputOptions, type InputTotals, readInputs } from "./read-inputs.ts";

export interface InputResult {
  readonly totals: InputTotals;
  /** `member` or the last part of the path, with the record number. */
  readonly records: readonly string[];
  readonly problems: readonly (InputProblem & { readonly file: InputFile })[];
  readonly progress: readonly (readonly [number, number])[];
}

export async function readAllInputs(
  paths: readonly string[],
  options: InputOptions = {},
): Promise<InputResult> {
  const records: string[] = [];
  const problems: (InputProblem & { readonly file: InputFile })[] = [];
  const progress: (readonly [number, number])[] = [];
  const totals = await readInputs(
    paths,
    {
      record: ({ record }, { path, member }) =>
        records.push(`${member ?? path.replace(/^.*[\\/]/, "")}:${record}`),
      problem: (problem, file) => problems.push({ ...problem, file }),
      progress: (read, total) => progress.push([read, total]),
    },
    options,
  );
  return { totals, records, problems, progress };
}

/** A folder that is there while the tests of a file run. */
export function temporaryFolder(): { readonly path: string; file(name: string): string } {
  let path = "";
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), "eqlite-inputs-"));
  });
  afterAll(() => rm(path, { recursive: true }));
  return {
    get path() {
      return path;
    },
    file: (name) => join(path, name),
  };
}
