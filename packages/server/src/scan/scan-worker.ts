import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { createRulePass } from "@eqlite/core/detect";
import { createBlockRecords, type LineBlock } from "@eqlite/core/events";
import { fromPortableQuery } from "@eqlite/core/lang";
import { decodeAscii } from "../events/decode-ascii.ts";
import { createMakeEvent } from "../events/make-event.ts";
import { inputLimits } from "../inputs/input-limits.ts";
import type { InputProblem } from "../inputs/input-problem.ts";
import { type BlockHeader, openBlockSlots } from "./block-slots.ts";
import { createProblemLog } from "./problem-log.ts";
import type { FromWorker, WorkerFile, WorkerStart } from "./worker-messages.ts";

// Judges the blocks that the main thread hands out, and posts what it found: hits, counts and problems, never an event.

/** Events after which what was found is posted, so that no worker holds much: some megabytes of hits at most. */
const eventsPerShare = 20_000;

function main(): void {
  const port = parentPort;
  if (port === null) throw new Error("this is the script of a worker");
  const start = workerData as WorkerStart;
  const types = new Map(start.fieldTypes);
  const pass = createRulePass(
    start.rules.map(({ rule, query }) => ({ rule, query: fromPortableQuery(query) })),
    {
      catalogue: { typeOf: (name) => types.get(name) },
      enforceIndex: start.enforceIndex,
      seed: start.seed,
      decodeAscii,
      ...(start.range === undefined ? {} : { range: start.range }),
    },
  );
  const judgeBlock = pass.judgeBlock?.bind(pass);
  if (judgeBlock === undefined) throw new Error("workers are started where there is a kernel only");
  const makeEvent = createMakeEvent([], pass.fields);
  const files = new Map<number, WorkerFile>();
  const slots = openBlockSlots(start.slots, start.slotCount);
  const problems = createProblemLog();
  let recordCount = 0;
  let eventsAtShare = 0;

  const fileOf = (number: number): WorkerFile => {
    // This thread never comes back to its queue of messages, so it looks there itself.
    for (let found = receiveMessageOnPort(start.files); found !== undefined; ) {
      const file = found.message as WorkerFile;
      files.set(file.number, file);
      found = receiveMessageOnPort(start.files);
    }
    const file = files.get(number);
    // Its message is posted before its first block is handed out.
    if (file === undefined) throw new Error(`file ${number} was not announced`);
    return file;
  };

  const use = (header: BlockHeader, bytes: Uint8Array): void => {
    const { number: _number, ...file } = fileOf(header.file);
    const addProblem = (problem: InputProblem): void => {
      problems.add(problem, file, header.block);
    };
    const records = createBlockRecords(
      {
        record(raw) {
          const base = header.position - header.byteOffset;
          const { event, problem } = makeEvent(raw, file, base + (raw.byteOffset ?? 0));
          if (problem !== undefined) addProblem(problem);
          pass.judgeDocument(event.document, event.arrival, event.index);
        },
        problem: addProblem,
      },
      inputLimits,
    );
    const before = pass.eventCount;
    const block: LineBlock = { ...header, bytes };
    judgeBlock(bytes, header.position, (from, to, linesBefore) =>
      records.lineOf(block, from, to, linesBefore),
    );
    records.end();
    recordCount += pass.eventCount - before;
  };

  const post = (total: FromWorker["total"]): void => {
    const message: FromWorker = { share: pass.takeShare(), total };
    port.postMessage(message, [...message.share.hits.buffers]);
    eventsAtShare = pass.eventCount;
  };

  while (slots.take(use)) {
    if (pass.eventCount - eventsAtShare >= eventsPerShare) post(undefined);
  }
  const { unreadableRecords, count, listed, notes } = problems;
  post({ records: recordCount, problems: { unreadableRecords, count, listed, notes } });
}

main();
