// @ts-check
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, report, round } from "./report.js";
import { writeRuleFiles } from "./write-rule-files.js";

/** How many rules, and how often they are loaded. */
const loads = /** @type {const} */ ([
  [1_000, 5],
  [5_000, 3],
]);

/**
 * From rule files to checked rules, each time in a process of its own.
 * @param {string} scratch
 * @param {number} seed
 * @param {string | undefined} realFolder
 */
export function reportLoading(scratch, seed, realFolder) {
  for (const [count, passes] of loads) {
    const folder = join(scratch, `rules-${count}`);
    writeRuleFiles(folder, count, seed);
    const rules = reportFolder("generated files", folder, passes);
    if (rules !== count) throw new Error(`${rules} of ${count} generated rules were loaded`);
  }
  if (realFolder !== undefined) reportFolder("files of --rules", realFolder, 5);
}

/**
 * @param {string} from
 * @param {string} folder
 * @param {number} passes
 */
function reportFolder(from, folder, passes) {
  const runs = Array.from({ length: passes }, () => loadInChild(folder));
  const rules = runs[0]?.rules ?? 0;
  report({
    figure: "load rules, cold",
    from,
    rules,
    seconds: round(median(runs.map(({ loadMs }) => loadMs)) / 1000),
    fastest_seconds: round(Math.min(...runs.map(({ loadMs }) => loadMs)) / 1000),
    import_seconds: round(median(runs.map(({ importMs }) => importMs)) / 1000),
  });
  return rules;
}

/**
 * @param {string} folder
 * @returns {{ importMs: number, loadMs: number, rules: number }}
 */
function loadInChild(folder) {
  const script = fileURLToPath(new URL("load-child.js", import.meta.url));
  const child = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`loading rules failed: ${child.stderr}`);
  return JSON.parse(child.stdout);
}
