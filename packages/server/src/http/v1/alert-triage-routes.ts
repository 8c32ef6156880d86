import type { AlertSelection } from "../../alerts/alert.ts";
import { alertLimits } from "../../alerts/alert-limits.ts";
import type { TriageOperation, TriageResult } from "../../alerts/triage-alerts.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { type AlertFilterValues, alertFilter, alertFilterFields } from "./alert-filter.ts";
import { alertStatuses } from "./alert-summary.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { type Route, route } from "./route.ts";
import {
  anyText,
  choice,
  described,
  list,
  named,
  nullable,
  object,
  optional,
  type ReadOf,
  text,
  whole,
  withDefault,
} from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

const triageShape = named(
  "Triaged",
  object({
    changed: whole(),
    unchanged: whole(),
    missing: described("Ids that are no alert's.", list(anyText)),
    operation: nullable(described("What undoes it; null where nothing was changed.", anyText)),
  }),
);

const undoneShape = named(
  "TriageUndone",
  object({
    changed: whole(),
    kept: described(
      "Alerts that were changed since, or are gone: they stay as they are, or are no more.",
      whole(),
    ),
    operation: nullable(described("What undoes this again.", anyText)),
  }),
);

const idText = text({ least: 1, most: v1Limits.maxFilterUnits });

/** Which alerts a change is for: ids, or a filter. */
const selectionFields = {
  ids: optional(list(idText, { least: 1, most: v1Limits.maxTriagedIds })),
  filter: optional(
    described(
      `Instead of ids: all alerts that fit, at most ${v1Limits.maxTriagedByFilter}.`,
      object(alertFilterFields),
    ),
  ),
} as const;

const memberList = list(text({ least: 1, most: alertLimits.maxTagUnits }), { most: alertLimits.maxTags });
const memberFields = {
  ...selectionFields,
  add: withDefault(memberList, []),
  remove: withDefault(memberList, []),
} as const;

/** Changes of many alerts at once: status, tags, assignees. */
export function alertTriageRoutes({
  alerts,
  clock,
}: Pick<V1Dependencies, "alerts" | "clock">): readonly Route[] {
  const selected = ({
    ids,
    filter,
  }: {
    readonly ids?: readonly string[] | undefined;
    readonly filter?: AlertFilterValues | undefined;
  }): AlertSelection => {
    if (ids !== undefined && filter === undefined) return { ids };
    if (filter === undefined || ids !== undefined) {
      throw new OperationalError("bad-request", "Send either ids or filter, to say which alerts are meant.");
    }
    const chosen = alertFilter(filter, clock.nowMs());
    const count = alerts.count(chosen);
    if (count <= v1Limits.maxTriagedByFilter) return { filter: chosen };
    throw new OperationalError(
      "too-costly",
      `The filter fits ${count} alerts; at most ${v1Limits.maxTriagedByFilter} are changed at once: narrow it.`,
    );
  };

  return [
    route({
      method: "POST",
      path: "/api/v1/alerts/status",
      tag: "alerts",
      summary: "Set the status of alerts",
      access: "triage",
      body: object({
        ...selectionFields,
        status: choice(alertStatuses),
        reason: optional(text({ least: 1, most: v1Limits.maxReasonUnits })),
      }),
      answer: { description: "What has changed.", shape: triageShape },
      errors: ["too-costly"],
      handle: ({ body, context }) =>
        triaged(
          alerts.setStatus({
            alerts: selected(body),
            status: body.status,
            reason: body.reason,
            principal: context.get("principal"),
            nowMs: clock.nowMs(),
          }),
        ),
    }),
    route({
      method: "POST",
      path: "/api/v1/alerts/tags",
      tag: "alerts",
      summary: "Add and remove tags of alerts",
      access: "triage",
      body: object(memberFields),
      answer: { description: "What has changed.", shape: triageShape },
      errors: ["too-costly"],
      handle: ({ body, context }) =>
        triaged(
          alerts.setTags({
            ...someMembers(body),
            alerts: selected(body),
            principal: context.get("principal"),
            nowMs: clock.nowMs(),
          }),
        ),
    }),
    route({
      method: "POST",
      path: "/api/v1/alerts/assignees",
      tag: "alerts",
      summary: "Assign alerts to people",
      access: "triage",
      body: object(memberFields),
      answer: { description: "What has changed.", shape: triageShape },
      errors: ["too-costly"],
      handle: ({ body, context }) =>
        triaged(
          alerts.setAssignees({
            ...someMembers(body),
            alerts: selected(body),
            principal: context.get("principal"),
            nowMs: clock.nowMs(),
          }),
        ),
    }),
    route({
      method: "POST",
      path: "/api/v1/alerts/undo",
      tag: "alerts",
      summary: "Undo a change of alerts",
      description: [
        "Makes alerts what they were before a change of status, tags or assignees, for",
        `${alertLimits.undoableMs / 3_600_000} hours. Alerts that anything was done to since stay as they are.`,
      ].join(" "),
      access: "triage",
      body: object({
        operation: described("`operation` of the answer to that change.", text({ least: 3, most: 31 })),
      }),
      answer: { description: "What was taken back.", shape: undoneShape },
      errors: ["conflict"],
      handle({ body, context }) {
        const { operation, ...result } = alerts.undo({
          operation: readOperation(body.operation),
          principal: context.get("principal"),
          nowMs: clock.nowMs(),
        });
        return { ...result, operation: operationText(operation) };
      },
    }),
  ];
}

function triaged({ operation, ...result }: TriageResult): ReadOf<typeof triageShape> {
  return { ...result, operation: operationText(operation) };
}

/** A triage is known by its first and last change. */
function operationText(operation: TriageOperation | undefined): string | null {
  return operation === undefined ? null : `${operation.first}-${operation.last}`;
}

function readOperation(written: string): TriageOperation {
  const [, first, last] = /^(\d{1,15})-(\d{1,15})$/.exec(written) ?? [];
  const operation = { first: Number(first), last: Number(last) };
  const span = operation.last - operation.first + 1;
  if (span >= 1 && span <= v1Limits.maxTriagedByFilter) return operation;
  throw new OperationalError("bad-request", "The field operation is what a change of alerts answered.");
}

function someMembers({
  add,
  remove,
}: {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}): {
  readonly add: readonly string[];
  readonly remove: readonly string[];
} {
  if (add.length + remove.length > 0) return { add, remove };
  throw new OperationalError("bad-request", "There is nothing to do: send add, remove or both.");
}
