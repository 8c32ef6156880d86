import { createNdjsonReader, type JsonObject, type ReadProblem } from "../../events/index.ts";
import { jsonLimits } from "../../events/json/json-limits.ts";
import { type Condition, QueryFailure } from "../../lang/index.ts";
import { compilePredicate, createDocumentFields, type Predicate } from "../../match/index.ts";
import { createKernelFields } from "../event-view.ts";
import type { JudgedEvent as KernelEvent } from "../judged-event.ts";
import { createKernel } from "../kernel.ts";
import { createRuleIndex } from "../rule-index.ts";

/** What comes out of a block of lines for some conditions. Two ways to the same result agree in all of it. */
export interface Findings {
  readonly events: readonly JudgedEvent[];
  readonly problems: readonly Pick<ReadProblem, "kind" | "record" | "message" | "lostRecords">[];
}

export interface JudgedEvent {
  /** The line, one-based. */
  readonly record: number;
  /** One character for each condition: `1` holds, `0` does not, `!` fails the query. */
  readonly verdicts: string;
}

/** One way to judge lines. */
export type Judge = (conditions: readonly Condition[], block: Uint8Array) => Findings;

/** The path of `match`: every event is parsed, and every condition is tried on it. */
export const judgeByReference: Judge = (conditions, block) => {
  const fields = createDocumentFields();
  const predicates = conditions.map((condition) => compilePredicate(condition, fields));
  return judgeDocuments(block, (document) => predicates.map((holds) => verdictOf(holds, document)).join(""));
};

/** The same, but only what the rule index names is tried. */
export const judgeByRuleIndex: Judge = (conditions, block) => {
  const fields = createDocumentFields();
  const predicates = conditions.map((condition) => compilePredicate(condition, fields));
  const index = createRuleIndex(conditions, fields);
  return judgeDocuments(block, (document) => {
    const candidates = new Set(index.candidates(document));
    return predicates
      .map((holds, position) => (candidates.has(position) ? verdictOf(holds, document) : "0"))
      .join("");
  });
};

/**
 * The kernel, deciding as a query does what it leaves open. Its blocks are small, so that lines are cut apart in many ways.
 */
export const judgeByKernel: Judge = (conditions, block) => judgeInBlocks(conditions, block, 700);

/** The kernel over blocks of a length of choice. */
export function judgeInBlocks(
  conditions: readonly Condition[],
  block: Uint8Array,
  lineBlockBytes: number,
): Findings {
  const fields = createKernelFields();
  // One more that holds for every event, so that the kernel names them all.
  const asked: readonly Condition[] = [...conditions, { kind: "Always", value: true }];
  const predicates = asked.map((condition) => compilePredicate(condition, fields));
  const kernel = createKernel({ fields, predicates: asked });
  if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
  const events: JudgedEvent[] = [];
  const problems: Findings["problems"][number][] = [];
  let recordOf: (event: KernelEvent) => number = () => 0;
  const event = (judged: KernelEvent): void => {
    const found = new Array<string>(asked.length).fill("0");
    for (let at = 0; at < judged.count; at += 1) {
      const predicate = judged.predicates[at] ?? 0;
      const holds = predicates[predicate];
      if (holds === undefined) throw new Error(`the kernel found predicate ${predicate}, which there is not`);
      found[predicate] = judged.isCertain[at] === 1 ? "1" : verdictOf(holds, judged.view);
    }
    events.push({ record: recordOf(judged), verdicts: found.slice(0, -1).join("") });
  };
  const reader = createNdjsonReader(
    {
      record({ document, record }) {
        recordOf = () => record;
        kernel.judgeDocument(document, { event });
      },
      problem: (problem) => problems.push(describeProblem(problem)),
      lines(lines, records) {
        return kernel.judgeBlock(lines.bytes, {
          event(judged) {
            recordOf = ({ linesBefore }) => lines.firstLine + linesBefore;
            event(judged);
          },
          line: (from, to, linesBefore) => records.lineOf(lines, from, to, linesBefore),
        });
      },
    },
    { ...jsonLimits, lineBlockBytes },
  );
  reader.push(block);
  reader.end();
  return { events, problems };
}

function judgeDocuments(block: Uint8Array, judge: (document: JsonObject) => string): Findings {
  const events: JudgedEvent[] = [];
  const problems: Findings["problems"][number][] = [];
  const reader = createNdjsonReader({
    record: ({ document, record }) => events.push({ record, verdicts: judge(document) }),
    problem: (problem) => problems.push(describeProblem(problem)),
  });
  reader.push(block);
  reader.end();
  return { events, problems };
}

function describeProblem(problem: ReadProblem): Findings["problems"][number] {
  const { kind, record, message, lostRecords } = problem;
  return {
    kind,
    message,
    ...(record === undefined ? {} : { record }),
    ...(lostRecords === undefined ? {} : { lostRecords }),
  };
}

/** `1` where a predicate holds for an event, `0` where it does not, `!` where it fails the query. */
export function verdictOf<D>(holds: Predicate<D>, event: D): string {
  try {
    return holds(event) ? "1" : "0";
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return "!";
  }
}
