// @ts-check
import { allParts, createRecordReader, mapToEcs, wantedPartsOf } from "../packages/core/dist/events/index.js";
import { differenceOf } from "./compare-engines.js";
import { startDetection } from "./detect-documents.js";
import { median, report, round, timed } from "./report.js";
import { unpackRecordings } from "./unpack-recordings.js";

/** @typedef {import("@eqlite/core/detect").PreparedRule} PreparedRule */
/** @typedef {import("@eqlite/core/kernel").EngineName} EngineName */
/** @typedef {import("./unpack-recordings.js").Recording} Recording */

const warmPasses = 5;
/** Recordings are read as often as it takes to have so many bytes in a pass. */
const wantedBytes = 60_000_000;
const pieceBytes = 1024 * 1024;
/** So many bytes of each kind are seen by the reference path, which tries every rule on every event. */
const comparedBytes = 4_000_000;

/**
 * Rules over real recordings, from unpacked bytes to matches: reading, mapping to ECS, judging. One figure for those in
 * JSON lines and one for EVTX, in records a second of one core.
 * @param {readonly PreparedRule[]} rules
 * @param {string} folder
 * @returns {Promise<boolean>} whether the matches are those of the reference path
 */
export async function reportRecordings(rules, folder) {
  const recordings = await unpackRecordings(folder);
  const isEvtx = (/** @type {Recording} */ { bytes }) =>
    Buffer.from(bytes.subarray(0, 7)).toString() === "ElfFile";
  const isSysmon = (/** @type {Recording} */ { bytes }) =>
    Buffer.from(bytes.subarray(0, 1_000_000)).includes("Sysmon");
  const kinds = /** @type {const} */ ([
    ["Sysmon recordings, NDJSON", recordings.filter((one) => !isEvtx(one) && isSysmon(one) && isLines(one))],
    ["recordings, EVTX", recordings.filter(isEvtx)],
  ]);
  let isSame = true;
  for (const [figure, chosen] of kinds) {
    if (chosen.length === 0) {
      report({ figure, failed: `nothing of this kind in ${folder}` });
      continue;
    }
    isSame = compare(rules, figure, chosen) && isSame;
    await time(rules, figure, chosen);
  }
  return isSame;
}

/** @param {Recording} recording */
function isLines({ bytes }) {
  const start = Buffer.from(bytes.subarray(0, 100_000)).toString();
  return start.startsWith("{") && start.includes("}\n{");
}

/**
 * @param {readonly PreparedRule[]} rules
 * @param {string} figure
 * @param {readonly Recording[]} recordings
 */
function compare(rules, figure, recordings) {
  /** @type {Recording[]} */
  const compared = [];
  let bytes = 0;
  for (const recording of recordings.toSorted((a, b) => a.bytes.length - b.bytes.length)) {
    if (compared.length > 0 && bytes + recording.bytes.length > comparedBytes) break;
    bytes += recording.bytes.length;
    compared.push(recording);
  }
  const [expected, found] = [judge(rules, compared, "reference"), judge(rules, compared, "kernel")];
  const difference = differenceOf(expected.matches, found.matches);
  report({ figure: "same matches", of: figure, rules: rules.length, events: found.records, ...difference });
  return difference.same;
}

/**
 * @param {readonly PreparedRule[]} rules
 * @param {string} figure
 * @param {readonly Recording[]} recordings
 */
async function time(rules, figure, recordings) {
  const size = recordings.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const repeated = Array.from(
    { length: Math.max(1, Math.round(wantedBytes / size)) },
    () => recordings,
  ).flat();
  /** @type {number[]} */
  const seconds = [];
  let records = 0;
  // The rules are indexed once, as in a scan of a large folder; `end to end` has what that takes.
  const { pass } = startDetection(rules, "kernel");
  for (let turn = 0; turn <= warmPasses; turn += 1) {
    const run = await timed(() => readAndJudge(pass, repeated));
    pass.takeShare();
    seconds.push(run.seconds);
    records = run.value;
  }
  const [first = 0, ...warm] = seconds;
  report({
    figure,
    rules: rules.length,
    records,
    bytes: repeated.reduce((sum, { bytes }) => sum + bytes.length, 0),
    records_per_second: Math.round(records / median(warm)),
    microseconds_per_record: round((median(warm) / records) * 1e6),
    first_records_per_second: Math.round(records / first),
  });
}

/**
 * Reads, maps and judges as a scan does.
 * @param {readonly PreparedRule[]} rules
 * @param {readonly Recording[]} recordings
 * @param {EngineName} engine
 */
function judge(rules, recordings, engine) {
  const { pass, finish } = startDetection(rules, engine);
  const records = readAndJudge(pass, recordings);
  return { records, matches: finish() };
}

/**
 * @param {import("@eqlite/core/kernel").QueryPass} pass
 * @param {readonly Recording[]} recordings
 * @returns {number} records
 */
function readAndJudge(pass, recordings) {
  const { judgeBlock, fields } = pass;
  const parts = fields === undefined ? allParts : wantedPartsOf(fields);
  let records = 0;
  let base = 0;
  for (const { bytes } of recordings) {
    let number = 0;
    /** @type {import("@eqlite/core/events").RecordSink} */
    const sink = {
      record(raw) {
        const { document } = mapToEcs(raw.document, parts);
        records += 1;
        pass.judgeDocument(document, base + (raw.byteOffset ?? number), raw.index);
        number += 1;
      },
      problem() {
        // Recordings have a few; who reads them is told by a scan.
      },
    };
    if (judgeBlock !== undefined) {
      sink.lines = (block, left) => {
        let documents = records;
        const before = pass.eventCount;
        const lines = judgeBlock(block.bytes, base + block.byteOffset, (from, to, linesBefore) =>
          left.lineOf(block, from, to, linesBefore),
        );
        documents = records - documents;
        records += pass.eventCount - before - documents;
        return lines;
      };
    }
    const reader = createRecordReader(sink);
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      reader.push(bytes.subarray(from, from + pieceBytes));
    }
    reader.end();
    base += bytes.length + 1;
  }
  return records;
}
