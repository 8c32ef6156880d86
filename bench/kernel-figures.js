// @ts-check
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { createSequenceTable } from "../packages/core/dist/kernel/index.js";
import { toPortableQuery } from "../packages/core/dist/lang/index.js";
import { blocksOf, readLines } from "./bench-input.js";
import { startDetection } from "./detect-documents.js";
import { judgeWhole } from "./engines.js";
import { median, report, round, timed } from "./report.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("./bench-input.js").BenchInput} BenchInput */

const warmPasses = 5;

/**
 * The kernel against `JSON.parse` on the same bytes, pass by pass in turn, so that both see the same machine. Bytes in,
 * hits out: finding the sequences among the hits is measured apart (`finish_seconds`).
 * @param {readonly PreparedRule[]} rules
 * @param {BenchInput} input
 */
export async function reportKernel(rules, input) {
  const lines = readLines(input);
  const counts = [...new Set([1, 100, rules.length])].filter((count) => count <= rules.length);
  const blocks = [...blocksOf(input)];
  const started = counts.map((count) => ({ count, ...startDetection(rules.slice(0, count), "kernel") }));
  /** @type {number[]} */
  const parse = [];
  const judge = started.map(() => /** @type {number[]} */ ([]));
  const first = started.map(() => 0);
  /** @type {Set<string>[]} */
  const hits = started.map(() => new Set());
  for (let round_ = 0; round_ <= warmPasses; round_ += 1) {
    parse.push((await timed(() => lines.forEach((line) => void JSON.parse(line)))).seconds);
    for (const [at, { pass }] of started.entries()) {
      const { seconds } = await timed(() => {
        for (const { bytes, position } of blocks) judgeWhole(pass, bytes, position);
      });
      if (round_ === 0) first[at] = seconds;
      else judge[at]?.push(seconds);
      const found = pass.takeShare().hits.buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
      hits[at]?.add(String(found));
    }
  }
  if (hits.some((found) => found.size !== 1))
    throw new Error("two passes over the same events found different hits");
  const parseSeconds = median(parse.slice(1));
  const medians = judge.map(median);
  for (const [at, { count }] of started.entries()) {
    const seconds = medians[at] ?? 0;
    report({
      figure: `parse and ${count} rule${count === 1 ? "" : "s"}, one core`,
      kevents_per_second: round(input.events / 1e3 / seconds),
      mb_per_second: round(input.bytes / 1e6 / seconds),
      json_parse_kevents_per_second: round(input.events / 1e3 / parseSeconds),
      times_faster_than_json_parse: round(parseSeconds / seconds),
      first_pass_times_faster: round((parse[0] ?? 0) / (first[at] ?? 1)),
      hit_bytes_per_event: round(Number([...(hits[at] ?? [])][0]) / input.events),
    });
  }
  report({
    figure: `${counts.at(-1)} rules over 1 rule`,
    times_as_long: round((medians.at(-1) ?? 0) / (medians[0] ?? 1)),
  });
}

/**
 * From bytes to matches, with all that is made anew for a pass: the kernel, its buckets, and the search for sequences.
 * @param {readonly PreparedRule[]} rules
 * @param {BenchInput} input
 */
export async function reportEndToEnd(rules, input) {
  const blocks = [...blocksOf(input)];
  for (const count of [1, rules.length]) {
    /** @type {{ start: number, judge: number, finish: number, matches: number }[]} */
    const passes = [];
    for (let pass = 0; pass <= 3; pass += 1) {
      const started = await timed(() => startDetection(rules.slice(0, count), "kernel"));
      const judged = await timed(() => {
        for (const { bytes, position } of blocks) judgeWhole(started.value.pass, bytes, position);
      });
      const finished = await timed(() => started.value.finish().length);
      passes.push({
        start: started.seconds,
        judge: judged.seconds,
        finish: finished.seconds,
        matches: finished.value,
      });
    }
    const warm = passes.slice(1);
    const [start, judge, finish] = [
      median(warm.map((pass) => pass.start)),
      median(warm.map((pass) => pass.judge)),
      median(warm.map((pass) => pass.finish)),
    ];
    report({
      figure: `end to end, ${count} rule${count === 1 ? "" : "s"}`,
      start_seconds: round(start),
      judge_seconds: round(judge),
      finish_seconds: round(finish),
      kevents_per_second: round(input.events / 1e3 / (start + judge + finish)),
      matches: passes[0]?.matches,
    });
  }
}

/**
 * One worker and two over the same blocks in shared memory.
 * @param {readonly PreparedRule[]} rules
 * @param {BenchInput} input
 */
export async function reportWorkers(rules, input) {
  if (availableParallelism() < 2) {
    report({ figure: "two workers over one", failed: "this machine has one core" });
    return;
  }
  const blocks = [...blocksOf(input)];
  const shared = new SharedArrayBuffer(input.bytes);
  const bounds = new Float64Array(new SharedArrayBuffer(16 * blocks.length));
  for (const [at, { bytes, position }] of blocks.entries()) {
    new Uint8Array(shared, position, bytes.length).set(bytes);
    bounds.set([position, bytes.length], at * 2);
  }
  const next = new Int32Array(new SharedArrayBuffer(4));
  const portable = rules.map(({ rule, query }) => ({
    rule: { timestampField: rule.timestampField, tiebreakerField: rule.tiebreakerField, index: rule.index },
    query: toPortableQuery(query),
  }));
  const workers = [0, 1].map(
    () =>
      new Worker(new URL("kernel-worker.js", import.meta.url), {
        workerData: { rules: portable, shared, bounds, next },
      }),
  );
  /** @param {readonly Worker[]} working */
  const run = async (working) => {
    Atomics.store(next, 0, 0);
    const done = working.map(
      (worker) =>
        new Promise((resolve, reject) => {
          worker.once("error", reject);
          worker.once("message", (hits) => {
            worker.off("error", reject);
            resolve(hits);
          });
        }),
    );
    for (const worker of working) worker.postMessage("go");
    const hits = await Promise.all(done);
    return hits.reduce((sum, count) => sum + count, 0);
  };
  try {
    /** @type {number[][]} */
    const seconds = [[], []];
    const hits = new Set();
    for (let pass = 0; pass <= warmPasses; pass += 1) {
      for (const count of [1, 2]) {
        const { value, seconds: taken } = await timed(() => run(workers.slice(0, count)));
        hits.add(value);
        // In the first pass, both have to warm up.
        if (pass > 0) seconds[count - 1]?.push(taken);
      }
    }
    if (hits.size !== 1) throw new Error(`one worker and two found different hits: ${[...hits].join(", ")}`);
    const [one, two] = seconds.map(median);
    report({
      figure: "two workers over one",
      rules: rules.length,
      times_faster: round((one ?? 0) / (two ?? 1)),
      one_kevents_per_second: round(input.events / 1e3 / (one ?? 1)),
      two_kevents_per_second: round(input.events / 1e3 / (two ?? 1)),
    });
  } finally {
    for (const worker of workers) await worker.terminate();
  }
}

/** Partial sequences that wait at once. */
const partials = 1_000_000;

/** Memory and pauses of sequence state, without events. */
export function reportPartials() {
  const table = createSequenceTable(
    { missing: [false, false], maxspanMs: 3_600_000, countsNanos: false },
    { onCompleted() {} },
  );
  const random = new Uint32Array(2);
  let state = 1;
  const start = performance.now();
  for (let at = 0; at < partials; at += 1) {
    for (let half = 0; half < 2; half += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      random[half] = state ^ (state >>> 15);
    }
    table.feed(0, random[0] ?? 0, random[1] ?? 0, at, 0, at);
  }
  const insertSeconds = (performance.now() - start) / 1000;
  const { bytes, partialCount } = table;
  let longestMs = 0;
  let calls = 0;
  for (let isDone = false; !isDone; calls += 1) {
    const before = performance.now();
    isDone = table.expire(partials + 7_200_000);
    longestMs = Math.max(longestMs, performance.now() - before);
  }
  report({
    figure: "partial sequences",
    live: partialCount,
    bytes_per_partial: round(bytes / partialCount),
    million_inserts_per_second: round(partials / 1e6 / insertSeconds),
    longest_expire_ms: round(longestMs),
    expire_calls: calls,
    left: table.partialCount,
  });
}
