export { canFail, leafTests, mentionsOf } from "./condition-terms.ts";
export {
  createKernelFields,
  type DecodeAscii,
  type EventView,
  type KernelFields,
  type ValueVisitor,
} from "./event-view.ts";
export { type Hit, readHits } from "./hits/read-hits.ts";
export type { SpillFile } from "./hits/spilled-run.ts";
export type { JudgedEvent } from "./judged-event.ts";
export { createKernel, type Kernel, type KernelSink } from "./kernel.ts";
export { createKernelMemories, type KernelMemories } from "./kernel-memory.ts";
export { kernelModule } from "./kernel-module.ts";
export type { KernelOptions } from "./kernel-options.ts";
export { createPass, type EngineName } from "./pass/create-pass.ts";
export { compileMatchKey, type MatchKey, type ReadMatchKey } from "./pass/match-key.ts";
export type { PassMatch, PassOutcome, PassQuery } from "./pass/pass-query.ts";
export type { KeptLine, LeaveLine, PassOptions, PassShare, QueryPass } from "./pass/query-pass.ts";
export type { QueryWindow } from "./pass/query-window.ts";
export type { HashSeed } from "./pass/sip-hash.ts";
export type { TimeRange } from "./pass/time-range.ts";
export { queryCondition } from "./query-condition.ts";
export { createRuleIndex, type RuleIndex } from "./rule-index.ts";
export { planSequence } from "./sequence/plan-sequence.ts";
export { createSequenceTable } from "./sequence/sequence-table.ts";
export {
  createStandingSequence,
  type StandingMatch,
  type StandingOptions,
  type StandingSequence,
} from "./sequence/standing-sequence.ts";
