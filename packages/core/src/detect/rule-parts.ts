import type { JsonObject } from "../events/index.ts";

/** Every rule type of the rule API. Only some of them can be run; all of them can be read. */
export const ruleTypes = [
  "eql",
  "query",
  "saved_query",
  "threshold",
  "threat_match",
  "machine_learning",
  "new_terms",
  "esql",
] as const;
export type RuleType = (typeof ruleTypes)[number];

export type RuleLanguage = "eql" | "esql" | "kuery" | "lucene";

export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Index patterns of a rule that names neither patterns nor a data view (product default of the original). */
export const defaultIndexPatterns: readonly string[] = [
  "apm-*-transaction*",
  "auditbeat-*",
  "endgame-*",
  "filebeat-*",
  "logs-*",
  "packetbeat-*",
  "traces-apm*",
  "winlogbeat-*",
  "-*elastic-cloud-logs-*",
];

/** Most alerts of one execution in the original, where a rule says nothing. */
export const defaultMaxSignals = 100;

/** A tactic, technique or sub-technique of a threat framework. */
export interface ThreatReference {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
}

export interface ThreatTechnique extends ThreatReference {
  readonly subtechnique?: readonly ThreatReference[];
}

/** One tactic with its techniques (specification section 1.5). */
export interface ThreatEntry {
  readonly framework: string;
  readonly tactic: ThreatReference;
  readonly technique: readonly ThreatTechnique[];
}

/** Raises the severity when an event's `field` has the `value`; the highest matching entry wins. */
export interface SeverityMapping {
  readonly field: string;
  readonly operator: "equals";
  readonly value: string;
  readonly severity: Severity;
}

/** Takes the risk score from an event's `field`; only the first entry counts. */
export interface RiskScoreMapping {
  readonly field: string;
  readonly operator: "equals";
  readonly value: string;
  readonly riskScore?: number;
}

/** A pointer from a rule to a list of exception items. */
export interface ExceptionListReference {
  readonly id: string;
  readonly listId: string;
  readonly type: string;
  readonly namespaceType: "single" | "agnostic";
}

/** Groups alerts that would repeat. An empty `groupBy` belongs to threshold rules, which group by their own fields. */
export interface AlertSuppression {
  readonly groupBy: readonly string[];
  /** Absent: once per execution. */
  readonly duration?: { readonly value: number; readonly unit: "s" | "m" | "h" };
  readonly missingFieldsStrategy: "suppress" | "doNotSuppress";
}

export interface NewTerms {
  /** One to three fields whose values together are the term. */
  readonly fields: readonly string[];
  /** Date math, strictly earlier than the rule's `from`. */
  readonly historyWindowStart: string;
}

export interface Threshold {
  /** Fields to group by; none means one bucket over everything. */
  readonly field: readonly string[];
  readonly value: number;
  /** Only the first entry is used. */
  readonly cardinality: readonly { readonly field: string; readonly value: number }[];
}

/** One comparison of an indicator match: `field` is in the event, `value` names a field of the indicator. */
export interface ThreatMapping {
  readonly field: string;
  readonly value: string;
  readonly negate?: boolean;
}

export interface ThreatMatch {
  readonly index: readonly string[];
  readonly query: string;
  readonly language: "kuery" | "lucene";
  /** Groups are ORed, the entries of a group are ANDed. */
  readonly mapping: readonly (readonly ThreatMapping[])[];
  readonly indicatorPath: string;
  readonly filters: readonly JsonObject[];
  readonly concurrentSearches?: number;
  readonly itemsPerSearch?: number;
}

export interface MachineLearning {
  readonly jobIds: readonly string[];
  readonly anomalyThreshold: number;
}
