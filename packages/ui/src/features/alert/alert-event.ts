import type { AlertAnswer } from "../../shared/api/alert-query.ts";
import type { EventDocument } from "../../shared/api/search-events.ts";
import { type EventFields, readEventFields } from "../../shared/event/flatten-event.ts";
import type { SourceEvents } from "./alert-data.ts";

/** An event of an alert, ready to be told of. */
export interface AlertEvent {
  readonly id: string;
  readonly index: string;
  /** As it is stored, or, where it is stored no more, as the alert holds it. Undefined where neither has it. */
  readonly document: EventDocument | undefined;
  readonly isStored: boolean;
  readonly fields: EventFields;
  readonly timeMs: number | undefined;
}

const nothing: EventDocument = {};

/** The events of an alert in their order; those that retention has deleted are taken from the alert or its building blocks. */
export function alertEvents(found: SourceEvents, { alert, group }: AlertAnswer): readonly AlertEvent[] {
  return found.events.map(({ id, index, document }) => {
    const kept = document ?? keptDocument(id, found.events.length === 1 ? [alert, ...group] : group);
    const fields = readEventFields(kept ?? nothing);
    const time = Date.parse(fields.first("@timestamp") ?? "");
    return {
      id,
      index,
      document: kept,
      isStored: document !== null,
      fields,
      timeMs: Number.isNaN(time) ? undefined : time,
    };
  });
}

/** An alert of one event holds the event whole, beside what is said about the alert. */
function keptDocument(eventId: string, alerts: AlertAnswer["group"]): EventDocument | undefined {
  for (const { document, original_time } of alerts) {
    const ancestors = document?.["kibana.alert.ancestors"];
    if (document === undefined || !Array.isArray(ancestors) || ancestors.length !== 1) continue;
    if (Object(ancestors[0]).id !== eventId) continue;
    const own = Object.entries(document).filter(([name]) => !/^(kibana|eqlite)\./.test(name));
    return { ...Object.fromEntries(own), ...(original_time === null ? {} : { "@timestamp": original_time }) };
  }
  return undefined;
}
