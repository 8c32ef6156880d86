import type { JsonObject } from "../events/index.ts";
import type { FieldCatalogue } from "../lang/index.ts";
import { type Condition, checkQuery } from "../lang/index.ts";
import { compilePredicate, createDocumentFields } from "../match/index.ts";
import { createKernelFields } from "./event-view.ts";
import { verdictOf } from "./fuzz/judges.test-support.ts";
import type { Random } from "./fuzz/random.test-support.ts";
import { randomQuery } from "./fuzz/random-condition.test-support.ts";
import { catalogue as vocabulary } from "./fuzz/vocabulary.test-support.ts";
import type { JudgedEvent } from "./judged-event.ts";
import { createKernel, type Kernel } from "./kernel.ts";
import type { KernelOptions } from "./kernel-options.ts";
import { queryCondition } from "./query-condition.ts";

/** The condition of an event query over the vocabulary of random documents, or another catalogue. */
export function conditionOf(query: string, catalogue: FieldCatalogue = vocabulary): Condition {
  const checked = checkQuery(query, catalogue);
  if (!checked.ok) throw new Error(`${query}: ${checked.diagnostics[0]?.message}`);
  return queryCondition(checked.value);
}

/** Random conditions over the vocabulary. */
export function randomConditions(random: Random, count: number): readonly Condition[] {
  const conditions: Condition[] = [];
  while (conditions.length < count) {
    const checked = checkQuery(randomQuery(random), vocabulary);
    if (checked.ok) conditions.push(queryCondition(checked.value));
  }
  return conditions;
}

/** What the kernel makes of one event: a character for each condition as `verdictOf` has it, and its time. */
export interface Verdict {
  readonly verdicts: string;
  readonly ms: number;
  readonly nanos: number;
}

export interface KernelVerdicts {
  readonly kernel: Kernel;
  /** One entry for each line: undefined where the kernel left it. */
  ofLines(lines: readonly string[]): readonly (Verdict | undefined)[];
  ofDocument(document: JsonObject): Verdict;
}

/** A kernel for conditions, deciding as a query does what it leaves open. */
export function createKernelVerdicts(
  conditions: readonly Condition[],
  options: Partial<KernelOptions> = {},
): KernelVerdicts {
  const fields = createKernelFields();
  // One more that holds for every event, so that the kernel names them all.
  const asked: readonly Condition[] = [...conditions, { kind: "Always", value: true }];
  const predicates = asked.map((condition) => compilePredicate(condition, fields));
  const kernel = createKernel({ probeEvery: 1, ...options, fields, predicates: asked });
  if (kernel === undefined) throw new Error("this platform has no WebAssembly with SIMD");
  const describe = ({ view, ms, nanos, count, predicates: found, isCertain }: JudgedEvent): Verdict => {
    const verdicts = new Array<string>(asked.length).fill("0");
    for (let at = 0; at < count; at += 1) {
      const predicate = found[at] ?? 0;
      const holds = predicates[predicate];
      if (holds === undefined) throw new Error(`the kernel found predicate ${predicate}, which there is not`);
      verdicts[predicate] = isCertain[at] === 1 ? "1" : verdictOf(holds, view);
    }
    return { verdicts: verdicts.slice(0, -1).join(""), ms, nanos };
  };
  return {
    kernel,
    ofLines(lines) {
      const found: (Verdict | undefined)[] = lines.map(() => undefined);
      kernel.judgeBlock(new TextEncoder().encode(lines.join("\n")), {
        event(judged) {
          found[judged.linesBefore] = describe(judged);
        },
        line: () => false,
      });
      return found;
    },
    ofDocument(document) {
      const found: Verdict[] = [];
      kernel.judgeDocument(document, { event: (judged) => found.push(describe(judged)) });
      const [verdict] = found;
      if (verdict === undefined || found.length !== 1) throw new Error("a document is one event");
      return verdict;
    },
  };
}

/** The verdicts of the reference path. */
export function createReferenceVerdicts(conditions: readonly Condition[]): (document: JsonObject) => string {
  const fields = createDocumentFields();
  const predicates = conditions.map((condition) => compilePredicate(condition, fields));
  return (document) => predicates.map((holds) => verdictOf(holds, document)).join("");
}
