// @ts-check
import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { generateDefendNdjson } from "./generate-defend-events.js";

/**
 * @typedef {object} BenchInput one NDJSON file of events
 * @property {string} path
 * @property {number} events
 * @property {number} bytes
 */

/**
 * Writes generated events to a file. The first events of a longer file are not those of a shorter one.
 * @param {string} path
 * @param {number} count
 * @param {number} seed
 * @returns {Promise<BenchInput>}
 */
export async function writeEvents(path, count, seed) {
  const file = await open(path, "w");
  let bytes = 0;
  for (const lines of generateDefendNdjson({ count, seed })) {
    bytes += Buffer.byteLength(lines);
    await file.appendFile(lines);
  }
  await file.close();
  return { path, events: count, bytes };
}

/**
 * The lines of a file, one after the other, read whole: what reads them is measured without the disk.
 * @param {BenchInput} input
 */
export function readLines({ path }) {
  const content = readFileSync(path);
  return {
    /** @param {(line: string, number: number, from: number) => void} take with the offset of the line */
    forEach(take) {
      let number = 0;
      for (let from = 0; from < content.length; number += 1) {
        const newline = content.indexOf(10, from);
        const to = newline === -1 ? content.length : newline;
        if (to > from) take(content.toString("utf8", from, to), number, from);
        from = to + 1;
      }
    },
  };
}

const blockBytes = 256 * 1024;

/**
 * A file as blocks of whole lines, in memory.
 * @param {BenchInput} input
 */
export function* blocksOf({ path }) {
  const content = readFileSync(path);
  for (let from = 0; from < content.length; ) {
    const end = Math.min(content.length, from + blockBytes);
    const to = content.lastIndexOf(10, end - 1) + 1;
    yield { bytes: content.subarray(from, to), position: from };
    from = to;
  }
}
