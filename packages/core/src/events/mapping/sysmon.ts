import { isJsonObject, type MutableJsonObject } from "../document.ts";
import { applyFieldRules } from "./apply-field-rules.ts";
import { setEventClass } from "./event-class.ts";
import { setField } from "./set-field.ts";
import { sysmonEvents } from "./sysmon-events.ts";
import { sysmonFieldRules } from "./sysmon-fields.ts";
import type { WindowsRecord } from "./windows-record.ts";

const noGuid = "{00000000-0000-0000-0000-000000000000}";
const localSystem = "S-1-5-18";

/** Adds what the Sysmon tables say of an event to its document, taking it out of the record's event data. */
export function mapSysmonEvent(document: MutableJsonObject, record: WindowsRecord): void {
  record.eventData.ignoreText(noGuid);
  const event = document["event"];
  const eventClass = sysmonEvents.get(record.eventId);
  if (isJsonObject(event) && eventClass !== undefined) setEventClass(event, eventClass);
  if (record.eventId === "27" || record.eventId === "255")
    setField(document, ["event", "outcome"], "failure");
  // DNS queries carry no protocol of their own; the mapping says dns even where the query name is missing.
  if (record.eventId === "22") setField(document, ["network", "protocol"], "dns");
  applyFieldRules(document, record.eventData, sysmonFieldRules(record.eventId));
  setLoggingUser(document, record);
}

/**
 * **quirk**: `user.id` is the SID of the service that logged, not of the user the event names. Exports that lost the SID
 * get LocalSystem's beside a user, because that is what the Sysmon service runs as.
 */
function setLoggingUser(document: MutableJsonObject, record: WindowsRecord): void {
  const sid = record.user?.identifier ?? (document["user"] === undefined ? undefined : localSystem);
  if (sid !== undefined) setField(document, ["user", "id"], sid);
}
