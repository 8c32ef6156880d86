import type { MutableJsonObject } from "../events/index.ts";
import { dateFromMs, dateText } from "../lang/index.ts";

/** The execution of a rule that raises an alert. Times in milliseconds since 1970. */
export interface AlertExecution {
  /** Id of the run; alerts of one execution share it. */
  readonly uuid: string;
  /** The original knows no live detection: such alerts say `scheduled`, and `live` in a field of our own. */
  readonly type: "scheduled" | "manual" | "live";
  readonly startedMs: number;
  /** When the alert is made: its `@timestamp`. */
  readonly createdMs: number;
  /** The time that a manual run pretends to start at; `createdMs` where it is left out. */
  readonly intendedMs?: number | undefined;
}

/** What a server knows of a rule beside its content. Times as ISO 8601. */
export interface InstalledRule {
  /** Id of the rule in this installation. Ids of alerts do not rest on it, but on the rule's `rule_id`. */
  readonly id: string;
  readonly createdAt?: string | undefined;
  readonly createdBy?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly updatedBy?: string | undefined;
  readonly immutable?: boolean | undefined;
}

/** How an alert came to be on a server. A scan has nothing of the kind: its alerts carry the time of their last event. */
export interface AlertOrigin {
  readonly execution?: AlertExecution | undefined;
  readonly installed?: InstalledRule | undefined;
  /** `kibana.version`: the version that clients take the server for. */
  readonly version?: string | undefined;
  /** The page of an alert by its id, where the server knows under which address people see it. */
  readonly urlOf?: ((alertId: string) => string) | undefined;
}

/** Our own field: set to `live` for an alert that was raised as its events arrived. */
export const liveField = "eqlite.alert.execution_type";

/** Adds what the server knows to an alert that has its other fields (specification 5.2). */
export function addOriginFields(
  document: MutableJsonObject,
  id: string,
  { execution, installed, version, urlOf }: AlertOrigin,
): void {
  if (execution !== undefined) {
    const created = timeText(execution.createdMs);
    document["@timestamp"] = created;
    document["kibana.alert.start"] = created;
    document["kibana.alert.last_detected"] = created;
    document["kibana.alert.intended_timestamp"] = timeText(execution.intendedMs ?? execution.createdMs);
    document["kibana.alert.rule.execution.uuid"] = execution.uuid;
    document["kibana.alert.rule.execution.timestamp"] = timeText(execution.startedMs);
    const isLive = execution.type === "live";
    document["kibana.alert.rule.execution.type"] = isLive ? "scheduled" : execution.type;
    if (isLive) document[liveField] = "live";
  }
  if (installed !== undefined) {
    document["kibana.alert.rule.uuid"] = installed.id;
    const { createdAt, createdBy, updatedAt, updatedBy, immutable } = installed;
    if (createdAt !== undefined) document["kibana.alert.rule.created_at"] = createdAt;
    if (createdBy !== undefined) document["kibana.alert.rule.created_by"] = createdBy;
    if (updatedAt !== undefined) document["kibana.alert.rule.updated_at"] = updatedAt;
    if (updatedBy !== undefined) document["kibana.alert.rule.updated_by"] = updatedBy;
    if (immutable !== undefined) document["kibana.alert.rule.immutable"] = immutable;
  }
  if (version !== undefined) document["kibana.version"] = version;
  if (urlOf !== undefined) document["kibana.alert.url"] = urlOf(id);
}

function timeText(ms: number): string {
  const date = dateFromMs(ms);
  if (date === undefined) throw new RangeError(`${ms} is no time of the calendar`);
  return dateText(date);
}
