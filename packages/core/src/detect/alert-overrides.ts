import { compileFieldReader, type JsonObject, type JsonValue } from "../events/index.ts";
import type { Rule } from "./rule.ts";
import { type Severity, severities } from "./rule-parts.ts";

/** What an alert takes from its event instead of from its rule (specification 5.4). */
export interface AlertLook {
  readonly name: string;
  readonly severity: Severity;
  readonly riskScore: number;
}

/** The rule's own name, severity and risk score: for sequences, to which overrides do not apply. */
export function ruleLook(rule: Rule): AlertLook {
  return { name: rule.name, severity: rule.severity, riskScore: rule.riskScore };
}

/** Name, severity and risk score after the rule's overrides are applied to one event. */
export function overriddenLook(rule: Rule, document: JsonObject): AlertLook {
  return {
    name: overriddenName(rule, document),
    severity: overriddenSeverity(rule, document),
    riskScore: overriddenRiskScore(rule, document),
  };
}

/** The field's value if it is a single text; a list is ignored. */
function overriddenName(rule: Rule, document: JsonObject): string {
  if (rule.ruleNameOverride === undefined) return rule.name;
  const values = compileFieldReader(rule.ruleNameOverride)(document);
  const [only] = values;
  return values.length === 1 && typeof only === "string" && only !== "" ? only : rule.name;
}

/** The highest severity among the entries whose value is one of the event's. */
function overriddenSeverity(rule: Rule, document: JsonObject): Severity {
  const fitting = rule.severityMapping.filter((entry) =>
    compileFieldReader(entry.field)(document).some((value) => equalsText(value, entry.value, entry.field)),
  );
  return (
    severities.findLast((severity) => fitting.some((entry) => entry.severity === severity)) ?? rule.severity
  );
}

function equalsText(value: JsonValue, wanted: string, field: string): boolean {
  if (field === "event.severity") return Number.parseInt(String(value), 10) === Number.parseInt(wanted, 10);
  return (typeof value === "string" || Number.isSafeInteger(value)) && String(value) === wanted;
}

/** The largest number from 0 to 100 in the field of the first entry, the only one that counts. */
function overriddenRiskScore(rule: Rule, document: JsonObject): number {
  const [mapping] = rule.riskScoreMapping;
  if (mapping === undefined) return rule.riskScore;
  const scores = compileFieldReader(mapping.field)(document)
    .map((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value))
    .filter((value): value is number => typeof value === "number" && value >= 0 && value <= 100);
  return scores.length === 0 ? rule.riskScore : Math.max(...scores);
}
