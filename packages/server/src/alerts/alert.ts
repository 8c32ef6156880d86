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
  /** Ids of ATT&CK tactics and techniques of the rule as it was; of one without an id, its name. */
  readonly tactics?: readonly string[] | undefined;
  readonly techniques?: readonly string[] | undefined;
  /** Stands in the name of the rule, the host or the user; the case of ASCII letters does not matter. */
  readonly search?: string | undefined;
  /** Only alerts that were there when this was the number of the last change: pages hold still while others arrive. */
  readonly addedUntil?: number | undefined;
  /** What an alert must not have: one of any of these is enough to leave it out. */
  readonly except?: ValueFilter | undefined;
}

/** The part of a filter that compares values. */
export type ValueFilter = Pick<
  AlertFilter,
  | "statuses"
  | "severities"
  | "ruleIds"
  | "hostNames"
  | "userNames"
  | "tags"
  | "assignees"
  | "tactics"
  | "techniques"
>;

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
