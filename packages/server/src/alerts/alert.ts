import type { Severity } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";

/** How an alert came about. */
export type AlertOrigin = "live" | "scheduled" | "manual";

export type AlertStatus = "open" | "acknowledged" | "closed";

/** An alert to be stored. */
export interface NewAlert {
  /** The same for the same rule, keys and events. */
  readonly id: string;
  /** Flat `kibana.alert.*` members beside the objects of its event, as core's build-alert.ts makes it. */
  readonly document: JsonObject;
  readonly origin: AlertOrigin;
  readonly executionId?: string | undefined;
}

export interface StoredAlert {
  readonly id: string;
  /** With the present status, tags and assignees. */
  readonly document: JsonObject;
  readonly place: AlertPlace;
}

/** Where an alert stands in the order of times; equal times are in the order in which alerts were added. */
export interface AlertPlace {
  readonly timeMs: number;
  readonly number: number;
}

export type AlertOrder = "newest-first" | "oldest-first";

/** Which alerts are meant. All conditions hold together; what is left out asks nothing. */
export interface AlertFilter {
  /** The alert's time, half-open, in milliseconds since 1970. */
  readonly times?: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined } | undefined;
  /** Of each list, one must be the alert's. */
  readonly statuses?: readonly AlertStatus[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly ruleIds?: readonly string[] | undefined;
  readonly hostNames?: readonly string[] | undefined;
  readonly userNames?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly assignees?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  /** The alert of a sequence and its building blocks. */
  readonly groupId?: string | undefined;
  readonly buildingBlocks?: "hidden" | "only" | undefined;
}

/** Which alerts a change is for. */
export type AlertSelection = { readonly ids: readonly string[] } | { readonly filter: AlertFilter };

/** The name an older API has for "acknowledged" is understood. Undefined where it is no status. */
export function parseAlertStatus(text: string): AlertStatus | undefined {
  switch (text) {
    case "open":
    case "acknowledged":
    case "closed":
      return text;
    case "in-progress":
      return "acknowledged";
    default:
      return undefined;
  }
}
