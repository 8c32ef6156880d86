// @ts-check
// What it costs to take events in, without the disk and the network: reading `_bulk` bodies and making the lines that are
// stored. One JSON object a line.
//
//   node bench/ingest-figures.js [EVENTS] [EVENTS IN ONE BODY]
import { setImmediate as turn } from "node:timers/promises";
import { builtInCatalogue } from "../packages/core/dist/events/index.js";
import { createIngest } from "../packages/server/dist/ingest/ingest.js";
import { parseBulk } from "../packages/server/dist/ingest/parse-bulk.js";
import { createPrepareEvents } from "../packages/server/dist/ingest/prepare-events.js";
import { generateDefendEvents } from "./generate-defend-events.js";

const [count = 40_000, perBody = 500] = process.argv.slice(2).map(Number);
const rounds = 10;

const documents = Array.from(generateDefendEvents({ count }), (event) => JSON.stringify(event));
const average = documents.reduce((sum, text) => sum + text.length, 0) / count;

/** @param {(document: string, number: number) => string} action */
function bodiesWith(action) {
  const bodies = [];
  for (let from = 0; from < count; from += perBody) {
    const lines = documents.slice(from, from + perBody);
    bodies.push(
      Buffer.from(lines.map((document, i) => `${action(document, from + i)}\n${document}\n`).join("")),
    );
  }
  return bodies;
}

/**
 * The best of some rounds, in microseconds of processor time an event, those of the garbage collector's threads included.
 * @param {readonly Buffer[]} bodies
 * @param {(body: Buffer) => unknown} work
 */
async function measure(bodies, work) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (const body of bodies) await work(body);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / count);
  }
  return best;
}

/** @param {string} figure @param {number} cpuUsPerEvent */
function report(figure, cpuUsPerEvent) {
  console.log(
    JSON.stringify({
      figure,
      cpuUsPerEvent: Number(cpuUsPerEvent.toFixed(3)),
      events: count,
      bytesPerEvent: Math.round(average),
    }),
  );
}

const defaults = { index: "logs-endpoint.events-default" };
const plain = bodiesWith(() => '{"create":{}}');
const named = bodiesWith(
  (_, i) => `{"create":{"_index":"logs-endpoint.events.${["process", "file", "network"][i % 3]}-default"}}`,
);
const withIds = bodiesWith((_, i) => `{"create":{"_id":"${i.toString(36)}-${i}"}}`);

/** @param {number} sampleEvery */
const preparerOf = (sampleEvery) => createPrepareEvents({ sample() {}, sampleEvery, turn });
/** @param {ReturnType<typeof preparerOf>} prepare */
const prepareBody = (prepare) => (/** @type {Buffer} */ body) => {
  const items = parseBulk(body, defaults);
  const wanted = items.map(({ index, id, from, to }) => ({ dataStream: index, id, from, to }));
  return prepare(body, wanted, 1_767_225_600_000);
};

report("parse", await measure(plain, (body) => parseBulk(body, defaults)));
report("parse, an index on every action line", await measure(named, (body) => parseBulk(body, defaults)));
report("parse, an id on every action line", await measure(withIds, (body) => parseBulk(body, defaults)));
report("parse and prepare", await measure(plain, prepareBody(preparerOf(1e9))));
report("parse and prepare, three data streams", await measure(named, prepareBody(preparerOf(1e9))));
const unmapped = bodiesWith(() => '{"create":{}}').map((body) =>
  Buffer.from(
    body
      .toString()
      .replaceAll('"category":', '"kategorie":')
      .replaceAll('"event":{', '"ereignis":{')
      .replaceAll('"data_stream":{', '"strom":{'),
  ),
);
report(
  "parse and prepare, nothing known by its bytes",
  await measure(unmapped, prepareBody(preparerOf(1e9))),
);

let position = 0;
const ingest = () =>
  createIngest({
    store: {
      append: async (events, ingestedMs) =>
        events.map(({ dataStream, lines, count: eventCount }) => {
          const block = {
            dataStream,
            position,
            sizeBytes: lines.length,
            count: eventCount,
            ingestedMs,
            times: undefined,
          };
          position += lines.length;
          return block;
        }),
      dataStreams: () => [],
    },
    clock: { nowMs: () => Date.now() },
    catalogue: builtInCatalogue(),
    idSeed: [1, 2],
    turn: async () => {
      await turn();
    },
  });
const plainIngest = ingest();
report("the whole of it, without a disk", await measure(plain, (body) => plainIngest.bulk(body, defaults)));
