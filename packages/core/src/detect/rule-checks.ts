import type { JsonObject } from "../events/index.ts";
import { suggestNames } from "../lang/index.ts";
import { type FieldReport, reportField } from "./object-reader.ts";
import { renderGuide } from "./render-guide.ts";
import type { RuleType } from "./rule-parts.ts";

const queryTypes: readonly RuleType[] = [
  "eql",
  "query",
  "saved_query",
  "threshold",
  "threat_match",
  "new_terms",
  "esql",
];
const threatMatchOnly: readonly RuleType[] = ["threat_match"];

/** Fields that only some types of rule use. */
const fieldOwners: ReadonlyMap<string, readonly RuleType[]> = new Map(
  Object.entries({
    query: queryTypes,
    language: queryTypes,
    saved_id: ["saved_query"],
    event_category_override: ["eql"],
    timestamp_field: ["eql"],
    tiebreaker_field: ["eql"],
    new_terms_fields: ["new_terms"],
    history_window_start: ["new_terms"],
    threshold: ["threshold"],
    threat_index: threatMatchOnly,
    threat_query: threatMatchOnly,
    threat_language: threatMatchOnly,
    threat_mapping: threatMatchOnly,
    threat_indicator_path: threatMatchOnly,
    threat_filters: threatMatchOnly,
    concurrent_searches: threatMatchOnly,
    items_per_search: threatMatchOnly,
    machine_learning_job_id: ["machine_learning"],
    anomaly_threshold: ["machine_learning"],
  } satisfies Record<string, readonly RuleType[]>),
);

/** Every field of the API form that a `Rule` has a place for. */
export const knownFields: ReadonlySet<string> = new Set([
  ...fieldOwners.keys(),
  ...["rule_id", "name", "description", "type", "version", "revision", "enabled"],
  ...["index", "data_view_id", "filters", "interval", "from", "to"],
  ...["timestamp_override", "timestamp_override_fallback_disabled", "max_signals", "alert_suppression"],
  ...["exceptions_list", "actions", "response_actions", "throttle"],
  ...[
    "severity",
    "severity_mapping",
    "risk_score",
    "risk_score_mapping",
    "rule_name_override",
    "building_block_type",
  ],
  ...["author", "license", "tags", "threat", "references", "false_positives", "note", "setup"],
  ...["investigation_fields", "timeline_id", "timeline_title", "related_integrations", "required_fields"],
  ...["meta", "namespace", "output_index", "translations"],
]);

/** Fields that servers add to their answers and exports: kept with the rule, nothing to complain about. */
const serverFields: ReadonlySet<string> = new Set([
  ...["id", "immutable", "rule_source", "created_at", "created_by", "updated_at", "updated_by"],
  ...["execution_summary", "last_success_at", "last_failure_at"],
]);

/** Unknown keys that are worth a warning each. */
const maxUnknownKeys = 20;

/** Warns of keys that nobody knows (RULE106) and of fields that do nothing in a rule of this type (RULE108). */
export function checkKeys(fields: JsonObject, type: RuleType, report: FieldReport): void {
  let unknownKeys = 0;
  for (const key of Object.keys(fields)) {
    if (fields[key] === null || serverFields.has(key)) continue;
    if (!knownFields.has(key)) {
      unknownKeys += 1;
      if (unknownKeys > maxUnknownKeys) continue;
      const shown = key.length > 100 ? `${key.slice(0, 100)}…` : key;
      const [close] = suggestNames(key, knownFields, 1);
      reportField(report, "RULE106", [key], `\`${shown}\` is not a field of a rule.`, {
        severity: "warning",
        part: "key",
        ...(close === undefined ? {} : { help: `did you mean \`${close}\`?` }),
      });
    }
    const owners = fieldOwners.get(key);
    if (owners !== undefined && !owners.includes(type)) {
      reportField(report, "RULE108", [key], `\`${key}\` has no effect in a rule of type ${type}.`, {
        severity: "warning",
        part: "key",
        help: `it belongs to rules of type ${owners.join(", ")}`,
      });
    }
  }
}

/** Warns of `!{osquery{…}}` and `!{investigate{…}}` blocks of the guide that cannot be used (RULE109). */
export function checkGuide(note: string | undefined, report: FieldReport): void {
  if (note === undefined) return;
  for (const segment of renderGuide(note)) {
    if (segment.kind !== "problem") continue;
    reportField(
      report,
      "RULE109",
      ["note"],
      `An ${segment.plugin} block of the guide cannot be used: ${segment.message}.`,
      {
        severity: "warning",
        part: segment.span,
      },
    );
  }
}
