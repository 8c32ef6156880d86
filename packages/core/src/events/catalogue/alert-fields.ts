import type { FieldType } from "../../lang/field-catalogue.ts";
import { parseFieldTable } from "./field-table.ts";

// What the detection engine writes into an alert, for the rules that read alerts.
const fields = `
  keyword          kibana               space_ids
  version          kibana               version
  keyword          kibana.alert         attack_ids building_block_type case_ids maintenance_window_ids new_terms reason
  match_only_text  kibana.alert         reason.text
  keyword          kibana.alert         severity status url uuid workflow_assignee_ids workflow_status workflow_tags
  keyword          kibana.alert         workflow_user
  date             kibana.alert         intended_timestamp last_detected original_time start workflow_status_updated_at
  float            kibana.alert         risk_score
  long             kibana.alert         depth
  object           kibana.alert         ancestors
  long             kibana.alert.ancestors       depth
  keyword          kibana.alert.ancestors       id index rule type
  keyword          kibana.alert.group           id
  integer          kibana.alert.group           index
  keyword          kibana.alert.instance        id
  keyword          kibana.alert.suppression.terms  field value
  date             kibana.alert.suppression     end start
  long             kibana.alert.suppression     docs_count
  long             kibana.alert.threshold_result  count
  date             kibana.alert.threshold_result  from
  keyword          kibana.alert.threshold_result.terms  field value
  keyword          kibana.alert.threshold_result.cardinality  field
  long             kibana.alert.threshold_result.cardinality  value

  keyword          kibana.alert.original_event  action agent_id_status category code dataset hash id kind module
  keyword          kibana.alert.original_event  original outcome provider reason reference timezone type url
  date             kibana.alert.original_event  created end ingested start
  long             kibana.alert.original_event  duration sequence severity
  float            kibana.alert.original_event  risk_score risk_score_norm
  keyword          kibana.alert.original_data_stream  dataset namespace type

  keyword          kibana.alert.rule    author category consumer created_by description enabled false_positives from
  keyword          kibana.alert.rule    immutable indices interval license name namespace note producer references
  keyword          kibana.alert.rule    rule_id rule_name_override rule_type_id tags throttle timeline_id timeline_title
  keyword          kibana.alert.rule    timestamp_override to type updated_by uuid version
  date             kibana.alert.rule    created_at updated_at
  long             kibana.alert.rule    max_signals revision
  object           kibana.alert.rule    actions exceptions_list meta risk_score_mapping severity_mapping
  flattened        kibana.alert.rule    parameters
  keyword          kibana.alert.rule.execution  type uuid
  date             kibana.alert.rule.execution  timestamp
  keyword          kibana.alert.rule.threat     framework
  keyword          kibana.alert.rule.threat.tactic     id name reference
  keyword          kibana.alert.rule.threat.technique  id name reference
  keyword          kibana.alert.rule.threat.technique.subtechnique  id name reference

  keyword          host.asset           criticality
  keyword          service.asset        criticality
  keyword          user.asset           criticality
`;

/** The fields of alerts beyond those of the events they were raised for. */
export function alertFields(): Map<string, FieldType> {
  return parseFieldTable(fields);
}
