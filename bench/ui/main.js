// @ts-check
// npm run bench:ui: one JSON object a line for each figure about the web application in a headless Chromium. Absolute figures
// depend on the machine and on what else it does, and server and browser share its processors.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { ArgumentError } from "../bench-arguments.js";
import { report, round } from "../report.js";
import { reportAlertPage } from "./alert-figures.js";
import { fillData } from "./fill-data.js";
import { openBrowser } from "./open-browser.js";
import { reportPages } from "./page-figures.js";
import { reportQueries } from "./query-figures.js";
import { reportScreen } from "./screen-figures.js";
import { reportScrolling } from "./scroll-figures.js";
import { startChildServer } from "./start-server.js";
import { reportTree } from "./tree-figures.js";
import { parseUiBenchArguments, usage } from "./ui-bench-arguments.js";

/**
 * @typedef {object} UiBench
 * @property {import("./ui-bench-arguments.js").UiBenchArguments} arguments
 * @property {import("./open-browser.js").BenchBrowser} browser
 * @property {import("./start-server.js").ChildServer} server
 * @property {import("./fill-data.js").FilledData} filled
 */

try {
  const benchArguments = parseUiBenchArguments(process.argv.slice(2));
  if (benchArguments === "help") process.stdout.write(usage);
  else await runBench(benchArguments);
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

/** @param {import("./ui-bench-arguments.js").UiBenchArguments} benchArguments */
async function runBench(benchArguments) {
  const { only, data } = benchArguments;
  const folder = data ?? mkdtempSync(join(tmpdir(), "eqlite-ui-bench-"));
  const browser = await openBrowser();
  try {
    report({
      figure: "input",
      node: process.version,
      chromium: browser.version,
      cpu: cpus()[0]?.model,
      cores: cpus().length,
    });
    const filled = await fillData(folder, benchArguments);
    const server = await startChildServer(join(folder, "data"));
    try {
      report({
        figure: "server started",
        events: filled.events,
        alerts: filled.alerts,
        seconds: round(server.startMs / 1e3),
        rss_mb: server.memoryMb(),
      });
      // After a start what has arrived a short time ago is judged once more, and here all has.
      report({ figure: "live detection caught up", seconds: round(await server.caughtUp()) });
      /** @type {UiBench} */
      const bench = { arguments: benchArguments, browser, server, filled };
      if (only.includes("alert")) await reportAlertPage(bench);
      if (only.includes("screen")) await reportScreen(bench);
      if (only.includes("queries")) await reportQueries(bench);
      if (only.includes("scroll")) await reportScrolling(bench);
      if (only.includes("tree")) await reportTree(bench);
      if (only.includes("pages")) await reportPages(bench);
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    if (data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
