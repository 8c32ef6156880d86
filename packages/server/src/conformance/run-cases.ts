import { type EngineName, loadEngine } from "./engines.ts";
import { parseDataset } from "./parse-dataset.ts";
import { runCase } from "./run-case.ts";
import type { ConformanceCase, Suite } from "./suite.ts";

export interface SuiteResult {
  readonly passed: number;
  readonly failures: readonly FailedCase[];
}

export interface FailedCase {
  readonly testCase: ConformanceCase;
  readonly expected: string;
  readonly got: string;
}

/** Evaluates all cases of a suite with one engine. It and what it imports run in a page as well: nothing of Node here. */
export async function runCases(suite: Suite, engineName: EngineName): Promise<SuiteResult> {
  const engine = await loadEngine(engineName);
  const datasets = new Map(suite.datasets.map((text) => [text.name, parseDataset(text)]));
  const failures: FailedCase[] = [];
  for (const testCase of suite.cases) {
    const dataset = datasets.get(testCase.dataset);
    if (dataset === undefined) throw new Error(`${testCase.id} names no data set of the suite`);
    const result = runCase(testCase, dataset, engine);
    if (!result.passed) failures.push({ testCase, expected: result.expected, got: result.got });
  }
  return { passed: suite.cases.length - failures.length, failures };
}
