export type { Ancestor } from "./alert-ancestors.ts";
export { type AlertExecution, type AlertOrigin, type InstalledRule, liveField } from "./alert-origin.ts";
export type { AlertLook } from "./alert-overrides.ts";
export { applyExceptions, compileSilences, countStages, type Exception } from "./apply-exceptions.ts";
export { type Alert, type AlertContext, buildAlert, type Evidence, type RuleMatch } from "./build-alert.ts";
export { type CompileExceptionContext, compileExceptionItem } from "./compile-exception-item.ts";
export {
  createDetection,
  createRulePass,
  type Detection,
  type DetectionOptions,
  type PassRule,
  type PreparedRule,
  type RuleOutcome,
} from "./detection.ts";
export { eventIdentity, type Hash } from "./event-identity.ts";
export {
  type ExceptionEntry,
  type ExceptionItem,
  isExpired,
  type OsType,
  osTypes,
  type ValueList,
  type ValueListType,
  valueListTypes,
} from "./exception-item.ts";
export { exceptionLimits } from "./exception-limits.ts";
export { compileEventIndex, compileIndexPatterns } from "./index-patterns.ts";
export { type LimitedMatches, limitMatches } from "./limit-matches.ts";
export type { FieldPath, LocateField } from "./object-reader.ts";
export { type ParseExceptionContext, parseExceptionItem } from "./parse-exception-item.ts";
export { parseRule } from "./parse-rule.ts";
export { canRun, prepareRule } from "./prepare-rule.ts";
export { type GuideSegment, renderGuide } from "./render-guide.ts";
export { type Rule, ruleParameters, storedParameters } from "./rule.ts";
export { type RuleType, ruleTypes, type Severity, severities } from "./rule-parts.ts";
export {
  type CoveringWindow,
  type CoverRequest,
  coverWindow,
  lookBackMs,
  type ManualSlice,
  type Planned,
  type PlannedRun,
  parseInterval,
  planManualRun,
  planWindows,
  type RunWindow,
  runWindow,
  type Schedule,
} from "./run-window.ts";
export { runWindowLimits } from "./run-window-limits.ts";
export { tomlRuleFields } from "./toml-rule.ts";
