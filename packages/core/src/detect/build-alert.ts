import {
  compileFieldReader,
  type EventRecord,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../events/index.ts";
import { dateText, type FieldCatalogue } from "../lang/index.ts";
import { convertToDate, joinKeyJson, type KeyTuple } from "../match/index.ts";
import { type Ancestor, ancestorsWith, stemsFromRule } from "./alert-ancestors.ts";
import { addAlertFields, addOriginalFields, asSignal } from "./alert-fields.ts";
import { type AlertOrigin, addOriginFields } from "./alert-origin.ts";
import { type AlertLook, overriddenLook, ruleLook } from "./alert-overrides.ts";
import { alertReason } from "./alert-reason.ts";
import { commonFields } from "./common-fields.ts";
import { copySource } from "./copy-source.ts";
import { eventIdentity, type Hash } from "./event-identity.ts";
import type { Rule } from "./rule.ts";

/** One event that an alert rests on. */
export interface Evidence {
  /** Zero-based stage of the sequence. */
  readonly stage: number;
  readonly event: EventRecord;
}

/** What a rule raises for one match. */
export interface Alert {
  /** The same for the same rule, keys and events, wherever and whenever they are read. */
  readonly id: string;
  readonly rule: Rule;
  readonly look: AlertLook;
  /** Milliseconds since 1970 of the last event; undefined where no event has a time. */
  readonly timeMs: number | undefined;
  /** Values of the join keys; empty where the query has none. */
  readonly joinKeys: readonly JsonValue[];
  /**
   * The alert document; of a sequence the one that stands for the whole (specification 3.2.1). Made anew each time it is
   * asked for: documents are large, and a scan with many alerts should hold none.
   */
  readonly document: JsonObject;
  /** For a sequence one alert document for each event. Made anew each time, too. */
  readonly buildingBlocks: readonly JsonObject[];
  readonly evidence: readonly Evidence[];
}

/** What a rule found: events by stage, undefined where an event is missing as it must. */
export interface RuleMatch {
  readonly key: KeyTuple | undefined;
  readonly events: readonly (EventRecord | undefined)[];
}

export interface AlertContext {
  readonly hash: Hash;
  readonly catalogue: FieldCatalogue;
  /** What a server knows: it then says when the alert was made, and by which execution. Left out in a scan. */
  readonly origin?: AlertOrigin | undefined;
  /**
   * Apply overrides of severity, risk score and name to sequences, too: over all of their events, the highest one wins, and
   * the first name. The original gives sequences what the rule says (specification 5.4), and so does a scan.
   */
  readonly overrideSequences?: boolean | undefined;
}

/** Builds the alert of one match; undefined where a rule over alerts would feed itself (specification 3). */
export function buildAlert(rule: Rule, match: RuleMatch, context: AlertContext): Alert | undefined {
  const evidence = match.events.flatMap((event, stage) => (event === undefined ? [] : [{ stage, event }]));
  const ruleIds = [rule.ruleId, ruleUuid(rule, context)];
  if (evidence.some(({ event }) => stemsFromRule(event, ruleIds))) return undefined;
  const joinKeys = match.key === undefined ? [] : joinKeyJson(match.key);
  const eventIds = evidence.map(({ event }) => eventIdentity(event, context.hash));
  const id = context.hash(JSON.stringify([rule.ruleId, joinKeys.map(String), eventIds]));
  const [only] = evidence;
  const isSequence = match.key !== undefined || only === undefined;
  const time = lastTime(rule, evidence);
  const takesOverrides = !isSequence || context.overrideSequences === true;
  const documents = evidence.map(({ event }) => event.document);
  const look = takesOverrides ? overriddenLook(rule, documents) : ruleLook(rule);
  return new BuiltAlert({ rule, id, look, time, context }, isSequence, joinKeys, evidence, eventIds);
}

/**
 * A class, since the getters of an object literal get a hidden class of their own, which V8 keeps until it collects its old
 * generation, and with it the events.
 */
class BuiltAlert implements Alert {
  readonly id: string;
  readonly rule: Rule;
  readonly look: AlertLook;
  readonly timeMs: number | undefined;
  readonly joinKeys: readonly JsonValue[];
  readonly evidence: readonly Evidence[];
  readonly #base: AlertBase;
  readonly #isSequence: boolean;
  readonly #eventIds: readonly string[];

  constructor(
    base: AlertBase,
    isSequence: boolean,
    joinKeys: readonly JsonValue[],
    evidence: readonly Evidence[],
    eventIds: readonly string[],
  ) {
    this.id = base.id;
    this.rule = base.rule;
    this.look = base.look;
    this.timeMs = base.time?.ms;
    this.joinKeys = joinKeys;
    this.evidence = evidence;
    this.#base = base;
    this.#isSequence = isSequence;
    this.#eventIds = eventIds;
  }

  get document(): JsonObject {
    return this.#isSequence
      ? sequenceDocument(this.#base, this.#parts())
      : singleDocument(this.#base, this.#parts());
  }

  get buildingBlocks(): readonly JsonObject[] {
    return this.#isSequence ? buildingBlocks(this.#base, this.#parts()) : [];
  }

  #parts(): readonly AlertPart[] {
    return this.evidence.map(({ event }, at) => ({
      event,
      eventId: this.#eventIds[at] ?? "",
      source: copySource(event.document, this.#base.context.catalogue),
    }));
  }
}

interface AlertBase {
  readonly rule: Rule;
  readonly id: string;
  readonly look: AlertLook;
  readonly time: { readonly ms: number; readonly text: string } | undefined;
  readonly context: AlertContext;
}

/** One event of an alert: its id, and what alerts take over from it. */
interface AlertPart {
  readonly event: EventRecord;
  readonly eventId: string;
  readonly source: JsonObject;
}

/** The mark of a rule whose alerts are building blocks themselves. */
function ownBuildingBlockType({ buildingBlockType }: Rule): JsonObject {
  return buildingBlockType === undefined ? {} : { "kibana.alert.building_block_type": buildingBlockType };
}

function singleDocument(base: AlertBase, parts: readonly AlertPart[]): JsonObject {
  const [part] = parts;
  if (part === undefined) return {};
  const document = eventDocument(base, part, base.id);
  return Object.assign(document, ownBuildingBlockType(base.rule));
}

function buildingBlocks(base: AlertBase, parts: readonly AlertPart[]): readonly JsonObject[] {
  return parts.map((part, index) => {
    const document = eventDocument(base, part, blockId(base, index));
    document["kibana.alert.building_block_type"] = "default";
    document["kibana.alert.group.id"] = base.id;
    document["kibana.alert.group.index"] = index;
    return document;
  });
}

/** What the events of a sequence have in common, with all of them and their building blocks as ancestors. */
function sequenceDocument(base: AlertBase, parts: readonly AlertPart[]): JsonObject {
  const { rule, id, look, time } = base;
  const common = commonFields(parts.map(({ source }) => source));
  const ancestors = parts.flatMap(({ event, eventId }, index) => {
    const own = ancestorsWith(event, eventId);
    return [...own, blockAncestor(base, index, own)];
  });
  const [first] = parts;
  const document = asSignal(common);
  addAlertFields(document, rule, {
    id,
    look,
    reason: alertReason(common, look.severity, look.name),
    ancestors,
    time: time?.text,
    // The first event's time, not the time its building block was made (a known oddity of the original).
    originalTime: first === undefined ? undefined : timestampOf(first.event),
  });
  addOriginFields(document, id, base.context.origin ?? noOrigin);
  document["kibana.alert.group.id"] = id;
  return Object.assign(document, ownBuildingBlockType(rule));
}

function eventDocument(
  { rule, look, time, context }: AlertBase,
  { event, eventId, source }: AlertPart,
  id: string,
): MutableJsonObject {
  const document = asSignal(source);
  addOriginalFields(document, source);
  addAlertFields(document, rule, {
    id,
    look,
    reason: alertReason(source, look.severity, look.name),
    ancestors: ancestorsWith(event, eventId),
    time: time?.text,
    originalTime: timestampOf(event),
  });
  addOriginFields(document, id, context.origin ?? noOrigin);
  return document;
}

const noOrigin: AlertOrigin = {};

/** The id by which alerts name their rule. A scan installs none and uses the one that all installations share. */
function ruleUuid(rule: Rule, { origin }: AlertContext): string {
  return origin?.installed?.id ?? rule.ruleId;
}

function blockId({ context, id }: AlertBase, index: number): string {
  return context.hash(JSON.stringify([id, index]));
}

function blockAncestor(base: AlertBase, index: number, own: readonly Ancestor[]): Ancestor {
  const depth = Math.max(0, ...own.map((ancestor) => ancestor.depth)) + 1;
  return {
    id: blockId(base, index),
    index: "",
    type: "signal",
    depth,
    rule: ruleUuid(base.rule, base.context),
  };
}

const readTimestamp = compileFieldReader("@timestamp");

function timestampOf(event: EventRecord): JsonValue | undefined {
  return readTimestamp(event.document)[0];
}

/** The time of the last event: the moment from which the alert could be known. */
function lastTime(rule: Rule, evidence: readonly Evidence[]): AlertBase["time"] {
  const read = rule.timestampField === undefined ? readTimestamp : compileFieldReader(rule.timestampField);
  const dates = evidence.flatMap(({ event }) => {
    const [raw] = read(event.document);
    const date = raw === undefined ? undefined : convertToDate(raw);
    return date === undefined ? [] : [{ ...date, nanos: 0 }];
  });
  const last = dates.reduce(
    (latest, date) => (latest === undefined || date.ms > latest.ms ? date : latest),
    dates[0],
  );
  return last === undefined ? undefined : { ms: last.ms, text: dateText(last) };
}
