export { compilePredicate, type Predicate } from "./compile-predicate.ts";
export { compareOrder, compileReadOrder, type EventOrder, type ReadOrder } from "./event-order.ts";
export {
  compileConvertingReader,
  createDocumentFields,
  type FieldSource,
  type ReadRaw,
  type ReadValues,
} from "./field-source.ts";
export { convertFieldValue, convertToDate } from "./field-value.ts";
export { compareKeys, compileKeys, joinKeyJson, type KeyTuple, type ReadKeys } from "./join-key.ts";
export { type JudgedClause, judgeClause, type Verdict } from "./judge-clause.ts";
export { matchLimits } from "./match-limits.ts";
export { applyPipes } from "./pipes.ts";
export {
  createQueryRun,
  createQueryRunOver,
  type Match,
  type QueryRun,
  type RunOptions,
} from "./query-run.ts";
