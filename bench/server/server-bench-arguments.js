// @ts-check
import { parseArgs } from "node:util";
import { ArgumentError, wholeNumber } from "../bench-arguments.js";

/**
 * @typedef {object} ServerBenchArguments
 * @property {readonly string[]} only which figures are measured
 * @property {number} events how many are stored for the figures about many stored events
 * @property {number} perBody events of one request
 * @property {number} connections over which is sent at once
 * @property {number} rounds
 * @property {number} seconds of one round
 * @property {number} seed of events and rules
 * @property {string | undefined} folder where the data folders are made; they are removed at the end
 * @property {string | undefined} profile folder for profiles of the server's processor time
 */

/** All figures, in the order in which they are measured. */
export const figures = /** @type {const} */ (["ingest", "latency", "execution", "stored", "idle"]);

export const usage = `usage: npm run bench:server -- [options]

Starts servers as processes with data folders of their own, sends them events from another process on this machine, and
prints one JSON object a line for each figure. Takes about eight minutes, with --large about thirty.

  --only LIST        some of: ${figures.join(", ")}
  --large            10 million stored events instead of 1 million; takes 6 GB of disk
  --events N         so many stored events
  --per-body N       events of one request (default 1000)
  --connections N    connections that send at once (default 8)
  --rounds N         rounds of which the median counts (default 5)
  --seconds N        length of a round (default 8)
  --seed N           seed of the generated events and rules (default 1)
  --folder DIR       where the data folders are made (default: the folder for temporary files)
  --profile DIR      also writes a profile of the processor time of each server there
  --help             this text
`;

/**
 * @param {string[]} argv the arguments without the names of Node and the script
 * @returns {ServerBenchArguments | "help"}
 */
export function parseServerBenchArguments(argv) {
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
    events: wholeNumber("--events", values.events, stored, 10_000, 1_000_000_000),
    perBody: wholeNumber("--per-body", values["per-body"], 1_000, 1, 10_000),
    connections: wholeNumber("--connections", values.connections, 8, 1, 64),
    rounds: wholeNumber("--rounds", values.rounds, 5, 1, 100),
    seconds: wholeNumber("--seconds", values.seconds, 8, 1, 600),
    seed: wholeNumber("--seed", values.seed, 1, 0, 2 ** 32 - 1),
    folder: values.folder,
    profile: values.profile,
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
        "per-body": { type: "string" },
        connections: { type: "string" },
        rounds: { type: "string" },
        seconds: { type: "string" },
        seed: { type: "string" },
        folder: { type: "string" },
        profile: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}
