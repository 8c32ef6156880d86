import type { EngineName } from "./engines.ts";
import { readSuite } from "./read-suite.ts";
import { runCases } from "./run-cases.ts";

/**
 * `npm run conformance -- DIR [ENGINE]`: runs the suite in DIR, prints each failure with expected and got, ends with
 * `N passed, N failed`. Returns the exit code: 0 where all pass, 1 on a failure. Throws where DIR is no suite.
 */
export async function runSuite(
  folder: string,
  engineName: EngineName,
  print: (line: string) => void,
): Promise<number> {
  const { passed, failures } = await runCases(await readSuite(folder), engineName);
  for (const { testCase, expected, got } of failures) {
    print(`FAILED ${testCase.id}${testCase.confidence === undefined ? "" : " (unverified rule)"}`);
    print(`  query:    ${JSON.stringify(testCase.query)}`);
    print(`  expected: ${expected}`);
    print(`  got:      ${got}`);
    if (testCase.note !== undefined) print(`  note:     ${testCase.note}`);
  }
  print(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}
