import { type JsonObject, type JsonValue, stringifyJson } from "@eqlite/core/events";

/** What triage changes about an alert. */
export interface Workflow {
  readonly status: string;
  readonly statusMs: number | null;
  readonly statusBy: string | null;
  readonly statusReason: string | null;
  /** JSON lists of texts. */
  readonly tags: string;
  readonly assignees: string;
}

/** An alert's document in its parts: what only this alert has, and what it shares with other alerts of its rule. */
export interface DocumentParts {
  /** JSON object. */
  readonly fields: string;
  readonly snapshot: JsonObject;
}

const rulePrefix = "kibana.alert.rule.";

/** Fields that columns hold, so that they can change without the document. */
const workflowFields: ReadonlySet<string> = new Set([
  "kibana.alert.workflow_status",
  "kibana.alert.workflow_status_updated_at",
  "kibana.alert.workflow_user",
  "kibana.alert.workflow_reason",
  "kibana.alert.workflow_tags",
  "kibana.alert.workflow_assignee_ids",
]);

/** The rule as it was is most of an alert and the same for thousands of alerts: it is stored once (rule-snapshots.ts). */
export function splitDocument(document: JsonObject): DocumentParts {
  // Without a prototype: a member may be called `__proto__`.
  const fields: Record<string, JsonValue> = Object.create(null);
  const snapshot: Record<string, JsonValue> = Object.create(null);
  for (const [name, value] of Object.entries(document)) {
    if (isOfSnapshot(name)) snapshot[name] = value;
    else if (!workflowFields.has(name)) fields[name] = value;
  }
  return { fields: stringifyJson(fields), snapshot };
}

/** The name may be taken from the event (specification 5.4), and the execution is another one each time. */
function isOfSnapshot(name: string): boolean {
  return (
    name.startsWith(rulePrefix) &&
    name !== "kibana.alert.rule.name" &&
    !name.startsWith("kibana.alert.rule.execution.")
  );
}

/** The document again, as JSON text, without the rule: `documentTail` of the rule's snapshot belongs behind it. */
export function documentHead(fields: string, workflow: Workflow): string {
  return `{${membersBefore(fields)}${workflowMembers(workflow)}`;
}

/** The rule and the end of a document: the same text for all alerts that share the snapshot. */
export function documentTail(snapshot: string): string {
  return `${membersBehind(snapshot)}}`;
}

function workflowMembers(workflow: Workflow): string {
  const { status, statusMs, statusBy, statusReason, tags, assignees } = workflow;
  let members = `"kibana.alert.workflow_status":${JSON.stringify(status)}`;
  if (statusMs !== null) {
    members += `,"kibana.alert.workflow_status_updated_at":"${new Date(statusMs).toISOString()}"`;
  }
  if (statusBy !== null) members += `,"kibana.alert.workflow_user":${JSON.stringify(statusBy)}`;
  if (statusReason !== null) members += `,"kibana.alert.workflow_reason":${JSON.stringify(statusReason)}`;
  return `${members},"kibana.alert.workflow_tags":${tags},"kibana.alert.workflow_assignee_ids":${assignees}`;
}

function membersBefore(object: string): string {
  return object === "{}" ? "" : `${object.slice(1, -1)},`;
}

function membersBehind(object: string): string {
  return object === "{}" ? "" : `,${object.slice(1, -1)}`;
}
