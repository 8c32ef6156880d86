export { compilePredicate, type Predicate } from "./compile-predicate.ts";
export { compareOrder, type EventOrder } from "./event-order.ts";
export { createFieldMemo, type FieldMemo, type ReadValues } from "./field-memo.ts";
export { convertFieldValue } from "./field-value.ts";
export { joinKeyJson, type KeyTuple } from "./join-key.ts";
export { matchLimits } from "./match-limits.ts";
export { createQueryRun, type Match, type QueryRun, type RunOptions } from "./query-run.ts";
