// @ts-check
import { parseArgs } from "node:util";
import { ArgumentError, wholeNumber } from "../bench-arguments.js";

/**
 * @typedef {object} UiBenchArguments
 * @property {readonly string[]} only which figures are measured
 * @property {number} events how many are stored beside the demo
 * @property {number} alerts how many there are beside that of the demo
 * @property {number} processes in the tree that is moved
 * @property {number} rounds
 * @property {number} seed of events and alerts
 * @property {string | undefined} data folder that is filled once and kept
 */

/** All figures, in the order in which they are measured. */
export const figures = /** @type {const} */ (["screen", "alert", "queries", "scroll", "tree", "pages"]);

export const usage = `usage: npm run bench:ui -- [options]

Fills a data folder with the demo, events, alerts and a process tree, starts the server on it, opens the pages in a headless
Chromium (EQLITE_CHROMIUM, or the first on the path), and prints one JSON object a line for each figure. Takes about three minutes
with a million events; with --large about eight.

  --only LIST        some of: ${figures.join(", ")}
  --large            10 million stored events instead of 1 million; takes 6 GB of disk
  --events N         so many stored events
  --alerts N         so many alerts (default 1000000)
  --processes N      processes of the tree (default 5000)
  --rounds N         rounds of which the median counts (default 7)
  --seed N           seed of events and alerts (default 1)
  --data DIR         fills this folder and keeps it; one that was filled is used as it is
  --help             this text
`;

/**
 * @param {string[]} argv the arguments without the names of Node and the script
 * @returns {UiBenchArguments | "help"}
 */
export function parseUiBenchArguments(argv) {
  const values = parseOptions(argv);
  if (values.help === true) return "help";
  const only = values.only?.split(",") ?? figures;
  for (const name of only) {
    if (figures.some((figure) => figure === name)) continue;
    throw new ArgumentError(`--only takes some of ${figures.join(", ")}, not "${name}".`);
  }
  const stored = values.large === true ? 10_000_000 : 1_000_000;
  return {
    only,
    events: wholeNumber("--events", values.events, stored, 0, 1_000_000_000),
    alerts: wholeNumber("--alerts", values.alerts, 1_000_000, 0, 10_000_000),
    processes: wholeNumber("--processes", values.processes, 5_000, 1, 5_000),
    rounds: wholeNumber("--rounds", values.rounds, 7, 1, 100),
    seed: wholeNumber("--seed", values.seed, 1, 0, 2 ** 32 - 1),
    data: values.data,
  };
}

/** @param {string[]} argv */
function parseOptions(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        only: { type: "string" },
        large: { type: "boolean" },
        events: { type: "string" },
        alerts: { type: "string" },
        processes: { type: "string" },
        rounds: { type: "string" },
        seed: { type: "string" },
        data: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}
