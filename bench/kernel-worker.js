// @ts-check
// A worker of kernel-figures.js: takes blocks of shared memory by a counter until there are no more.
import { parentPort, workerData } from "node:worker_threads";
import { createRulePass } from "../packages/core/dist/detect/index.js";
import { builtInCatalogue } from "../packages/core/dist/events/index.js";
import { fromPortableQuery } from "../packages/core/dist/lang/index.js";
import { decodeAscii } from "../packages/server/dist/events/decode-ascii.js";
import { judgeWhole } from "./engines.js";

/** @type {{ rules: { rule: import("@eqlite/core/detect").PassRule["rule"], query: import("@eqlite/core/lang").PortableQuery }[], shared: SharedArrayBuffer, bounds: Float64Array, next: Int32Array }} */
const { rules, shared, bounds, next } = workerData;

const pass = createRulePass(
  rules.map(({ rule, query }) => ({ rule, query: fromPortableQuery(query) })),
  {
    catalogue: builtInCatalogue(),
    enforceIndex: false,
    decodeAscii,
  },
);

parentPort?.on("message", () => {
  let block = Atomics.add(next, 0, 1);
  while (block * 2 < bounds.length) {
    const [position = 0, length = 0] = bounds.subarray(block * 2, block * 2 + 2);
    judgeWhole(pass, new Uint8Array(shared, position, length), position);
    block = Atomics.add(next, 0, 1);
  }
  const hits = pass.takeShare().hits.buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  parentPort?.postMessage(hits);
});
