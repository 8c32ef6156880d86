import { definedFields } from "./defined-fields.ts";
import { type FieldReport, type ObjectReader, reportField } from "./object-reader.ts";
import type { Rule } from "./rule.ts";
import {
  type AlertSuppression,
  defaultIndexPatterns,
  type MachineLearning,
  type NewTerms,
  type RuleLanguage,
  type RuleType,
  type ThreatMapping,
  type ThreatMatch,
  type Threshold,
} from "./rule-parts.ts";
import { isDateMath, isEarlier } from "./schedule-text.ts";

const languagesOf: Readonly<Record<RuleType, readonly RuleLanguage[]>> = {
  eql: ["eql"],
  esql: ["esql"],
  query: ["kuery", "lucene"],
  saved_query: ["kuery", "lucene"],
  threshold: ["kuery", "lucene"],
  threat_match: ["kuery", "lucene"],
  new_terms: ["kuery", "lucene"],
  machine_learning: [],
};

type TypeFields = Pick<
  Rule,
  "query" | "language" | "index" | "savedId" | "newTerms" | "threshold" | "threatMatch" | "machineLearning"
>;

/** The fields that are required, forbidden or defaulted by the type of the rule (specification section 1.3). */
export function readTypeFields(
  reader: ObjectReader,
  report: FieldReport,
  type: RuleType,
  from: string,
): TypeFields {
  switch (type) {
    case "eql":
    case "esql":
      reader.require("query", "language");
      break;
    case "threshold":
    case "threat_match":
    case "new_terms":
      reader.require("query");
      break;
    case "saved_query":
      reader.require("saved_id");
      break;
    case "query":
    case "machine_learning":
      break;
  }
  return definedFields<TypeFields>({
    query: readQuery(reader, type),
    language: readLanguage(reader, type),
    index: readIndex(reader, report, type),
    savedId: reader.text("saved_id"),
    newTerms: type === "new_terms" ? readNewTerms(reader, report, from) : undefined,
    threshold: type === "threshold" ? readThreshold(reader) : undefined,
    threatMatch: type === "threat_match" ? readThreatMatch(reader, report) : undefined,
    machineLearning: type === "machine_learning" ? readMachineLearning(reader) : undefined,
  });
}

function readQuery(reader: ObjectReader, type: RuleType): string {
  const mayBeEmpty = type === "query" || type === "saved_query" || type === "machine_learning";
  return (mayBeEmpty ? reader.text("query") : reader.filledText("query")) ?? "";
}

function readLanguage(reader: ObjectReader, type: RuleType): RuleLanguage | undefined {
  const languages = languagesOf[type];
  if (languages.length === 0) return undefined;
  return reader.oneOf("language", languages) ?? languages[0];
}

function readIndex(reader: ObjectReader, report: FieldReport, type: RuleType): readonly string[] | undefined {
  if (type === "esql" || type === "machine_learning") {
    if (reader.has("index")) {
      const source = type === "esql" ? "its FROM command" : "its jobs";
      reportField(
        report,
        "RULE103",
        ["index"],
        `A rule of type ${type} takes its input from ${source}, not from \`index\`.`,
        {
          help: "remove `index`",
          part: "key",
        },
      );
    }
    return undefined;
  }
  return reader.texts("index") ?? (reader.has("data_view_id") ? undefined : defaultIndexPatterns);
}

function readNewTerms(reader: ObjectReader, report: FieldReport, from: string): NewTerms {
  reader.require("new_terms_fields", "history_window_start");
  const fields = reader.filledTexts("new_terms_fields", 3) ?? [];
  const historyWindowStart =
    reader.textLike("history_window_start", isDateMath, 'date math such as "now-7d"') ?? "";
  if (historyWindowStart !== "" && isDateMath(from) && !isEarlier(historyWindowStart, from)) {
    reportField(
      report,
      "RULE103",
      ["history_window_start"],
      `\`history_window_start\` (${historyWindowStart}) must be earlier than \`from\` (${from}).`,
    );
  }
  return { fields, historyWindowStart };
}

function readThreshold(reader: ObjectReader): Threshold {
  reader.require("threshold");
  const threshold = reader.child("threshold");
  threshold?.require("field", "value");
  const cardinality = (threshold?.children("cardinality") ?? []).map((entry) => {
    entry.require("field", "value");
    return { field: entry.filledText("field") ?? "", value: entry.wholeNumber("value", 0) ?? 0 };
  });
  return {
    field: threshold?.textOrTexts("field")?.filter((name) => name !== "") ?? [],
    value: threshold?.wholeNumber("value", 1) ?? 1,
    cardinality,
  };
}

function readThreatMatch(reader: ObjectReader, report: FieldReport): ThreatMatch {
  reader.require("threat_index", "threat_query", "threat_mapping");
  const groups = reader.children("threat_mapping") ?? [];
  if (reader.has("threat_mapping") && groups.length === 0) {
    reportField(
      report,
      "RULE103",
      ["threat_mapping"],
      "`threat_mapping` must be a list of at least 1 group.",
    );
  }
  return definedFields<ThreatMatch>({
    index: reader.filledTexts("threat_index") ?? [],
    query: reader.text("threat_query") ?? "",
    language: reader.oneOf("threat_language", ["kuery", "lucene"]) ?? "kuery",
    mapping: groups.map(readThreatMapping),
    indicatorPath: reader.filledText("threat_indicator_path") ?? "threat.indicator",
    filters: reader.objects("threat_filters") ?? [],
    concurrentSearches: reader.wholeNumber("concurrent_searches", 1),
    itemsPerSearch: reader.wholeNumber("items_per_search", 1),
  });
}

function readThreatMapping(group: ObjectReader): readonly ThreatMapping[] {
  group.require("entries");
  return (group.children("entries") ?? []).map((entry) => {
    entry.require("field", "type", "value");
    entry.oneOf("type", ["mapping"]);
    return definedFields<ThreatMapping>({
      field: entry.filledText("field") ?? "",
      value: entry.filledText("value") ?? "",
      negate: entry.flag("negate"),
    });
  });
}

function readMachineLearning(reader: ObjectReader): MachineLearning {
  reader.require("machine_learning_job_id", "anomaly_threshold");
  return {
    jobIds: reader.textOrTexts("machine_learning_job_id") ?? [],
    anomalyThreshold: reader.wholeNumber("anomaly_threshold", 0) ?? 0,
  };
}

/** Threshold rules group by their own fields and take only a duration; all other types name fields to group by. */
export function readSuppression(reader: ObjectReader, type: RuleType): AlertSuppression | undefined {
  const suppression = reader.child("alert_suppression");
  if (suppression === undefined) return undefined;
  suppression.require(type === "threshold" ? "duration" : "group_by");
  const duration = suppression.child("duration");
  duration?.require("value", "unit");
  return definedFields<AlertSuppression>({
    groupBy: type === "threshold" ? [] : (suppression.filledTexts("group_by", 5) ?? []),
    duration: duration && {
      value: duration.wholeNumber("value", 1) ?? 1,
      unit: duration.oneOf("unit", ["s", "m", "h"]) ?? "s",
    },
    missingFieldsStrategy:
      suppression.oneOf("missing_fields_strategy", ["suppress", "doNotSuppress"]) ?? "suppress",
  });
}
