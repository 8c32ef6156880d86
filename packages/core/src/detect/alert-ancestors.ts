import {
  compileFieldReader,
  type EventRecord,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../events/index.ts";

/** One document an alert stems from (specification 5.3). */
export interface Ancestor {
  readonly id: string;
  readonly index: string;
  readonly type: "event" | "signal";
  /** 0 for an event, the alert's own depth for an alert. */
  readonly depth: number;
  /** Id of the rule that raised it, for alerts. */
  readonly rule?: string;
}

const readUuid = compileFieldReader("kibana.alert.uuid");
const readDepth = compileFieldReader("kibana.alert.depth");
const readRule = compileFieldReader("kibana.alert.rule.uuid");

/** An event's own ancestors, if it is an alert itself, and then the event. */
export function ancestorsWith(event: EventRecord, eventId: string): readonly Ancestor[] {
  const index = event.index ?? "";
  const [uuid] = readUuid(event.document);
  if (typeof uuid !== "string") return [{ id: eventId, index, type: "event", depth: 0 }];
  const [depth] = readDepth(event.document);
  const [rule] = readRule(event.document);
  const self: Ancestor = {
    id: eventId,
    index,
    type: "signal",
    depth: typeof depth === "number" ? depth : 1,
    ...(typeof rule === "string" ? { rule } : {}),
  };
  return [...ownAncestors(event.document), self];
}

/** Whether an event is an alert that this rule had a part in: a rule over alerts must not feed itself. */
export function stemsFromRule(event: EventRecord, ruleIds: readonly string[]): boolean {
  return ancestorsWith(event, "").some(({ rule }) => rule !== undefined && ruleIds.includes(rule));
}

/** The list `kibana.alert.ancestors`, flat or nested as the input has it. */
function ownAncestors(document: JsonObject): readonly Ancestor[] {
  const kibana = document["kibana"];
  const alert = isJsonObject(kibana) ? kibana["alert"] : undefined;
  const list = document["kibana.alert.ancestors"] ?? (isJsonObject(alert) ? alert["ancestors"] : undefined);
  return Array.isArray(list) ? (list as readonly JsonValue[]).flatMap(toAncestor) : [];
}

function toAncestor(value: JsonValue): readonly Ancestor[] {
  if (!isJsonObject(value) || typeof value["id"] !== "string") return [];
  const { id, index, depth, rule } = value;
  return [
    {
      id,
      index: typeof index === "string" ? index : "",
      type: value["type"] === "signal" ? "signal" : "event",
      depth: typeof depth === "number" ? depth : 0,
      ...(typeof rule === "string" ? { rule } : {}),
    },
  ];
}

export function ancestorJson(ancestor: Ancestor): JsonObject {
  return { ...ancestor };
}
