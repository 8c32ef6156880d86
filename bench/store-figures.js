// @ts-check
// What the embedded event store does with events of Elastic Defend, as JSON lines:
//
//   node bench/store-figures.js [EVENTS] [EVENTS_PER_APPEND] [FOLDER]
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestedPrefix } from "../packages/server/dist/ingest/ingested-time.js";
import { openSegmentStore } from "../packages/server/dist/stores/segments/segment-store.js";
import { createLineSummarizer } from "../packages/server/dist/stores/segments/summarize-lines.js";
import { generateDefendEvents } from "./generate-defend-events.js";
import { median, report, round, timed } from "./report.js";

const [eventCount = 100_000, perAppend = 500] = process.argv.slice(2, 4).map(Number);
const folder = mkdtempSync(join(process.argv[4] ?? tmpdir(), "eqlite-store-figures-"));
const appendsAtOnce = 8;
const startMs = Date.UTC(2026, 2, 2, 8);

/** @typedef {import("../packages/server/dist/stores/event-store.js").NewEvents} NewEvents */

/** @type {NewEvents[]} */
const appends = [];
/** @type {string[]} */
const entityIds = [];
let bytes = 0;
{
  const prefix = ingestedPrefix(startMs);
  /** @type {string[]} */
  let lines = [];
  let made = 0;
  for (const event of generateDefendEvents({ count: eventCount })) {
    made += 1;
    const { process } = /** @type {{ process?: { entity_id?: string } }} */ (event);
    if (made % 1_000 === 1 && process?.entity_id !== undefined) entityIds.push(process.entity_id);
    lines.push(`${prefix},${JSON.stringify(event).slice(1)}\n`);
    if (lines.length < perAppend && made < eventCount) continue;
    const block = Buffer.from(lines.join(""));
    bytes += block.length;
    appends.push({
      dataStream: "logs-endpoint.events-default",
      lines: block,
      count: lines.length,
      ids: new Map(),
    });
    lines = [];
  }
}

/** @param {string} path */
function reopen(path) {
  return timed(() => openSegmentStore({ folder: path }));
}

try {
  const summarize = createLineSummarizer();
  const sample = appends.slice(0, 40);
  const sampled = sample.reduce((events, { count }) => events + count, 0);
  /** @type {number[]} */
  const rounds = [];
  /** @type {number[]} */
  const parses = [];
  for (let turn = 0; turn < 5; turn += 1) {
    rounds.push((await timed(() => sample.forEach(({ lines }) => void summarize(lines)))).seconds);
    const texts = sample.flatMap(({ lines }) => Buffer.from(lines).toString().split("\n").slice(0, -1));
    parses.push((await timed(() => texts.forEach((text) => void JSON.parse(text)))).seconds);
  }
  report({
    figure: "summary of a block",
    us_per_event: round((median(rounds.slice(1)) * 1e6) / sampled),
    json_parse_us_per_event: round((median(parses.slice(1)) * 1e6) / sampled),
  });

  const probe = openSync(join(folder, "probe"), "w");
  /** @type {number[]} */
  const syncs = [];
  for (let turn = 0; turn < 20; turn += 1) {
    writeSync(probe, Buffer.alloc(200_000, turn));
    const start = performance.now();
    fdatasyncSync(probe);
    syncs.push(performance.now() - start);
  }
  closeSync(probe);

  const store = await openSegmentStore({ folder });
  let next = 0;
  const client = async () => {
    while (next < appends.length) {
      const append = appends[next];
      next += 1;
      if (append !== undefined) await store.append([append], startMs);
    }
  };
  const cpu = process.cpuUsage();
  const ingest = await timed(async () => {
    await Promise.all(Array.from({ length: appendsAtOnce }, client));
  });
  const used = process.cpuUsage(cpu);
  report({
    figure: "ingest, durable",
    events: eventCount,
    events_per_append: perAppend,
    appends_at_once: appendsAtOnce,
    kevents_per_second: round(eventCount / 1e3 / ingest.seconds),
    mb_per_second: round(bytes / 1e6 / ingest.seconds),
    cpu_us_per_event: round((used.user + used.system) / eventCount),
    fdatasync_ms: round(median(syncs)),
  });
  const joined = await timed(() => store.maintained());
  const stored = store.dataStreams()[0]?.storedBytes ?? 0;
  report({
    figure: "size",
    bytes_per_event: round(stored / eventCount),
    line_bytes_per_event: round(bytes / eventCount),
    times_smaller: round(bytes / stored),
    maintained_seconds: round(joined.seconds),
  });
  await store.close();

  const opening = await reopen(folder);
  const opened = opening.value;
  report({
    figure: "open",
    seconds: round(opening.seconds),
    us_per_thousand_events: round((opening.seconds * 1e9) / eventCount),
  });
  /** @type {number[]} */
  const selects = [];
  /** @type {number[]} */
  const selected = [];
  for (const id of entityIds) {
    const found = await timed(() =>
      opened.select({ values: [[{ field: "process.entity_id", texts: [id] }]] }),
    );
    selects.push(found.seconds);
    selected.push(found.value.length);
  }
  const blocks = opened.select({}).length;
  report({
    figure: "look-up of an entity id",
    blocks,
    selected_blocks: median(selected),
    first_ms: round((selects[0] ?? 0) * 1e3),
    median_ms: round(median(selects) * 1e3),
  });
  const reading = await timed(async () => {
    let read = 0;
    for (const block of opened.select({})) read += (await opened.read(block))?.lines.length ?? 0;
    return read;
  });
  report({
    figure: "read all",
    kevents_per_second: round(eventCount / 1e3 / reading.seconds),
    mb_per_second: round(reading.value / 1e6 / reading.seconds),
  });
  await opened.close();
  const memory = process.memoryUsage();
  report({ figure: "memory at the end", rss_mb: round(memory.rss / 1e6) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
