import type { JsonObject } from "@eqlite/core/events";
import { processLimits } from "./process-limits.ts";
import { type FoundFields, fieldsOf } from "./search-events.ts";

export type ProcessRelation = "ancestor" | "subject" | "descendant";

/** What people tell the events of a process apart by. */
export const processEventKinds = [
  "process",
  "library",
  "access",
  "file",
  "registry",
  "network",
  "dns",
  "other",
] as const;
export type ProcessEventKind = (typeof processEventKinds)[number];

/** A process as its start tells of it, or as a child tells of its parent. */
export interface ProcessNode {
  /** The entity id, or `pid:<pid>@<start in ms>` where sensors give none. */
  readonly id: string;
  readonly entityId: string | undefined;
  /** Further ids that sensors gave the same process. */
  readonly otherIds: readonly string[];
  readonly parentId: string | undefined;
  /** Whether its start is stored; otherwise its child or another of its events tells of it. */
  readonly isSeen: boolean;
  readonly pid: number | undefined;
  readonly name: string | undefined;
  readonly executable: string | undefined;
  readonly commandLine: string | undefined;
  readonly user: string | undefined;
  readonly hostId: string | undefined;
  readonly hostName: string | undefined;
  readonly sha256: string | undefined;
  readonly sha1: string | undefined;
  readonly md5: string | undefined;
  readonly signature: ProcessSignature;
  readonly startedMs: number | undefined;
  /** What the event tells of its parent, in case nothing else does. */
  readonly parent: ProcessParent;
}

export interface ProcessSignature {
  readonly isPresent: boolean | undefined;
  readonly isTrusted: boolean | undefined;
  readonly subject: string | undefined;
}

export interface ProcessParent {
  readonly entityId: string | undefined;
  readonly pid: number | undefined;
  readonly name: string | undefined;
  readonly executable: string | undefined;
  readonly commandLine: string | undefined;
}

/** A process at its place in a tree. */
export type PlacedNode = ProcessNode & { readonly relation: ProcessRelation };

/** Fields that `processNode` reads. */
export const nodeFields: readonly string[] = [
  "@timestamp",
  "host.id",
  "host.name",
  "process.entity_id",
  "process.pid",
  "process.name",
  "process.executable",
  "process.command_line",
  "process.hash.sha256",
  "process.hash.sha1",
  "process.hash.md5",
  "process.code_signature.exists",
  "process.code_signature.trusted",
  "process.code_signature.subject_name",
  "process.parent.entity_id",
  "process.parent.pid",
  "process.parent.name",
  "process.parent.executable",
  "process.parent.command_line",
  "user.name",
  "user.domain",
];

/** @param isStart whether the event is the start of the process */
export function processNode(found: JsonObject | undefined, isStart: boolean): ProcessNode {
  const fields = fieldsOf(found);
  const entityId = fields.text("process.entity_id");
  const pid = fields.number("process.pid");
  const atMs = fields.timeMs("@timestamp");
  const parent: ProcessParent = {
    entityId: fields.text("process.parent.entity_id"),
    pid: fields.number("process.parent.pid"),
    name: fields.text("process.parent.name") ?? lastPart(fields.text("process.parent.executable")),
    executable: fields.text("process.parent.executable"),
    commandLine: shortened(fields.text("process.parent.command_line")),
  };
  return {
    id: entityId ?? pidKey(pid, atMs),
    entityId,
    otherIds: [],
    parentId: parent.entityId,
    isSeen: isStart,
    pid,
    name: fields.text("process.name") ?? lastPart(fields.text("process.executable")),
    executable: fields.text("process.executable"),
    commandLine: shortened(fields.text("process.command_line")),
    user: userOf(fields),
    hostId: fields.text("host.id"),
    hostName: fields.text("host.name"),
    sha256: fields.text("process.hash.sha256"),
    sha1: fields.text("process.hash.sha1"),
    md5: fields.text("process.hash.md5"),
    signature: {
      isPresent: fields.flag("process.code_signature.exists"),
      isTrusted: fields.flag("process.code_signature.trusted"),
      subject: fields.text("process.code_signature.subject_name"),
    },
    startedMs: isStart ? atMs : undefined,
    parent,
  };
}

/** The parent as its child tells of it. */
export function unseenParent(child: ProcessNode, id: string): ProcessNode {
  const { entityId, pid, name, executable, commandLine } = child.parent;
  return {
    id,
    entityId,
    otherIds: [],
    parentId: undefined,
    isSeen: false,
    pid,
    name,
    executable,
    commandLine,
    user: undefined,
    hostId: child.hostId,
    hostName: child.hostName,
    sha256: undefined,
    sha1: undefined,
    md5: undefined,
    signature: { isPresent: undefined, isTrusted: undefined, subject: undefined },
    startedMs: undefined,
    parent: {
      entityId: undefined,
      pid: undefined,
      name: undefined,
      executable: undefined,
      commandLine: undefined,
    },
  };
}

export function pidKey(pid: number | undefined, startedMs: number | undefined): string {
  return `pid:${pid ?? ""}@${startedMs ?? ""}`;
}

function userOf(fields: FoundFields): string | undefined {
  const name = fields.text("user.name");
  const domain = fields.text("user.domain");
  return name === undefined || domain === undefined ? name : `${domain}\\${name}`;
}

function lastPart(path: string | undefined): string | undefined {
  return path?.split(/[\\/]/).at(-1);
}

function shortened(text: string | undefined): string | undefined {
  return text?.slice(0, processLimits.maxCommandLineUnits);
}
