import type { JsonObject, JsonValue } from "../events/index.ts";
import { definedFields } from "./defined-fields.ts";
import type {
  AlertSuppression,
  ExceptionListReference,
  MachineLearning,
  NewTerms,
  RiskScoreMapping,
  RuleLanguage,
  RuleType,
  Severity,
  SeverityMapping,
  ThreatEntry,
  ThreatMatch,
  Threshold,
} from "./rule-parts.ts";

/** The texts of a rule in another language. What is absent is shown as the rule itself has it. */
export interface RuleTranslation {
  readonly name?: string;
  readonly description?: string;
  readonly note?: string;
  readonly setup?: string;
  readonly falsePositives?: readonly string[];
}

/**
 * A detection rule: a query with everything that says when it runs and what its alerts look like.
 * Holds every field of the rule API (specification section 1.3), defaults filled in.
 */
export interface Rule {
  /** Stable id of the rule across installations; alert ids are built from it. */
  readonly ruleId: string;
  readonly name: string;
  readonly description: string;
  readonly type: RuleType;
  readonly version: number;
  readonly revision: number;
  readonly enabled: boolean;

  /** Empty for machine learning rules, which have none. */
  readonly query: string;
  readonly language?: RuleLanguage;
  /** Index patterns; absent for ES|QL and machine learning rules and where a data view is named. */
  readonly index?: readonly string[] | undefined;
  readonly dataViewId?: string;
  readonly savedId?: string;
  /** Kibana filter objects, ANDed with the query. */
  readonly filters: readonly JsonObject[];
  readonly eventCategoryOverride?: string;
  readonly timestampField?: string | undefined;
  readonly tiebreakerField?: string | undefined;
  readonly newTerms?: NewTerms;
  readonly threshold?: Threshold;
  readonly threatMatch?: ThreatMatch;
  readonly machineLearning?: MachineLearning;

  /** Time between runs, such as "5m". */
  readonly interval: string;
  /** Date math, evaluated with now = start of the run. */
  readonly from: string;
  readonly to: string;
  readonly timestampOverride?: string;
  readonly timestampOverrideFallbackDisabled: boolean;
  /** Most alerts of one execution; the default counts as no limit, see `limitMatches`. */
  readonly maxSignals: number;
  readonly alertSuppression?: AlertSuppression;
  readonly exceptionsList: readonly ExceptionListReference[];
  readonly actions: readonly JsonObject[];
  readonly responseActions: readonly JsonObject[];
  readonly throttle?: string;

  readonly severity: Severity;
  readonly severityMapping: readonly SeverityMapping[];
  /** 0 to 100. */
  readonly riskScore: number;
  readonly riskScoreMapping: readonly RiskScoreMapping[];
  readonly ruleNameOverride?: string;
  readonly buildingBlockType?: "default";

  readonly author: readonly string[];
  readonly license?: string;
  readonly tags: readonly string[];
  readonly threat: readonly ThreatEntry[];
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  /** The investigation guide, markdown with `!{osquery{…}}` and `!{investigate{…}}` blocks. */
  readonly note?: string;
  readonly setup: string;
  readonly investigationFields?: { readonly fieldNames: readonly string[] };
  readonly timelineId?: string;
  readonly timelineTitle?: string;
  readonly relatedIntegrations: readonly JsonObject[];
  readonly requiredFields: readonly JsonObject[];
  readonly meta?: JsonObject;
  readonly namespace?: string;
  readonly outputIndex?: string;

  /** By language tag, such as "zh-CN". Ours alone: not part of the rule API. */
  readonly translations: Readonly<Record<string, RuleTranslation>>;
  /** Fields of the API form that have no place above, under the names they came with. */
  readonly extra: JsonObject;
}

/** The rule in the API's form (flat, snake_case), as alert documents carry it in `kibana.alert.rule.parameters`. */
export function ruleParameters(rule: Rule): JsonObject {
  return presentFields({
    ...rule.extra,
    rule_id: rule.ruleId,
    name: rule.name,
    description: rule.description,
    type: rule.type,
    version: rule.version,
    revision: rule.revision,
    enabled: rule.enabled,
    query: rule.type === "machine_learning" ? undefined : rule.query,
    language: rule.language,
    index: rule.index,
    data_view_id: rule.dataViewId,
    saved_id: rule.savedId,
    filters: rule.filters,
    event_category_override: rule.eventCategoryOverride,
    timestamp_field: rule.timestampField,
    tiebreaker_field: rule.tiebreakerField,
    ...typeParameters(rule),
    interval: rule.interval,
    from: rule.from,
    to: rule.to,
    timestamp_override: rule.timestampOverride,
    timestamp_override_fallback_disabled: rule.timestampOverrideFallbackDisabled,
    max_signals: rule.maxSignals,
    alert_suppression: rule.alertSuppression && suppressionParameters(rule.alertSuppression),
    exceptions_list: rule.exceptionsList.map((list) => ({
      id: list.id,
      list_id: list.listId,
      type: list.type,
      namespace_type: list.namespaceType,
    })),
    actions: rule.actions,
    response_actions: rule.responseActions,
    throttle: rule.throttle,
    severity: rule.severity,
    severity_mapping: rule.severityMapping.map((entry) => ({ ...entry })),
    risk_score: rule.riskScore,
    risk_score_mapping: rule.riskScoreMapping.map(({ riskScore, ...entry }) =>
      presentFields({ ...entry, risk_score: riskScore }),
    ),
    rule_name_override: rule.ruleNameOverride,
    building_block_type: rule.buildingBlockType,
    author: rule.author,
    license: rule.license,
    tags: rule.tags,
    threat: rule.threat.map(threatParameters),
    references: rule.references,
    false_positives: rule.falsePositives,
    note: rule.note,
    setup: rule.setup,
    investigation_fields: rule.investigationFields && { field_names: rule.investigationFields.fieldNames },
    timeline_id: rule.timelineId,
    timeline_title: rule.timelineTitle,
    related_integrations: rule.relatedIntegrations,
    required_fields: rule.requiredFields,
    meta: rule.meta,
    namespace: rule.namespace,
    output_index: rule.outputIndex,
  });
}

/**
 * The same with `translations`, by language and with the names of the API: what a server keeps of a rule. Alerts carry the
 * rule without them.
 */
export function storedParameters(rule: Rule): JsonObject {
  const languages = Object.entries(rule.translations).map(([language, { falsePositives, ...texts }]) => [
    language,
    presentFields({ ...texts, false_positives: falsePositives }),
  ]);
  const parameters = ruleParameters(rule);
  return languages.length === 0
    ? parameters
    : { ...parameters, translations: Object.fromEntries(languages) as JsonObject };
}

function typeParameters({ newTerms, threshold, threatMatch, machineLearning }: Rule): FieldValues {
  return {
    ...(newTerms && { new_terms_fields: newTerms.fields, history_window_start: newTerms.historyWindowStart }),
    ...(threshold && {
      threshold: {
        field: threshold.field,
        value: threshold.value,
        cardinality: threshold.cardinality.map((entry) => ({ ...entry })),
      },
    }),
    ...(threatMatch && {
      threat_index: threatMatch.index,
      threat_query: threatMatch.query,
      threat_language: threatMatch.language,
      threat_mapping: threatMatch.mapping.map((group) => ({
        entries: group.map((entry) => presentFields({ ...entry, type: "mapping" })),
      })),
      threat_indicator_path: threatMatch.indicatorPath,
      threat_filters: threatMatch.filters,
      concurrent_searches: threatMatch.concurrentSearches,
      items_per_search: threatMatch.itemsPerSearch,
    }),
    ...(machineLearning && {
      machine_learning_job_id: machineLearning.jobIds,
      anomaly_threshold: machineLearning.anomalyThreshold,
    }),
  };
}

function suppressionParameters(suppression: AlertSuppression): JsonObject {
  return presentFields({
    group_by: suppression.groupBy.length > 0 ? suppression.groupBy : undefined,
    duration: suppression.duration && { ...suppression.duration },
    missing_fields_strategy: suppression.groupBy.length > 0 ? suppression.missingFieldsStrategy : undefined,
  });
}

function threatParameters(threat: ThreatEntry): JsonObject {
  return presentFields({
    framework: threat.framework,
    tactic: { ...threat.tactic },
    technique: threat.technique.map(({ subtechnique, ...technique }) => ({
      ...technique,
      ...(subtechnique && { subtechnique: subtechnique.map((entry) => ({ ...entry })) }),
    })),
  });
}

type FieldValues = Readonly<Record<string, JsonValue | undefined>>;

function presentFields(values: FieldValues): JsonObject {
  return definedFields<Record<string, JsonValue>>(values);
}
