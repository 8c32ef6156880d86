import type { AlertAnswer } from "../../shared/api/alert-query.ts";
import type { EventDocument } from "../../shared/api/search-events.ts";
import { type EventFields, readEventFields } from "../../shared/event/flatten-event.ts";
import type { ProcessPlace } from "../../shared/processes/process-queries.ts";

/** What an alert is about, as far as its events say. */
export interface AlertSubject {
  readonly alertId: string;
  readonly ruleId: string;
  readonly ruleName: string;
  /** When it was raised. */
  readonly raisedMs: number;
  /** First and last of its events. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly host: { readonly id: string | undefined; readonly name: string | undefined };
  readonly users: readonly AlertUser[];
  readonly process: AlertProcess | undefined;
  readonly files: { readonly names: readonly string[]; readonly paths: readonly string[] };
  readonly hashes: readonly { readonly kind: "sha256" | "sha1" | "md5"; readonly value: string }[];
  /** The values of a field: of the alert itself, else of its latest event that has one. */
  valuesOf(field: string): readonly string[];
}

export interface AlertUser {
  readonly name: string;
  readonly id: string | undefined;
}

export interface AlertProcess {
  readonly place: ProcessPlace;
  readonly name: string | undefined;
  readonly executable: string | undefined;
}

interface AlertDocuments {
  readonly id: string;
  readonly document: EventDocument;
  /** The alerts for the single events of a sequence: each holds its event. */
  readonly blocks: readonly EventDocument[];
}

const noDocument: EventDocument = {};

export function subjectOf({ alert, group }: AlertAnswer): AlertSubject {
  return alertSubject({
    id: alert.id,
    document: alert.document ?? noDocument,
    blocks: group.flatMap((block) =>
      block.is_building_block && block.document !== undefined ? [block.document] : [],
    ),
  });
}

export function alertSubject({ id, document, blocks }: AlertDocuments): AlertSubject {
  const alert = readEventFields(document);
  const ofEvents = blocks
    .map(readEventFields)
    .toSorted((a, b) => groupIndex(a) - groupIndex(b) || timeOf(a) - timeOf(b));
  const latestFirst = [...ofEvents].reverse();
  const all = [alert, ...latestFirst];
  const first = (...names: readonly string[]): string | undefined =>
    all.map((fields) => fields.first(...names)).find((value) => value !== undefined);
  const raisedMs = Date.parse(alert.first("@timestamp") ?? "");
  const times = [alert, ...ofEvents].map(timeOf).filter((ms) => !Number.isNaN(ms));
  const known = times.length === 0 ? [raisedMs] : times;
  return {
    alertId: id,
    ruleId: alert.first("kibana.alert.rule.rule_id") ?? "",
    ruleName: alert.first("kibana.alert.rule.name") ?? "",
    raisedMs,
    firstMs: Math.min(...known),
    lastMs: Math.max(...known),
    host: { id: first("host.id"), name: first("host.name") },
    users: usersOf(all),
    process: processOf(latestFirst.length === 0 ? [alert] : latestFirst),
    files: {
      names: valuesIn(all, ["file.name"]),
      paths: valuesIn(all, ["file.path"]),
    },
    hashes: (["sha256", "sha1", "md5"] as const).flatMap((kind) =>
      valuesIn(all, [`process.hash.${kind}`, `file.hash.${kind}`]).map((value) => ({ kind, value })),
    ),
    valuesOf: (field) => all.map((fields) => fields.all(field)).find((values) => values.length > 0) ?? [],
  };
}

function groupIndex(fields: EventFields): number {
  return Number(fields.first("kibana.alert.group.index") ?? 0);
}

function timeOf(fields: EventFields): number {
  return Date.parse(fields.first("kibana.alert.original_time", "@timestamp") ?? "");
}

function valuesIn(all: readonly EventFields[], names: readonly string[]): readonly string[] {
  return [...new Set(all.flatMap((fields) => names.flatMap((name) => fields.all(name))))].filter(
    (value) => value !== "",
  );
}

function usersOf(all: readonly EventFields[]): readonly AlertUser[] {
  const users = new Map<string, AlertUser>();
  for (const fields of all) {
    const name = fields.first("user.name");
    if (name !== undefined && !users.has(name)) users.set(name, { name, id: fields.first("user.id") });
  }
  return [...users.values()];
}

/** The process that was started last, or else the one that did what the alert tells of. */
function processOf(latestFirst: readonly EventFields[]): AlertProcess | undefined {
  const named = latestFirst.filter(
    (fields) => fields.first("process.entity_id") !== undefined || fields.first("process.pid") !== undefined,
  );
  const started = named.find((fields) => fields.all("event.type").includes("start"));
  const fields = started ?? named[0];
  if (fields === undefined) return undefined;
  const entity = fields.first("process.entity_id");
  const pid = Number(fields.first("process.pid"));
  const host = fields.first("host.id", "host.name");
  const at = new Date(timeOf(fields));
  const place: ProcessPlace =
    entity !== undefined
      ? { host, entity }
      : { host, pid, at: Number.isNaN(at.getTime()) ? undefined : at.toISOString() };
  return {
    place,
    name: fields.first("process.name"),
    executable: fields.first("process.executable"),
  };
}

/** Accounts of the system itself log on all the time and lead nowhere. */
export function isPersonal(user: AlertUser): boolean {
  if (user.id !== undefined && /^S-1-5-(18|19|20|7)$/i.test(user.id)) return false;
  return !user.name.endsWith("$") && !systemNames.has(user.name.toLowerCase());
}

const systemNames: ReadonlySet<string> = new Set([
  "system",
  "local service",
  "network service",
  "anonymous logon",
  "root",
]);
