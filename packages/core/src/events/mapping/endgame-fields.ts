import type { MutableJsonObject } from "../document.ts";
import { extensionOfName } from "./file-path.ts";
import {
  asAccount,
  asAddress,
  asCommandLine,
  asExecutable,
  asFilePath,
  asLong,
  asText,
  type FieldRule,
  type PutField,
} from "./put-field.ts";
import { splitRegistryPath } from "./registry-path.ts";
import { addRelated, setField } from "./set-field.ts";

// Endgame's flat names -> ECS (elastic-defend-events.md section 6). Types and subtypes are copied: rules for Endgame
// data test `endgame.event_subtype_full` and the like beside the ECS fields.
const commonFields: readonly FieldRule[] = [
  { from: "serial_event_id", put: asLong("event.sequence"), copied: true },
  { from: "process_name", put: asText("process.name") },
  { from: "process_path", put: asExecutable("process") },
  { from: "pid", put: asLong("process.pid") },
  { from: "unique_pid", put: asText("process.entity_id") },
  { from: "ppid", put: asLong("process.parent.pid") },
  { from: "unique_ppid", put: asText("process.parent.entity_id") },
  { from: "parent_process_name", put: asText("process.parent.name") },
  { from: "parent_process_path", put: asExecutable("process.parent") },
  { from: "command_line", put: asCommandLine("process") },
  { from: "parent_command_line", put: asCommandLine("process.parent") },
  { from: "exit_code", put: asLong("process.exit_code") },
  { from: "user_name", put: putUserName },
  { from: "user_domain", put: asText("user.domain") },
  { from: "user_sid", put: asText("user.id") },
  { from: "user", put: asAccount },
];

const fileFields: readonly FieldRule[] = [
  { from: "file_name", put: asText("file.name") },
  { from: "file_path", put: asFilePath("file", extensionOfName) },
  { from: "old_file_path", put: asFilePath("file.Ext.original", extensionOfName) },
];

const libraryFields: readonly FieldRule[] = [
  { from: "image_name", put: asText("dll.name") },
  { from: "image_path", put: asFilePath("dll") },
  { from: "file_name", put: asText("dll.name") },
  { from: "file_path", put: asFilePath("dll") },
];

const networkFields: readonly FieldRule[] = [
  { from: "source_address", put: asAddress("source.ip") },
  { from: "source_port", put: asLong("source.port") },
  { from: "destination_address", put: asAddress("destination.ip") },
  { from: "destination_port", put: asLong("destination.port") },
  { from: "protocol", put: asText("network.transport") },
];

const dnsFields: readonly FieldRule[] = [{ from: "query_name", put: putQueryName }];

// Key and value as the sensor names them come before what the path tells of them: the first value stays.
const registryFields: readonly FieldRule[] = [
  { from: "registry_key", put: putRegistryKey },
  { from: "registry_value", put: asText("registry.value") },
  { from: "registry_path", put: putRegistryPath },
  { from: "key_path", put: putRegistryPath },
  { from: "key_type", put: asText("registry.data.type") },
  {
    from: "bytes_written_string",
    put: (document, text) => setField(document, ["registry", "data", "strings"], [text]),
  },
];

function signedFileFields(entity: "process" | "file" | "dll"): readonly FieldRule[] {
  return [
    { from: "md5", put: asText(`${entity}.hash.md5`) },
    { from: "sha1", put: asText(`${entity}.hash.sha1`) },
    { from: "sha256", put: asText(`${entity}.hash.sha256`) },
    { from: "signature_signer", put: asText(`${entity}.code_signature.subject_name`) },
    { from: "signature_status", put: asSignatureStatus(entity) },
  ];
}

const rulesByType = new Map<string, readonly FieldRule[]>([
  ["process", [...commonFields, ...signedFileFields("process")]],
  ["file", [...commonFields, ...fileFields, ...signedFileFields("file")]],
  ["image_load", [...commonFields, ...libraryFields, ...signedFileFields("dll")]],
  ["driver", [...commonFields, ...fileFields, ...signedFileFields("file")]],
  ["network", [...commonFields, ...networkFields]],
  ["dns", [...commonFields, ...networkFields, ...dnsFields]],
  ["registry", [...commonFields, ...registryFields]],
]);

/** The field rules of an Endgame event type. */
export function endgameFieldRules(eventType: string): readonly FieldRule[] {
  return rulesByType.get(eventType) ?? commonFields;
}

/** As Defend says it: a status `noSignature` means there is none, and only `trusted` is trusted. */
function asSignatureStatus(entity: "process" | "file" | "dll"): PutField {
  const path = (member: string): string[] => [entity, "code_signature", member];
  return (document, text) => {
    if (!setField(document, path("status"), text)) return false;
    setField(document, path("exists"), text !== "noSignature");
    if (text !== "noSignature") setField(document, path("trusted"), text === "trusted");
    return true;
  };
}

function putUserName(document: MutableJsonObject, text: string): boolean {
  addRelated(document, "user", [text]);
  return setField(document, ["user", "name"], text);
}

function putQueryName(document: MutableJsonObject, text: string): boolean {
  addRelated(document, "hosts", [text]);
  return setField(document, ["dns", "question", "name"], text);
}

function putRegistryKey(document: MutableJsonObject, text: string): boolean {
  return setField(document, ["registry", "key"], splitRegistryPath(text).key ?? text);
}

/** As Defend has it and unlike Sysmon's mapping: the key is without hive and value name. */
function putRegistryPath(document: MutableJsonObject, text: string): boolean {
  if (!setField(document, ["registry", "path"], text)) return false;
  const { hive, key, value } = splitRegistryPath(text);
  if (hive !== undefined) setField(document, ["registry", "hive"], hive);
  const cut = key?.lastIndexOf("\\") ?? -1;
  if (key !== undefined && cut > 0) setField(document, ["registry", "key"], key.slice(0, cut));
  if (value !== undefined) setField(document, ["registry", "value"], value);
  return true;
}
