import type { FieldType } from "../../lang/field-catalogue.ts";
import { parseFieldTable } from "./field-table.ts";

// Fields that ECS does not have, of the events of Elastic Defend (`logs-endpoint.events.*`) and of its predecessor
// Endgame (`endgame-*`). "unknown" marks fields whose type is not published: their values keep the type they have.
const ownFields = `
  keyword           elastic.agent           id
  keyword           host.os.Ext             variant
  keyword           Effective_process       entity_id executable name
  long              Effective_process       pid

  keyword           process                 origin_url origin_referrer_url
  keyword           process.Ext             ancestry authentication_id defense_evasions desktop_name protection user
  keyword           process.Ext             mitigation_policies
  boolean           process.Ext             created_suspended command_line_truncated trusted trusted_descendant
  double            process.Ext             relative_file_creation_time relative_file_name_modify_time
  nested            process.Ext             code_signature
  long              process.Ext.windows     zone_identifier
  keyword           process.Ext.device      bus_type dos_name file_system_type nt_name product_id serial_number
  keyword           process.Ext.device      vendor_id volume_device_type
  keyword           process.Ext.effective_parent  entity_id executable name
  long              process.Ext.effective_parent  pid
  unsigned_long     process.Ext.session_info  id
  keyword           process.Ext.session_info  authentication_package client_address logon_type user_flags
  double            process.Ext.session_info  relative_logon_time relative_password_age
  boolean           process.Ext.token       elevation
  keyword           process.Ext.token       elevation_level elevation_type integrity_level_name security_attributes
  keyword           process.Ext.api         behaviors name summary
  object            process.Ext.api         metadata parameters
  unknown           process.thread.Ext      call_stack
  keyword           process.thread.Ext      call_stack_summary
  boolean           process.thread.Ext      call_stack_contains_unbacked

  keyword           process.parent.Ext      protection user
  boolean           process.parent.Ext      command_line_truncated
  nested            process.parent.Ext      code_signature
  long              process.parent.Ext.real pid
  keyword           process.parent.Ext.real entity_id
  unknown           process.parent.thread.Ext  call_stack
  keyword           process.parent.thread.Ext  call_stack_summary
  boolean           process.parent.thread.Ext  call_stack_contains_unbacked

  double            file.Ext                entropy
  keyword           file.Ext                header_bytes header_data
  unsigned_long     file.Ext                monotonic_id
  nested            file.Ext                code_signature
  long              file.Ext.windows        zone_identifier
  keyword           file.Ext.original       extension gid group mode name owner path uid
  keyword           file                    origin_url origin_referrer_url

  nested            dll.Ext                 code_signature
  keyword           dll.Ext                 defense_evasions
  unsigned_long     dll.Ext                 load_index
  long              dll.Ext                 size
  double            dll.Ext                 relative_file_creation_time relative_file_name_modify_time
  long              dll.Ext.windows         zone_identifier
  keyword           dll.Ext.device          bus_type dos_name file_system_type nt_name product_id serial_number
  keyword           dll.Ext.device          vendor_id volume_device_type

  unsigned_long     dns.Ext                 options
  long              dns.Ext                 status
  keyword           group.Ext.real          id name
  keyword           user.Ext.real           id name

  keyword           endgame                 command_line destination_address event_subtype_full event_type_full
  keyword           endgame                 authentication_id bytes_written_string file_name file_path integrity_level
  keyword           endgame                 key_path key_type md5 old_file_path parent_process_name
  keyword           endgame                 parent_process_path process_name process_path query_name sha1 sha256
  keyword           endgame                 signature_signer signature_status
  long              endgame                 destination_port exit_code opcode pid ppid serial_event_id
  unknown           endgame                 elevated session_id timestamp_utc unique_pid unique_ppid
  keyword           endgame.metadata        type
  keyword           host.user               domain email full_name hash id name
`;

const signatureLists = ["process.Ext", "process.parent.Ext", "file.Ext", "dll.Ext"];
const signatureFields = ["exists", "status", "subject_name", "thumbprint_sha256", "trusted", "valid"];

/** Paths, names and executables have a lower-cased and an analysed form beside the exact one. */
const fieldsWithSubfields = [
  "process.command_line",
  "process.executable",
  "process.name",
  "process.working_directory",
  "process.parent.command_line",
  "process.parent.executable",
  "process.parent.name",
  "process.parent.working_directory",
  "process.Ext.effective_parent.executable",
  "process.Ext.effective_parent.name",
  "Effective_process.executable",
  "Effective_process.name",
  "file.path",
  "file.name",
  "file.Ext.original.path",
  "file.Ext.original.name",
  "dll.path",
  "dll.name",
];

/** Objects of Elastic Defend whose sub-fields depend on the event: what was called, with which arguments. */
export const defendOpenNamespaces = ["process.Ext.api.metadata", "process.Ext.api.parameters"];

/** The fields of Elastic Defend and Endgame beyond ECS. */
export function elasticDefendFields(): Map<string, FieldType> {
  const types = parseFieldTable(ownFields);
  for (const list of signatureLists) {
    for (const field of signatureFields) types.set(`${list}.code_signature.${field}`, "nested");
  }
  for (const name of fieldsWithSubfields) {
    types.set(`${name}.caseless`, "normalized_keyword");
    types.set(`${name}.text`, "match_only_text");
  }
  return types;
}
