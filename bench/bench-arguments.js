// @ts-check
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * @typedef {object} BenchArguments
 * @property {number} events how many events are generated
 * @property {number} seed of events and rules
 * @property {string | undefined} rules folder of real rules; without it rules are generated
 * @property {string} recordings folder of real recordings
 * @property {boolean} memory whether the memory of larger scans is measured as well
 */

export const usage = `usage: npm run bench -- [options]

Prints one JSON object a line for each figure. Takes about three minutes.

  --events N        events to generate (default 200000)
  --seed N          seed of the generated events and rules (default 1)
  --rules DIR       real rules from a folder instead of generated ones
  --recordings DIR  real recordings (default: recordings/ of the repository)
  --memory          also the memory of scans of 200000, 600000 and 1200000 events; takes minutes more
  --help            this text
`;

const minEvents = 1_000;
const maxEvents = 2_000_000;
const maxSeed = 2 ** 32 - 1;

/** What is wrong with the arguments; its message says what to write instead. */
export class ArgumentError extends Error {}

/**
 * @param {string[]} argv the arguments without the names of Node and the script
 * @returns {BenchArguments | "help"}
 */
export function parseBenchArguments(argv) {
  const values = parseOptions(argv);
  if (values.help === true) return "help";
  return {
    events: wholeNumber("--events", values.events, 200_000, minEvents, maxEvents),
    seed: wholeNumber("--seed", values.seed, 1, 0, maxSeed),
    rules: values.rules === undefined ? undefined : folder("--rules", values.rules),
    recordings: folder(
      "--recordings",
      values.recordings ?? fileURLToPath(new URL("../recordings", import.meta.url)),
    ),
    memory: values.memory === true,
  };
}

/** @param {string[]} argv */
function parseOptions(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        events: { type: "string" },
        seed: { type: "string" },
        rules: { type: "string" },
        recordings: { type: "string" },
        memory: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} option
 * @param {string | undefined} text
 * @param {number} otherwise
 * @param {number} min
 * @param {number} max
 */
export function wholeNumber(option, text, otherwise, min, max) {
  if (text === undefined) return otherwise;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ArgumentError(`${option} takes a whole number from ${min} to ${max}, not "${text}".`);
}

/**
 * @param {string} option
 * @param {string} path
 */
function folder(option, path) {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new ArgumentError(`${option} takes a folder; "${path}" is none.`);
}
