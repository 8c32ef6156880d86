import { runCase } from "./run-case.ts";
import { type Dataset, readCases, readDataset } from "./suite.ts";

/**
 * `npm run conformance -- DIR`: runs the suite in DIR, prints each failure with expected and got, ends with
 * `N passed, N failed`. Returns the exit code: 0 where all pass, 1 on a failure. Throws where DIR is no suite.
 */
export async function runSuite(folder: string, print: (line: string) => void): Promise<number> {
  const cases = await readCases(folder);
  const datasets = new Map<string, Dataset>();
  let failed = 0;
  for (const testCase of cases) {
    const dataset = datasets.get(testCase.dataset) ?? (await readDataset(folder, testCase.dataset));
    datasets.set(testCase.dataset, dataset);
    const result = runCase(testCase, dataset);
    if (result.passed) continue;
    failed += 1;
    print(`FAILED ${testCase.id}${testCase.confidence === undefined ? "" : " (unverified rule)"}`);
    print(`  query:    ${JSON.stringify(testCase.query)}`);
    print(`  expected: ${result.expected}`);
    print(`  got:      ${result.got}`);
    if (testCase.note !== undefined) print(`  note:     ${testCase.note}`);
  }
  print(`${cases.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
