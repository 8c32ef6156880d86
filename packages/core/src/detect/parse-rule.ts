import type { JsonObject } from "../events/index.ts";
import { type Checked, type Diagnostic, hasErrors } from "../lang/index.ts";
import { addDefined, definedFields } from "./defined-fields.ts";
import {
  createObjectReader,
  type FieldReport,
  type LocateField,
  type ObjectReader,
  reportField,
} from "./object-reader.ts";
import type { Rule, RuleTranslation } from "./rule.ts";
import { checkGuide, checkKeys, knownFields } from "./rule-checks.ts";
import {
  defaultMaxSignals,
  type ExceptionListReference,
  type RiskScoreMapping,
  type RuleType,
  ruleTypes,
  type SeverityMapping,
  severities,
  type ThreatEntry,
  type ThreatReference,
} from "./rule-parts.ts";
import { readSuppression, readTypeFields } from "./rule-type-fields.ts";
import { isDateMath, isInterval } from "./schedule-text.ts";

/** What the caller knows about a rule beside its fields. */
export interface ParseRuleContext {
  readonly locate: LocateField;
  /** The id of a rule that brings none; read for no other rule. It must stay the same from one reading to the next. */
  readonly ruleIdIfAbsent: string;
}

/**
 * Reads a rule from the API's form (flat, snake_case), fills in defaults and checks it as specification section 1.3
 * demands. All problems are reported together; `ok` is false when one of them is an error. Never throws.
 */
export function parseRule(fields: JsonObject, context: ParseRuleContext): Checked<Rule> {
  const diagnostics: Diagnostic[] = [];
  const report: FieldReport = { locate: context.locate, diagnostics };
  const reader = createObjectReader(fields, [], report);
  reader.require("name", "description", "risk_score", "severity");
  const type = readType(reader, report);
  const rule = readRule(reader, report, type, context, fields);
  if (type !== undefined) checkKeys(fields, type, report);
  checkGuide(rule.note, report);
  return hasErrors(diagnostics) ? { ok: false, diagnostics } : { ok: true, value: rule, diagnostics };
}

function readType(reader: ObjectReader, report: FieldReport): RuleType | undefined {
  if (!reader.has("type")) reader.require("type");
  const written = reader.text("type");
  if (written === undefined) return undefined;
  const type = ruleTypes.find((candidate) => candidate === written);
  if (type === undefined) {
    reportField(report, "RULE105", ["type"], `"${written.slice(0, 100)}" is not a rule type.`, {
      help: `the types are ${ruleTypes.join(", ")}`,
    });
  }
  return type;
}

function readRule(
  reader: ObjectReader,
  report: FieldReport,
  type: RuleType | undefined,
  context: ParseRuleContext,
  fields: JsonObject,
): Rule {
  const dateMath = (key: string) => reader.textLike(key, isDateMath, 'date math such as "now-9m"');
  const from = dateMath("from") ?? "now-6m";
  // What the type demands cannot be told without a type: no more complaints then.
  const ofType = type === undefined ? undefined : readTypeFields(reader, report, type, from);
  const rule: Rule = {
    ruleId: reader.filledText("rule_id") ?? context.ruleIdIfAbsent,
    name: reader.filledText("name") ?? "",
    description: reader.filledText("description") ?? "",
    type: type ?? "query",
    version: reader.wholeNumber("version", 1) ?? 1,
    revision: reader.wholeNumber("revision", 0) ?? 0,
    enabled: reader.flag("enabled") ?? true,
    filters: reader.objects("filters") ?? [],
    query: ofType?.query ?? "",
    interval: reader.textLike("interval", isInterval, 'a duration such as "5m"') ?? "5m",
    from,
    to: dateMath("to") ?? "now",
    timestampOverrideFallbackDisabled: reader.flag("timestamp_override_fallback_disabled") ?? false,
    maxSignals: reader.wholeNumber("max_signals", 1) ?? defaultMaxSignals,
    exceptionsList: readExceptionsList(reader),
    actions: reader.objects("actions") ?? [],
    responseActions: reader.objects("response_actions") ?? [],
    severity: reader.oneOf("severity", severities) ?? "low",
    severityMapping: readSeverityMapping(reader),
    riskScore: reader.wholeNumber("risk_score", 0, 100) ?? 0,
    riskScoreMapping: readRiskScoreMapping(reader),
    author: reader.texts("author") ?? [],
    tags: reader.texts("tags") ?? [],
    threat: reader.children("threat")?.map(readThreat) ?? [],
    references: reader.texts("references") ?? [],
    falsePositives: reader.texts("false_positives") ?? [],
    setup: reader.text("setup") ?? "",
    relatedIntegrations: reader.objects("related_integrations") ?? [],
    requiredFields: reader.objects("required_fields") ?? [],
    translations: readTranslations(reader),
    extra: unknownFields(fields),
  };
  return addDefined<Rule>(rule, {
    language: ofType?.language,
    index: ofType?.index,
    savedId: ofType?.savedId,
    newTerms: ofType?.newTerms,
    threshold: ofType?.threshold,
    threatMatch: ofType?.threatMatch,
    machineLearning: ofType?.machineLearning,
    dataViewId: reader.text("data_view_id"),
    eventCategoryOverride: reader.filledText("event_category_override"),
    timestampField: reader.filledText("timestamp_field"),
    tiebreakerField: reader.filledText("tiebreaker_field"),
    timestampOverride: reader.filledText("timestamp_override"),
    alertSuppression: type && readSuppression(reader, type),
    throttle: reader.text("throttle"),
    ruleNameOverride: reader.text("rule_name_override"),
    buildingBlockType: reader.oneOf("building_block_type", ["default"]),
    license: reader.text("license"),
    note: reader.text("note"),
    investigationFields: readInvestigationFields(reader),
    timelineId: reader.text("timeline_id"),
    timelineTitle: reader.text("timeline_title"),
    meta: reader.object("meta"),
    namespace: reader.text("namespace"),
    outputIndex: reader.text("output_index"),
  });
}

function unknownFields(fields: JsonObject): JsonObject {
  const unknown = Object.keys(fields).filter((key) => !knownFields.has(key));
  return Object.fromEntries(unknown.map((key) => [key, fields[key] ?? null]));
}

function readThreat(threat: ObjectReader): ThreatEntry {
  threat.require("framework", "tactic");
  const tactic = threat.child("tactic");
  return {
    framework: threat.filledText("framework") ?? "",
    tactic: tactic === undefined ? { id: "", name: "", reference: "" } : readThreatReference(tactic),
    technique: (threat.children("technique") ?? []).map((technique) => {
      const subtechnique = technique.children("subtechnique")?.map(readThreatReference);
      return { ...readThreatReference(technique), ...(subtechnique && { subtechnique }) };
    }),
  };
}

function readThreatReference(reader: ObjectReader): ThreatReference {
  reader.require("id", "name", "reference");
  return {
    id: reader.text("id") ?? "",
    name: reader.text("name") ?? "",
    reference: reader.text("reference") ?? "",
  };
}

function readSeverityMapping(reader: ObjectReader): readonly SeverityMapping[] {
  return (reader.children("severity_mapping") ?? []).map((entry) => {
    entry.require("field", "operator", "value", "severity");
    return {
      field: entry.text("field") ?? "",
      operator: entry.oneOf("operator", ["equals"]) ?? "equals",
      value: entry.text("value") ?? "",
      severity: entry.oneOf("severity", severities) ?? "low",
    };
  });
}

function readRiskScoreMapping(reader: ObjectReader): readonly RiskScoreMapping[] {
  return (reader.children("risk_score_mapping") ?? []).map((entry) => {
    entry.require("field", "operator", "value");
    return definedFields<RiskScoreMapping>({
      field: entry.text("field") ?? "",
      operator: entry.oneOf("operator", ["equals"]) ?? "equals",
      value: entry.text("value") ?? "",
      riskScore: entry.wholeNumber("risk_score", 0, 100),
    });
  });
}

function readExceptionsList(reader: ObjectReader): readonly ExceptionListReference[] {
  return (reader.children("exceptions_list") ?? []).map((list) => {
    list.require("id", "list_id", "type", "namespace_type");
    return {
      id: list.text("id") ?? "",
      listId: list.text("list_id") ?? "",
      type: list.text("type") ?? "",
      namespaceType: list.oneOf("namespace_type", ["single", "agnostic"]) ?? "single",
    };
  });
}

function readInvestigationFields(
  reader: ObjectReader,
): { readonly fieldNames: readonly string[] } | undefined {
  const fields = reader.child("investigation_fields");
  fields?.require("field_names");
  const fieldNames = fields?.filledTexts("field_names");
  return fieldNames === undefined ? undefined : { fieldNames };
}

function readTranslations(reader: ObjectReader): Readonly<Record<string, RuleTranslation>> {
  const languages = reader.child("translations");
  if (languages === undefined) return {};
  return Object.fromEntries(
    Object.keys(reader.object("translations") ?? {}).flatMap((language) => {
      const texts = languages.child(language);
      if (texts === undefined) return [];
      const translation = definedFields<RuleTranslation>({
        name: texts.filledText("name"),
        description: texts.filledText("description"),
        note: texts.text("note"),
        setup: texts.text("setup"),
        falsePositives: texts.texts("false_positives"),
      });
      return [[language, translation]];
    }),
  );
}
