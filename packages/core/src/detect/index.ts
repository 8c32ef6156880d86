export type { Ancestor } from "./alert-ancestors.ts";
export { type AlertExecution, type AlertOrigin, type InstalledRule, liveField } from "./alert-origin.ts";
export type { AlertLook } from "./alert-overrides.ts";
export { type Alert, type AlertContext, buildAlert, type Evidence, type RuleMatch } from "./build-alert.ts";
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
export { compileEventIndex, compileIndexPatterns } from "./index-patterns.ts";
export type { FieldPath, LocateField } from "./object-reader.ts";
export { parseRule } from "./parse-rule.ts";
export { canRun, prepareRule } from "./prepare-rule.ts";
export { type GuideSegment, renderGuide } from "./render-guide.ts";
export { type Rule, ruleParameters } from "./rule.ts";
export { type RuleType, ruleTypes, type Severity, severities } from "./rule-parts.ts";
export { tomlRuleFields } from "./toml-rule.ts";
