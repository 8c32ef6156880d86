import type { JsonObject, MutableJsonObject } from "../document.ts";
import { applyFieldRules } from "./apply-field-rules.ts";
import { classifyEndgameEvent, endgameEventType, networkDirection } from "./endgame-events.ts";
import { endgameFieldRules } from "./endgame-fields.ts";
import { EventData, meaningfulText } from "./event-data.ts";
import { fillMissing } from "./fill-missing.ts";
import { isIpv6Address } from "./ip-address.ts";
import { objectMember, setField } from "./set-field.ts";
import { formatFileTime, parseTimestamp } from "./timestamp.ts";

/**
 * Maps the flat shape of Endgame's sensor, which is also the one python-eql works on. What is not mapped stays under
 * `endgame.*`. Such records name no host: `host.id` is then `unknown`, so that joins by it work within a file.
 */
export function mapFlatEndgame(raw: JsonObject): JsonObject {
  const data = new EventData(raw);
  const document = mapEndgameValues(raw, data);
  const computer = meaningfulText(raw["hostname"]);
  if (computer !== undefined) data.take("hostname");
  document["host"] = endgameHost(raw, computer);
  const remaining = data.remaining("as they came");
  if (remaining !== undefined) document["endgame"] = remaining;
  return document;
}

/**
 * Fills the ECS fields that a document of the Endgame stream lacks from its `endgame` block, which stays as it is. Older
 * sensors left out `host.os.type` and many of the fields that rules test (elastic-defend-events.md section 6).
 */
export function fillEndgameDocument(raw: JsonObject): JsonObject {
  const source = objectMember(raw, "endgame");
  const filler = mapEndgameValues(source, new EventData(source));
  const host = objectMember(raw, "host");
  const computer = meaningfulText(host["name"]) ?? meaningfulText(source["hostname"]);
  const observerType = meaningfulText(objectMember(objectMember(raw, "observer"), "os")["type"]);
  filler["host"] = {
    ...endgameHost(source, computer),
    ...(observerType === undefined ? {} : { os: { type: observerType } }),
  };
  return fillMissing(raw, filler);
}

function mapEndgameValues(source: JsonObject, data: EventData): MutableJsonObject {
  const document: MutableJsonObject = {};
  const timestamp = readTimestamp(source, data);
  if (timestamp !== undefined) document["@timestamp"] = timestamp;
  const eventType = endgameEventType(source);
  const eventClass = eventType === undefined ? undefined : classifyEndgameEvent(source, eventType);
  const event: MutableJsonObject = { kind: isAlert(source) ? "alert" : "event", module: "endgame" };
  document["event"] = event;
  if (eventClass !== undefined) event["category"] = eventClass.category;
  if (eventClass?.type !== undefined) event["type"] = eventClass.type;
  if (eventClass?.action !== undefined) event["action"] = eventClass.action;
  applyFieldRules(document, data, endgameFieldRules(eventType ?? ""));
  if (eventType === "network") setNetwork(document, eventClass?.action);
  return document;
}

function setNetwork(document: MutableJsonObject, action: string | undefined): void {
  const direction = networkDirection(action);
  if (direction !== undefined) setField(document, ["network", "direction"], direction);
  const destination = meaningfulText(objectMember(document, "destination")["ip"]);
  if (destination === undefined) return;
  setField(document, ["network", "type"], isIpv6Address(destination) ? "ipv6" : "ipv4");
}

const digits = /^\d{1,19}$/;
/** Ticks of the year 1917: a smaller number is not a FILETIME but seconds or milliseconds of some other clock. */
const leastFileTime = 100_000_000_000_000_000n;

function readTimestamp(source: JsonObject, data: EventData): string | undefined {
  const ticks = meaningfulText(source["timestamp"]) ?? "";
  const fileTime = digits.test(ticks) ? BigInt(ticks) : 0n;
  const fromTicks = fileTime < leastFileTime ? undefined : formatFileTime(fileTime);
  if (fromTicks !== undefined) {
    data.take("timestamp");
    return fromTicks;
  }
  return parseTimestamp(meaningfulText(source["timestamp_utc"]) ?? "");
}

function isAlert(source: JsonObject): boolean {
  const kind = objectMember(source, "metadata")["type"];
  return kind === "detection" || kind === "prevention";
}

function endgameHost(source: JsonObject, computer: string | undefined): JsonObject {
  const os = isFromUnix(source) ? {} : { os: { type: "windows" } };
  return computer === undefined
    ? { id: "unknown", ...os }
    : { name: computer, id: computer.toLowerCase(), ...os };
}

/** A path from the root tells Linux or macOS, though not which of the two. */
function isFromUnix(source: JsonObject): boolean {
  const path = meaningfulText(source["process_path"]) ?? meaningfulText(source["file_path"]);
  return path?.startsWith("/") === true;
}
