// @ts-check
// npm test: builds (which checks the types), runs the tests, and says in one last line how many passed and failed.
// Arguments go to Vitest: npm test -- packages/core/src/events
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./ensure-built.js";

const root = fileURLToPath(new URL("..", import.meta.url));

process.exitCode = runTests();

/** @returns {number} the exit code */
function runTests() {
  // A build that fails is one failure: no test could run.
  if (!ensureBuilt()) return finish({ passed: 0, failed: 1, skipped: 0 }, 1);

  const folder = mkdtempSync(join(tmpdir(), "eqlite-test-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const run = spawnSync(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const counts = readCounts(report);
  rmSync(folder, { recursive: true, force: true });

  if (counts === undefined) {
    console.error("Vitest ended without a report");
    return finish({ passed: 0, failed: 1, skipped: 0 }, run.status || 1);
  }
  if (counts.passed + counts.failed === 0) {
    console.error("no test was run");
    return finish(counts, 1);
  }
  return finish(counts, run.status ?? 1);
}

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @param {string} report
 * @returns {Counts | undefined}
 */
function readCounts(report) {
  let results;
  try {
    results = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return undefined;
  }
  // A file that cannot be loaded fails without a test of its own.
  const brokenFiles = results.testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
      file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  ).length;
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + brokenFiles,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

/**
 * @param {Counts} counts
 * @param {number} exitCode
 */
function finish({ passed, failed, skipped }, exitCode) {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return exitCode;
}
