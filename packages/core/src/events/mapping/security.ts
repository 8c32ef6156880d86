import { isJsonObject, type MutableJsonObject } from "../document.ts";
import { setEventClass } from "./event-class.ts";
import { logonTypes } from "./logon-codes.ts";
import { otherSubjectEvents, securityEvents } from "./security-events.ts";
import { subjectAsUser } from "./security-steps.ts";
import { setField } from "./set-field.ts";
import type { WindowsRecord } from "./windows-record.ts";

/** Adds what the Security log's table says of an event to its document. */
export function mapSecurityEvent(document: MutableJsonObject, record: WindowsRecord): void {
  const event = document["event"];
  const mapped = securityEvents.get(record.eventId);
  if (isJsonObject(event) && mapped !== undefined) setEventClass(event, mapped);
  setOutcome(document, record);
  setLogon(document, record);
  if (mapped !== undefined) {
    for (const step of mapped.steps) step(document, record);
  } else if (otherSubjectEvents.has(record.eventId)) {
    subjectAsUser(document, record);
  }
}

function setOutcome(document: MutableJsonObject, record: WindowsRecord): void {
  // A failed logon is a failure whatever became of the record's keywords on its way.
  if (record.eventId === "4625" || record.keywords.includes("Audit Failure")) {
    setField(document, ["event", "outcome"], "failure");
  } else if (record.keywords.includes("Audit Success")) {
    setField(document, ["event", "outcome"], "success");
  }
}

function setLogon(document: MutableJsonObject, record: WindowsRecord): void {
  const isLogoff = record.eventId === "4634" || record.eventId === "4647";
  const id = record.eventData.read(isLogoff ? "TargetLogonId" : "SubjectLogonId");
  const type = logonTypes.get(record.eventData.read("LogonType") ?? "");
  if (id !== undefined) setField(document, ["winlog", "logon", "id"], id);
  if (type !== undefined) setField(document, ["winlog", "logon", "type"], type);
}
