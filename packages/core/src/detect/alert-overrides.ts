import { compileFieldReader, type JsonObject, type JsonValue } from "../events/index.ts";
import type { Rule } from "./rule.ts";
import { type Severity, severities } from "./rule-parts.ts";

/** What an alert takes from its event instead of from its rule (specification 5.4). */
export interface AlertLook {
  readonly name: string;
  readonly severity: Severity;
  readonly riskScore: number;
}

/** The rule's own name, severity and risk score: for sequences, unless overrides are to apply to them. */
export function ruleLook(rule: Rule): AlertLook {
  return { name: rule.name, severity: rule.severity, riskScore: rule.riskScore };
}

/**
 * Name, severity and risk score after the rule's overrides are applied to the events of an alert: the first name, the
 * highest severity and the largest score that any of them gives.
 */
export function overriddenLook(rule: Rule, documents: readonly JsonObject[]): AlertLook {
  return {
    name: overriddenName(rule, documents),
    severity: overriddenSeverity(rule, documents),
    riskScore: overriddenRiskScore(rule, documents),
  };
}

/** The field's value if it is a single text; a list is ignored. */
function overriddenName(rule: Rule, documents: readonly JsonObject[]): string {
  if (rule.ruleNameOverride === undefined) return rule.name;
  const read = compileFieldReader(rule.ruleNameOverride);
  for (const document of documents) {
    const values = read(document);
    const [only] = values;
    if (values.length === 1 && typeof only === "string" && only !== "") return only;
  }
  return rule.name;
}

/** The highest severity among the entries whose value is one of an event's. */
function overriddenSeverity(rule: Rule, documents: readonly JsonObject[]): Severity {
  const fitting = rule.severityMapping.filter((entry) =>
    documents
      .flatMap(compileFieldReader(entry.field))
      .some((value) => equalsText(value, entry.value, entry.field)),
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
function overriddenRiskScore(rule: Rule, documents: readonly JsonObject[]): number {
  const [mapping] = rule.riskScoreMapping;
  if (mapping === undefined) return rule.riskScore;
  const scores = documents
    .flatMap(compileFieldReader(mapping.field))
    .map((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value))
    .filter((value): value is number => typeof value === "number" && value >= 0 && value <= 100);
  return scores.length === 0 ? rule.riskScore : Math.max(...scores);
}
