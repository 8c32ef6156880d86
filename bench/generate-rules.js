// @ts-check
// Made-up EQL rules in the shape of real rule sets, for measurements: the share of single events and sequences, the
// operators, the exclusions, the lists and wildcards and how often each field is named follow counts over the public
// rules of Elastic; no text is theirs. The same seed gives the same rules.
//
//   node bench/generate-rules.js COUNT [SEED] > rules.ndjson
import { pathToFileURL } from "node:url";
import { createRandom } from "./random.js";
import { createPredicate } from "./rule-predicates.js";

/** @typedef {import("./random.js").Random} Random */
/** @typedef {import("./defend-vocabulary.js").Os} Os */
/** @typedef {import("./rule-predicates.js").Category} Category */
/** @typedef {import("./rule-predicates.js").Breadth} Breadth */

/** @type {readonly (readonly [number, Os])[]} */
const osWeights = [
  [60, "windows"],
  [30, "linux"],
  [10, "macos"],
];

/**
 * Of the stages of a sequence one may be broad; the others are narrow, or every pair of events would complete it.
 * @type {readonly (readonly [number, Breadth])[]}
 */
const widestBreadths = [
  [16, "broad"],
  [40, "medium"],
  [46, "narrow"],
];

const sequenceShare = 0.21;

const maxspans = /** @type {const} */ ([
  ...[
    [52, "1m"],
    [29, "5s"],
    [22, "1s"],
    [22, "30s"],
    [13, "3s"],
    [12, "15s"],
    [12, "5m"],
    [10, "10s"],
  ],
  ...[
    [5, "2m"],
    [5, "10m"],
    [5, "1h"],
    [3, "3m"],
    [3, "30m"],
    [2, "12h"],
  ],
]);

/** @type {readonly (readonly [number, { severity: string, risk_score: number }])[]} */
const severities = [
  [960, { severity: "medium", risk_score: 47 }],
  [565, { severity: "high", risk_score: 73 }],
  [518, { severity: "low", risk_score: 21 }],
  [21, { severity: "critical", risk_score: 99 }],
];

/**
 * Rules as the detection engine's API takes them.
 * @param {{ count: number, seed?: number }} options
 */
export function generateRules({ count, seed = 1 }) {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const os = random.pickWeighted(osWeights);
    // Spread evenly, so that the first hundred rules have the share of sequences that all have.
    const isSequence = Math.floor((index + 1) * sequenceShare) > Math.floor(index * sequenceShare);
    const { query, categories } = isSequence ? createSequence(random, os) : createSingle(random, os);
    return {
      rule_id: random.uuid(),
      name: `Benchmark ${index + 1}: ${categories.join(", then ")} on ${os}`,
      description: "Made up for measurements.",
      type: "eql",
      language: "eql",
      query,
      index: [...new Set(categories)].map((category) => `logs-endpoint.events.${category}-*`),
      ...random.pickWeighted(severities),
      from: "now-9m",
      interval: "5m",
      tags: ["Data Source: Elastic Defend", `OS: ${os}`],
      author: ["eqlite"],
      license: "Apache-2.0",
    };
  });
}

/**
 * @param {Random} random
 * @param {Os} os
 */
function createSingle(random, os) {
  const category = pickCategory(random, os);
  return { query: createPredicate(random, os, category, "narrow"), categories: [category] };
}

/**
 * @param {Random} random
 * @param {Os} os
 */
function createSequence(random, os) {
  const shape = random.pickWeighted([
    [182, 2],
    [15, 1],
    [14, 3],
    [2, 4],
  ]);
  if (shape === 1) return createRuns(random, os);
  const isJoinedPerStage = shape === 2 && random.chance(0.1);
  return isJoinedPerStage ? createJoinedStages(random, os) : createKeyedSequence(random, os, shape);
}

/**
 * `sequence by … [a] [b]`: one key for all stages.
 * @param {Random} random
 * @param {Os} os
 * @param {number} stageCount
 */
function createKeyedSequence(random, os, stageCount) {
  const keys = random.pickWeighted([
    [35, "host.id, process.entity_id"],
    [30, "process.entity_id"],
    [20, "host.id"],
    [8, "host.id, user.id"],
    [7, "host.id, process.parent.entity_id"],
  ]);
  // Only events of processes tell the parent's id.
  const isAboutParents = keys.includes("parent");
  const categories = Array.from({ length: stageCount }, () =>
    isAboutParents ? "process" : pickCategory(random, os),
  );
  const breadths = pickBreadths(random, stageCount);
  const stages = categories.map(
    (category, stage) => `[${createPredicate(random, os, category, breadths[stage] ?? "narrow")}]`,
  );
  // A missing event needs a time limit, so that it can be known to be missing.
  const isLastMissing = random.chance(0.01);
  const span = isLastMissing || random.chance(0.94) ? ` with maxspan=${random.pickWeighted(maxspans)}` : "";
  if (isLastMissing) stages.push(stages.pop()?.replace("[", "![") ?? "");
  if (random.chance(0.005)) stages.push('until [process where event.type == "end"]');
  const pipe = random.chance(0.01) ? "\n| tail 1" : "";
  return { query: `sequence by ${keys}${span}\n${stages.join("\n")}${pipe}`, categories };
}

/**
 * A file that is written and then run, or a process and its child: each stage has a key of its own.
 * @param {Random} random
 * @param {Os} os
 */
function createJoinedStages(random, os) {
  const isFile = random.chance(0.5);
  /** @type {Category[]} */
  const categories = [isFile ? "file" : "process", "process"];
  const [first, second] = isFile
    ? ["host.id, file.path", "host.id, process.executable"]
    : ["host.id, process.entity_id", "host.id, process.parent.entity_id"];
  const [firstBreadth = "narrow", secondBreadth = "narrow"] = pickBreadths(random, 2);
  const query = `sequence with maxspan=${random.pickWeighted(maxspans)}
[${createPredicate(random, os, categories[0] ?? "process", firstBreadth)}] by ${first}
[${createPredicate(random, os, "process", secondBreadth)}] by ${second}`;
  return { query, categories };
}

/**
 * The same thing many times over: `[a] with runs=10`.
 * @param {Random} random
 * @param {Os} os
 */
function createRuns(random, os) {
  const category = pickCategory(random, os);
  const stage = `[${createPredicate(random, os, category, "narrow")}] with runs=${random.pick([3, 5, 10, 25])}`;
  const keys = random.pick(["host.id", "host.id, process.parent.entity_id", "process.entity_id"]);
  return {
    query: `sequence by ${keys} with maxspan=${random.pickWeighted(maxspans)}\n${stage}`,
    categories: [category],
  };
}

/**
 * @param {Random} random
 * @param {number} stageCount
 * @returns {Breadth[]}
 */
function pickBreadths(random, stageCount) {
  const widest = random.int(stageCount);
  return Array.from({ length: stageCount }, (_, stage) =>
    stage === widest ? random.pickWeighted(widestBreadths) : "narrow",
  );
}

/**
 * @param {Random} random
 * @param {Os} os
 * @returns {Category}
 */
function pickCategory(random, os) {
  return random.pickWeighted(
    /** @type {[number, Category][]} */ ([
      [66, "process"],
      [15, "file"],
      [8, "network"],
      [os === "windows" ? 9 : 0, "registry"],
      [os === "windows" ? 7 : 0, "library"],
    ]),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [count, seed] = process.argv.slice(2).map(Number);
  if (count === undefined || !Number.isSafeInteger(count) || count < 0 || Number.isNaN(seed)) {
    console.error("usage: node bench/generate-rules.js COUNT [SEED] > rules.ndjson");
    process.exit(2);
  }
  for (const rule of generateRules({ count, ...(seed === undefined ? {} : { seed }) })) {
    process.stdout.write(`${JSON.stringify(rule)}\n`);
  }
}
