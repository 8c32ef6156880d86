import { isJsonObject, type JsonObject, type JsonValue, type MutableJsonObject } from "@eqlite/core/events";

/**
 * The event that an alert or building block was made of, as far as its document has it: with its own time and `event.kind`
 * again (specification 5.1). What did not fit the type of its field is lost, and so is what an event that was itself an
 * alert had of that.
 */
export function sourceEventOf(document: JsonObject): JsonObject {
  const source: MutableJsonObject = {};
  for (const [name, value] of Object.entries(document)) {
    if (name === "@timestamp" || name.startsWith("kibana.") || name.startsWith("eqlite.")) continue;
    // Not assigned: a member may be called `__proto__`.
    Object.defineProperty(source, name, {
      value: name === "event" ? withOwnKind(value, document["kibana.alert.original_event.kind"]) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  const time = document["kibana.alert.original_time"];
  if (time !== undefined) source["@timestamp"] = time;
  return source;
}

function withOwnKind(event: JsonValue, kind: JsonValue | undefined): JsonValue {
  if (!isJsonObject(event)) return event;
  const { kind: _, ...rest } = event;
  return kind === undefined ? rest : { ...rest, kind };
}
