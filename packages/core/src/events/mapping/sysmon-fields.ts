import type { MutableJsonObject } from "../document.ts";
import { dnsStatusName, parseDnsResults } from "./dns-results.ts";
import { parseHashes } from "./hashes.ts";
import {
  asAccount,
  asAddress,
  asBoolean,
  asCommandLine,
  asExecutable,
  asFilePath,
  asLong,
  asText,
  type FieldRule,
  type PutField,
} from "./put-field.ts";
import { parseRegistryDetails } from "./registry-data.ts";
import { splitRegistryPath } from "./registry-path.ts";
import { addRelated, setField } from "./set-field.ts";

/** A rule with the Sysmon ids it holds for; without ids it holds for all. */
interface SysmonFieldRule extends FieldRule {
  readonly ids?: readonly number[];
}

const subjectIds = [1, 2, 3, 5, 7, 9, 11, 12, 13, 14, 15, 17, 18, 22, 23, 24, 25, 26, 27, 28, 29];
const sourceIds = [8, 10];
const registryIds = [12, 13, 14];

// Event data -> ECS (windows-to-ecs.md section 3). Order matters where two values want one field: the first one stays.
const sysmonFields: readonly SysmonFieldRule[] = [
  { from: "RuleName", put: asText("rule.name") },
  { from: "ProcessGuid", ids: subjectIds, put: asText("process.entity_id") },
  // Sysmon writes GUID in capitals for 10 and not for 8; exporters have been seen to mix them.
  { from: "SourceProcessGuid", ids: sourceIds, put: asText("process.entity_id") },
  { from: "SourceProcessGUID", ids: sourceIds, put: asText("process.entity_id") },
  { from: "ProcessId", ids: subjectIds, put: asLong("process.pid") },
  { from: "SourceProcessId", ids: sourceIds, put: asLong("process.pid") },
  { from: "SourceThreadId", ids: sourceIds, put: asLong("process.thread.id") },
  { from: "Image", put: asExecutable("process") },
  { from: "SourceImage", ids: sourceIds, put: asExecutable("process") },
  { from: "Destination", ids: [19, 20, 21], put: asExecutable("process") },
  { from: "User", put: asAccount },

  { from: "CommandLine", ids: [1], put: asCommandLine("process") },
  { from: "CurrentDirectory", ids: [1, 24], put: asText("process.working_directory") },
  { from: "ParentProcessGuid", ids: [1], put: asText("process.parent.entity_id") },
  { from: "ParentProcessId", ids: [1], put: asLong("process.parent.pid") },
  { from: "ParentImage", ids: [1], put: asExecutable("process.parent") },
  { from: "ParentCommandLine", ids: [1], put: asCommandLine("process.parent") },

  { from: "OriginalFileName", ids: [1], put: asText("process.pe.original_file_name") },
  { from: "Company", ids: [1], put: asText("process.pe.company"), copied: true },
  { from: "Description", ids: [1], put: asText("process.pe.description"), copied: true },
  { from: "FileVersion", ids: [1], put: asText("process.pe.file_version"), copied: true },
  { from: "Product", ids: [1], put: asText("process.pe.product"), copied: true },
  { from: "OriginalFileName", ids: [7], put: asText("file.pe.original_file_name") },
  { from: "Company", ids: [7], put: asText("file.pe.company"), copied: true },
  { from: "Description", ids: [7], put: asText("file.pe.description"), copied: true },
  { from: "FileVersion", ids: [7], put: asText("file.pe.file_version"), copied: true },
  { from: "Product", ids: [7], put: asText("file.pe.product"), copied: true },

  // **quirk**: the hash of a deleted file (23) lands in process.hash.
  { from: "Hashes", ids: [1, 23, 24, 25], put: asHashes("process") },
  { from: "Hashes", ids: [6, 7, 15, 29], put: asHashes("file") },
  // Winlogbeat puts these into process.hash and the integrations into file.hash: both, so that rules for either match.
  { from: "Hashes", ids: [26], put: asHashes("process", "file") },
  { from: "Hash", ids: [15], put: asHashes("file") },

  { from: "TargetFilename", ids: [2, 11, 15, 23, 26, 27, 28, 29], put: asFilePath("file") },
  { from: "Device", ids: [9], put: asFilePath("file") },
  { from: "ImageLoaded", ids: [6, 7], put: asFilePath("file") },
  { from: "PipeName", ids: [17, 18], put: asText("file.name") },
  { from: "Signature", ids: [6, 7], put: asText("file.code_signature.subject_name"), copied: true },
  // **quirk**: `.signed` would be set only for a boolean, and `Signed` is text: there is none. No `.trusted`, no `.exists`.
  { from: "SignatureStatus", ids: [6, 7], put: putSignatureStatus, copied: true },

  { from: "Protocol", ids: [3], put: asText("network.transport") },
  { from: "DestinationPortName", ids: [3], put: asText("network.protocol") },
  { from: "SourcePortName", ids: [3], put: asText("network.protocol") },
  { from: "SourceIp", ids: [3], put: asAddress("source.ip") },
  { from: "SourceHostname", ids: [3], put: asText("source.domain") },
  { from: "SourcePort", ids: [3], put: asLong("source.port") },
  { from: "DestinationIp", ids: [3], put: asAddress("destination.ip") },
  { from: "DestinationHostname", ids: [3], put: asText("destination.domain") },
  { from: "DestinationPort", ids: [3], put: asLong("destination.port") },
  // network.community_id needs SHA-1 and is not computed.
  { from: "Initiated", ids: [3], put: asOneOf("network.direction", { true: "egress", false: "ingress" }) },
  { from: "SourceIsIpv6", ids: [3], put: asOneOf("network.type", { true: "ipv6", false: "ipv4" }) },

  { from: "QueryName", ids: [22], put: putQueryName },
  { from: "QueryStatus", ids: [22], put: putQueryStatus },
  { from: "QueryResults", ids: [22], put: putQueryResults },

  { from: "TargetObject", ids: registryIds, put: putRegistryPath },
  { from: "Details", ids: [13], put: putRegistryData },

  { from: "Archived", ids: [23, 26], put: asBoolean("sysmon.file.archived") },
  { from: "IsExecutable", ids: [23, 26], put: asBoolean("sysmon.file.is_executable") },
];

const rulesForAnyId: readonly FieldRule[] = sysmonFields.filter((rule) => rule.ids === undefined);

const rulesById: ReadonlyMap<string, readonly FieldRule[]> = new Map(
  [...new Set(sysmonFields.flatMap((rule) => rule.ids ?? []))].map((id) => [
    String(id),
    sysmonFields.filter((rule) => rule.ids === undefined || rule.ids.includes(id)),
  ]),
);

/** The field rules of a Sysmon event id. */
export function sysmonFieldRules(eventId: string): readonly FieldRule[] {
  return rulesById.get(eventId) ?? rulesForAnyId;
}

function asHashes(...entities: readonly ("process" | "file")[]): PutField {
  const pathsOf = entities.map(hashPaths);
  return (document, text) => {
    const hashes = parseHashes(text);
    // All-zero values are dropped on purpose; a text that is no list of hashes stays where it is.
    if (hashes.length === 0) return text.includes("=");
    for (const paths of pathsOf) {
      for (const { algorithm, value } of hashes) {
        const path = paths.get(algorithm);
        if (path !== undefined) setField(document, path, value);
      }
    }
    addRelated(
      document,
      "hash",
      hashes.map((hash) => hash.value),
    );
    return true;
  };
}

function hashPaths(entity: "process" | "file"): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ["md5", [entity, "hash", "md5"]],
    ["sha1", [entity, "hash", "sha1"]],
    ["sha256", [entity, "hash", "sha256"]],
    ["imphash", [entity, "pe", "imphash"]],
  ]);
}

function asOneOf(field: string, values: { readonly true: string; readonly false: string }): PutField {
  const path = field.split(".");
  return (document, text) => {
    // Readers differ in case: raw EVTX gives `true` or `True`.
    const lower = text.toLowerCase();
    return (lower === "true" || lower === "false") && setField(document, path, values[lower]);
  };
}

function putSignatureStatus(document: MutableJsonObject, text: string): boolean {
  if (text === "Valid") setField(document, ["file", "code_signature", "valid"], true);
  return setField(document, ["file", "code_signature", "status"], text);
}

function putQueryName(document: MutableJsonObject, text: string): boolean {
  // The registered domain, the subdomain and the top level domain need the list of public suffixes: not set.
  addRelated(document, "hosts", [text]);
  return setField(document, ["dns", "question", "name"], text);
}

function putQueryStatus(document: MutableJsonObject, text: string): boolean {
  return setField(document, ["sysmon", "dns", "status"], dnsStatusName(text));
}

function putQueryResults(document: MutableJsonObject, text: string): boolean {
  const { answers, addresses, hosts } = parseDnsResults(text);
  if (answers.length === 0) return false;
  setField(
    document,
    ["dns", "answers"],
    answers.map(({ type, data }) => ({ type, data })),
  );
  if (addresses.length > 0) setField(document, ["dns", "resolved_ip"], addresses);
  addRelated(document, "ip", addresses);
  addRelated(document, "hosts", hosts);
  return true;
}

function putRegistryPath(document: MutableJsonObject, text: string): boolean {
  if (!setField(document, ["registry", "path"], text)) return false;
  const { hive, key, value } = splitRegistryPath(text);
  if (hive !== undefined) setField(document, ["registry", "hive"], hive);
  if (key !== undefined) setField(document, ["registry", "key"], key);
  if (value !== undefined) setField(document, ["registry", "value"], value);
  return true;
}

function putRegistryData(document: MutableJsonObject, text: string): boolean {
  const { type, strings } = parseRegistryDetails(text);
  if (strings !== undefined) setField(document, ["registry", "data", "strings"], strings);
  return setField(document, ["registry", "data", "type"], type);
}
