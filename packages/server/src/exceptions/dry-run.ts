import { setImmediate as otherWork } from "node:timers/promises";
import {
  canRun,
  compileExceptionItem,
  compileSilences,
  countStages,
  type ExceptionItem,
  isExpired,
  parseRule,
  prepareRule,
  type Rule,
  type ValueList,
} from "@eqlite/core/detect";
import { compileFieldReader, isJsonObject, type JsonObject } from "@eqlite/core/events";
import type { CheckedQuery, Diagnostic, FieldCatalogue } from "@eqlite/core/lang";
import type { StoredAlert } from "../alerts/alert.ts";
import type { AlertReading } from "../alerts/read-alerts.ts";
import { sourceEventOf } from "./source-event-of.ts";

export interface DryRunContext {
  /** `rule_id`s of the rules that the item would hold for. */
  readonly ruleIds: readonly string[];
  /** Alerts that were raised in these days until now are looked at. */
  readonly days: number;
  readonly nowMs: number;
  readonly alerts: Pick<AlertReading, "scan" | "byGroup">;
  readonly catalogue: FieldCatalogue;
  /** Those that the item names. */
  readonly valueLists: ReadonlyMap<string, ValueList>;
  /** Alerts that are listed; all are counted. */
  readonly maxListed: number;
  readonly signal?: AbortSignal | undefined;
}

/** An alert that would not have been raised. */
export interface SilencedAlert {
  readonly id: string;
  readonly ruleId: string;
  readonly ruleName: string;
  /** When it was raised. */
  readonly timeMs: number;
  readonly host: string | undefined;
  /** The events that the item excepts. */
  readonly events: readonly SilencedEvent[];
}

export interface SilencedEvent {
  /** Zero-based stage of the sequence as it was matched: one that `runs` repeats counts each time. */
  readonly stage: number;
  readonly id: string | undefined;
}

export interface DryRun {
  /** Alerts that were looked at. */
  readonly checked: number;
  readonly silenced: number;
  /** Alerts of which it cannot be told: their rule as it was is not run here, or their events are gone. */
  readonly unknown: number;
  /** Oldest first, the first ones of them. */
  readonly alerts: readonly SilencedAlert[];
  /** What is to be said about the item. Where one is an error nothing was looked at. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds out which stored alerts an exception would have kept from being raised: those of which it excepts an event. What
 * would have been found in their place is not looked for. The events are taken from the alerts and their building blocks,
 * which hold them whole, and are judged by the rule as it was when it raised the alert; the event store may have let go of
 * them long ago.
 */
export async function dryRunException(item: ExceptionItem, context: DryRunContext): Promise<DryRun> {
  const { ruleIds, days, nowMs, alerts, catalogue, valueLists, maxListed, signal } = context;
  const compiled = compileExceptionItem(item, { catalogue, valueLists });
  const { diagnostics } = compiled;
  const nothing = { checked: 0, silenced: 0, unknown: 0, alerts: [], diagnostics };
  // An item that has expired does nothing any more.
  if (!compiled.ok || ruleIds.length === 0 || isExpired(item, nowMs)) return nothing;
  const judgeOf = createJudges({ condition: compiled.value, stage: item.stage }, catalogue, nowMs);
  const filter = { ruleIds, times: { fromMs: nowMs - days * dayMs, toMs: nowMs + 1 } };
  const listed: SilencedAlert[] = [];
  let checked = 0;
  let silenced = 0;
  let unknown = 0;
  let sliceEndsMs = performance.now() + sliceMs;
  for (const alert of alerts.scan(filter, "oldest-first")) {
    if (performance.now() >= sliceEndsMs) {
      await otherWork();
      signal?.throwIfAborted();
      sliceEndsMs = performance.now() + sliceMs;
    }
    const groupId = alert.document["kibana.alert.group.id"];
    if (groupId !== undefined && groupId !== alert.id) continue;
    checked += 1;
    const documents =
      typeof groupId === "string" ? alerts.byGroup(groupId).filter(({ id }) => id !== groupId) : [alert];
    const events = judgeOf(alert)?.(documents);
    if (events === undefined) unknown += 1;
    else if (events.length > 0) {
      silenced += 1;
      if (listed.length < maxListed) listed.push(silencedAlert(alert, events));
    }
  }
  return { checked, silenced, unknown, alerts: listed, diagnostics };
}

const dayMs = 86_400_000;
const sliceMs = 10;
/** Rules as they were, kept compiled. */
const maxJudges = 1_000;

/** Which events of an alert are excepted; undefined where they are not all there. */
type Judge = (documents: readonly StoredAlert[]) => readonly SilencedEvent[] | undefined;

/** Judges for alerts, one for each rule as it was; undefined for a rule that cannot be run. */
function createJudges(
  exception: Parameters<typeof compileSilences>[1],
  catalogue: FieldCatalogue,
  nowMs: number,
): (alert: StoredAlert) => Judge | undefined {
  const judges = new Map<string, Judge | undefined>();
  return ({ document }) => {
    const parameters = document["kibana.alert.rule.parameters"];
    if (!isJsonObject(parameters)) return undefined;
    const { type, query, event_category_override: category } = parameters;
    const key = JSON.stringify([type, query, category].map(String));
    if (judges.has(key)) return judges.get(key);
    const [oldest] = judges.keys();
    if (oldest !== undefined && judges.size >= maxJudges) judges.delete(oldest);
    const checked = prepare(parameters, catalogue, nowMs);
    const judge = checked === undefined ? undefined : compileJudge(checked, exception);
    judges.set(key, judge);
    return judge;
  };
}

function prepare(parameters: JsonObject, catalogue: FieldCatalogue, nowMs: number): CheckedQuery | undefined {
  const parsed = parseRule(parameters, { locate: () => ({ from: 0, to: 0 }), ruleIdIfAbsent: "" });
  const rule: Rule | undefined = parsed.ok && canRun(parsed.value) ? parsed.value : undefined;
  const checked = rule === undefined ? undefined : prepareRule(rule, catalogue, nowMs);
  return checked?.ok === true ? checked.value : undefined;
}

const readEventId = compileFieldReader("event.id");

function compileJudge(query: CheckedQuery, exception: Parameters<typeof compileSilences>[1]): Judge {
  const isSilenced = compileSilences(query, exception);
  // An item for a stage that the rule does not have does nothing.
  const hasStage = exception.stage === undefined || exception.stage < countStages(query);
  const stages = stagesWithEvents(query);
  return (documents) => {
    if (documents.length !== stages.length) return undefined;
    if (!hasStage) return [];
    return documents.flatMap(({ document }, at): readonly SilencedEvent[] => {
      const stage = stages[at] ?? 0;
      const event = sourceEventOf(document);
      const match = Array.from({ length: stage }, () => undefined);
      if (!isSilenced([...match, event])) return [];
      const [id] = readEventId(event);
      return [{ stage, id: ancestorId(document) ?? (typeof id === "string" ? id : undefined) }];
    });
  };
}

/** The stages of a match that have an event; building blocks are made for these alone. */
function stagesWithEvents(query: CheckedQuery): readonly number[] {
  switch (query.kind) {
    case "event":
      return [0];
    case "sequence":
      return query.stages.flatMap(({ missing }, stage) => (missing ? [] : [stage]));
    case "sample":
      return query.filters.map((_, stage) => stage);
  }
}

/** The id by which the event is known: that of the last ancestor, since those before it are the event's own. */
function ancestorId(document: JsonObject): string | undefined {
  const ancestors = document["kibana.alert.ancestors"];
  const last = Array.isArray(ancestors) ? ancestors.at(-1) : undefined;
  const id = isJsonObject(last) ? last["id"] : undefined;
  return typeof id === "string" ? id : undefined;
}

const readHost = compileFieldReader("host.name");

function silencedAlert(
  { id, document, place }: StoredAlert,
  events: readonly SilencedEvent[],
): SilencedAlert {
  const text = (name: string): string => {
    const value = document[name];
    return typeof value === "string" ? value : "";
  };
  const [host] = readHost(document);
  return {
    id,
    ruleId: text("kibana.alert.rule.rule_id"),
    ruleName: text("kibana.alert.rule.name"),
    timeMs: place.timeMs,
    host: typeof host === "string" ? host : undefined,
    events,
  };
}
