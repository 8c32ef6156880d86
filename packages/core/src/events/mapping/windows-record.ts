import type { JsonObject, JsonValue } from "../document.ts";
import type { EventData } from "./event-data.ts";

/** The account a provider logged under (System/Security@UserID), where known with its resolved name. */
export interface LoggingUser {
  readonly identifier?: string | undefined;
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
  readonly type?: string | undefined;
}

/** One Windows event, whatever exporter wrote it: the System block, the event data and what the exporter added. */
export interface WindowsRecord {
  readonly eventId: string;
  readonly provider?: string | undefined;
  readonly providerGuid?: string | undefined;
  readonly channel?: string | undefined;
  readonly computer?: string | undefined;
  readonly recordId?: string | undefined;
  readonly version?: string | undefined;
  /** Level name in lower case, e.g. `information`. */
  readonly level?: string | undefined;
  /** Rendered name where the exporter rendered it, otherwise the number. */
  readonly task?: string | undefined;
  readonly opcode?: string | undefined;
  /** Rendered names where known, otherwise the hexadecimal text. */
  readonly keywords: readonly string[];
  /** The process that logged, not the one the event is about. */
  readonly processId?: string | undefined;
  readonly threadId?: string | undefined;
  readonly activityId?: string | undefined;
  readonly relatedActivityId?: string | undefined;
  readonly user?: LoggingUser | undefined;
  /** The record's own time, ISO 8601 in UTC. */
  readonly time?: string | undefined;
  readonly message?: string | undefined;
  readonly eventData: EventData;
  readonly userData?: JsonObject | undefined;
  readonly tags?: readonly JsonValue[] | undefined;
  /** What the exporter or the transport added to the event, under the exporter's own names. */
  readonly exporter?: JsonObject | undefined;
}
