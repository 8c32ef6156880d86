import type { EventFields } from "./flatten-event.ts";

/** A line of the readable form of an event. */
export interface SummaryLine {
  /** Under `event.label` of the texts of `shared`. */
  readonly label: string;
  readonly field: string;
  readonly values: readonly string[];
}

/** What people look for first, in the order in which they do. Of each line the first field that has a value is taken. */
const lines: readonly (readonly [label: string, ...fields: string[]])[] = [
  ["host", "host.name", "host.hostname"],
  ["user", "user.name"],
  ["userDomain", "user.domain"],
  ["process", "process.executable", "process.name"],
  ["pid", "process.pid"],
  ["commandLine", "process.command_line"],
  ["workingDirectory", "process.working_directory"],
  ["parent", "process.parent.executable", "process.parent.name"],
  ["parentCommandLine", "process.parent.command_line"],
  ["signer", "process.code_signature.subject_name"],
  ["trusted", "process.code_signature.trusted"],
  ["integrity", "process.Ext.token.integrity_level_name", "winlog.event_data.IntegrityLevel"],
  ["processHash", "process.hash.sha256", "process.hash.sha1", "process.hash.md5"],
  ["file", "file.path", "file.name"],
  ["fileSize", "file.size"],
  ["fileHash", "file.hash.sha256", "file.hash.sha1", "file.hash.md5"],
  ["fileBefore", "file.Ext.original.path"],
  ["fileOwner", "file.owner"],
  ["registryPath", "registry.path", "registry.key"],
  ["registryData", "registry.data.strings", "registry.data.bytes"],
  ["library", "dll.path", "dll.name"],
  ["libraryHash", "dll.hash.sha256"],
  ["librarySigner", "dll.code_signature.subject_name"],
  ["dnsName", "dns.question.name"],
  ["dnsAnswers", "dns.resolved_ip", "dns.answers.data"],
  ["source", "source.ip", "source.address"],
  ["sourcePort", "source.port"],
  ["destination", "destination.ip", "destination.address"],
  ["destinationName", "destination.domain"],
  ["destinationPort", "destination.port"],
  ["protocol", "network.protocol", "network.transport"],
  ["direction", "network.direction"],
  ["logonType", "winlog.logon.type", "winlog.event_data.LogonType"],
  ["logonProcess", "winlog.event_data.LogonProcessName"],
  ["targetUser", "user.target.name", "winlog.event_data.TargetUserName"],
  ["service", "service.name"],
  ["outcome", "event.outcome"],
  ["action", "event.action"],
  ["code", "event.code"],
  ["dataset", "event.dataset", "data_stream.dataset"],
];

/** The readable form of an event: what it has of what people look for first. */
export function summarizeEvent(fields: EventFields): readonly SummaryLine[] {
  return lines.flatMap(([label, ...names]) => {
    const field = names.find((name) => fields.first(name) !== undefined);
    return field === undefined ? [] : [{ label, field, values: fields.all(field) }];
  });
}
