// @ts-check
// Made-up events in the shape of Elastic Defend, for measurements: nested ECS, 2.2 kB on average, the mix of streams and
// the skew of hosts and programs that real fleets show. Everything random is random in every event, so that nothing
// repeats by accident and no cache makes a measurement look better than it is. The same seed gives the same bytes.
//
//   node bench/generate-defend-events.js COUNT [SEED] > events.ndjson
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { createEvent } from "./defend-events.js";
import { createHosts } from "./defend-hosts.js";
import { createRandom } from "./random.js";

/**
 * @typedef {object} EventOptions
 * @property {number} count how many events
 * @property {number} [seed]
 * @property {number} [hosts] how many hosts they come from
 * @property {number} [startMs] time of the first event, epoch milliseconds
 * @property {number} [spanMs] time from the first event to the last; by default 500 events come in a second
 */

/**
 * Events in about the order of their times, as an agent's output arrives: neighbours may be up to two seconds apart.
 * @param {EventOptions} options
 */
export function* generateDefendEvents({
  count,
  seed = 1,
  hosts: hostCount = 200,
  startMs = Date.UTC(2026, 2, 2, 8),
  spanMs = count * 2,
}) {
  const random = createRandom(seed);
  const hosts = createHosts(random, hostCount);
  for (let index = 0; index < count; index += 1) {
    // A few hosts are busy, most are not.
    const host = hosts[Math.floor(random.next() ** 1.6 * hosts.length)];
    if (host === undefined) return;
    const timeMs = startMs + Math.floor((spanMs * index) / count) + random.int(2_000) - 1_000;
    yield createEvent(random, host, timeMs);
  }
}

/**
 * The same events as NDJSON, in pieces of about a megabyte.
 * @param {EventOptions} options
 */
export function* generateDefendNdjson(options) {
  let lines = "";
  for (const event of generateDefendEvents(options)) {
    lines += `${JSON.stringify(event)}\n`;
    if (lines.length < 1_000_000) continue;
    yield lines;
    lines = "";
  }
  if (lines !== "") yield lines;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [count, seed] = process.argv.slice(2).map(Number);
  if (count === undefined || !Number.isSafeInteger(count) || count < 0 || Number.isNaN(seed)) {
    console.error("usage: node bench/generate-defend-events.js COUNT [SEED] > events.ndjson");
    process.exit(2);
  }
  for (const piece of generateDefendNdjson({ count, ...(seed === undefined ? {} : { seed }) })) {
    if (!process.stdout.write(piece)) await once(process.stdout, "drain");
  }
}
