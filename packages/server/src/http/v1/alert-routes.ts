import { severities } from "@eqlite/core/detect";
import type { StoredAlert } from "../../alerts/alert.ts";
import type { AuditAction, AuditEntry } from "../../alerts/alert-audit.ts";
import { alertLimits } from "../../alerts/alert-limits.ts";
import type { AlertNote } from "../../alerts/alert-notes.ts";
import type { CountedColumn, GroupedColumn } from "../../alerts/count-alerts.ts";
import { parseDuration } from "../../config/quantity.ts";
import { OperationalError } from "../../platform/operational-error.ts";
import { alertCursor, readAlertCursor } from "./alert-cursor.ts";
import { alertFilter, alertFilterFields } from "./alert-filter.ts";
import { type AlertJson, alertShape, alertSummary } from "./alert-summary.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTime } from "./iso-time.ts";
import { type Route, route } from "./route.ts";
import { ruleTextsShape, ruleTranslationsOf } from "./rule-texts.ts";
import {
  anyObject,
  anyText,
  anyValue,
  choice,
  described,
  list,
  mapOf,
  named,
  nullable,
  object,
  optional,
  type ReadOf,
  text,
  time,
  whole,
  withDefault,
} from "./shape.ts";
import { loadSourceEvents } from "./source-events.ts";
import { v1Limits } from "./v1-limits.ts";

const auditActions = [
  "status",
  "tags",
  "assignees",
  "note-added",
  "note-edited",
  "step",
  "removed",
  "withdrawn",
] as const satisfies readonly AuditAction[];

const noteShape = named(
  "AlertNote",
  object({
    id: whole(),
    text: anyText,
    created_at: time,
    created_by: anyText,
    updated_at: time,
    updated_by: anyText,
  }),
);

const auditShape = named(
  "AlertAuditEntry",
  object({
    at: time,
    by: anyText,
    action: choice(auditActions),
    old: optional(anyValue),
    new: optional(anyValue),
  }),
);

const sourceEventShape = named(
  "SourceEvent",
  object({
    id: anyText,
    index: anyText,
    state: choice(["found", "gone", "not-searched"]),
    position: nullable(described("Where it stands in the event store.", whole())),
    document: nullable(anyObject),
  }),
);

const idText = text({ least: 1, most: v1Limits.maxFilterUnits });
const inPath = { id: described("Id of the alert.", idText) } as const;

const columns = [
  "status",
  "severity",
  "rule",
  "host",
  "user",
  "tactic",
  "technique",
  "tag",
  "assignee",
] as const satisfies readonly CountedColumn[];

const groupedColumns = ["rule", "host", "user"] as const satisfies readonly GroupedColumn[];

/** Alerts: lists, counts, one with all about it, notes. */
export function alertRoutes(dependencies: V1Dependencies): readonly Route[] {
  const { alerts, rules, store, clock, stopping } = dependencies;

  const mustGet = (id: string): StoredAlert => {
    const alert = alerts.get(id);
    if (alert !== undefined) return alert;
    const removal = alerts.audit(id).findLast(({ action }) => action === "removed");
    throw new OperationalError(
      "not-found",
      removal === undefined
        ? `There is no alert ${id}: it may have been deleted by retention.`
        : `There is no alert ${id} any more: ${removal.by} took it back at ${isoTime(removal.atMs)}.`,
    );
  };
  const blocksOf = (alert: StoredAlert): readonly StoredAlert[] => {
    const group = alert.document["kibana.alert.group.id"];
    return typeof group === "string" ? alerts.byGroup(group).filter(({ id }) => id !== alert.id) : [];
  };

  const nameOfRule = (ruleId: string | null): string | null =>
    ruleId === null ? null : ruleName(rules.get({ ruleId }));

  return [
    route({
      method: "GET",
      path: "/api/v1/alerts",
      tag: "alerts",
      summary: "List alerts",
      description: [
        "Page by page: `next` goes into `after`. Alerts that come in between are not seen twice. Or any page by its",
        "`offset`: with `place` of the first answer as `added_until`, alerts that come in between move none of them;",
        "`newer` says how many would fit without it. By severity or risk there are only offsets.",
      ].join(" "),
      access: "read",
      query: {
        ...alertFilterFields,
        sort: withDefault(
          described(
            "By the time of the alert; the worst or the riskiest first, equal ones by time, the newest first.",
            choice(["newest", "oldest", "severity", "risk"]),
          ),
          "newest",
        ),
        per_page: withDefault(whole({ from: 1, to: v1Limits.maxPage }), 50),
        after: optional(described("`next` of the page before.", text({ most: 40 }))),
        offset: optional(described("Alerts to leave out at the beginning; not with `after`.", whole())),
        fields: withDefault(
          described("`summary` leaves the documents out.", choice(["all", "summary"])),
          "all",
        ),
      },
      answer: {
        description: "Alerts in their order.",
        shape: object({
          alerts: list(alertShape),
          total: described("Alerts that fit, on all pages.", whole()),
          newer: described("Alerts that fit but have come after `added_until`.", whole()),
          place: described("The last change that this answer knows.", whole()),
          next: nullable(described("Goes on behind the last one; null at the end.", anyText)),
        }),
      },
      handle({ query }) {
        const filter = alertFilter(query, clock.nowMs());
        const fits = (): { total: number; newer: number; place: number } => {
          const total = alerts.count(filter);
          const all =
            filter.addedUntil === undefined ? total : alerts.count({ ...filter, addedUntil: undefined });
          return { total, newer: all - total, place: alerts.lastChange() };
        };
        const isByTime = query.sort === "newest" || query.sort === "oldest";
        if (query.offset !== undefined || !isByTime) {
          if (query.after !== undefined) {
            throw new OperationalError("bad-request", "Send either after, with an order by time, or offset.");
          }
          const order = sortOrders[query.sort];
          const { numbers } = alerts.page(filter, { order, offset: query.offset ?? 0, size: query.per_page });
          const byNumber = new Map(alerts.byNumbers(numbers).map((alert) => [alert.place.number, alert]));
          return {
            alerts: numbers.flatMap((number) => {
              const alert = byNumber.get(number);
              return alert === undefined ? [] : [alertJson(alert, query.fields === "all")];
            }),
            ...fits(),
            next: null,
          };
        }
        const order = query.sort === "newest" ? "newest-first" : "oldest-first";
        const after = query.after === undefined ? undefined : readAlertCursor(query.after);
        const found: StoredAlert[] = [];
        // One more tells whether there is another page.
        for (const alert of alerts.scan(filter, order, after, query.per_page + 1)) {
          found.push(alert);
          if (found.length > query.per_page) break;
        }
        const page = found.slice(0, query.per_page);
        const last = found.length > page.length ? page.at(-1) : undefined;
        return {
          alerts: page.map((alert) => alertJson(alert, query.fields === "all")),
          ...fits(),
          next: last === undefined ? null : alertCursor(last.place),
        };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/alerts/counts",
      tag: "alerts",
      summary: "Count alerts by their values",
      access: "read",
      query: {
        ...alertFilterFields,
        by: withDefault(
          described(
            "What to count by, with commas.",
            list(choice(columns), { least: 1, most: columns.length }),
          ),
          ["status", "severity"],
        ),
        most: withDefault(
          described(
            "Values of each, the most frequent first.",
            whole({ from: 1, to: v1Limits.maxCountedValues }),
          ),
          20,
        ),
      },
      answer: {
        description: "Counts.",
        shape: object({
          total: whole(),
          by: mapOf(
            list(
              object({
                value: nullable(anyText),
                name: nullable(described("Of a rule, tactic or technique.", anyText)),
                count: whole(),
              }),
            ),
          ),
        }),
      },
      handle({ query }) {
        const filter = alertFilter(query, clock.nowMs());
        const counted = query.by.map((column) => {
          const counts = alerts.countsBy(column, filter, query.most).map(({ value, name, count }) => ({
            value,
            name: (column === "rule" ? nameOfRule(value) : null) ?? name ?? null,
            count,
          }));
          return [column, counts] as const;
        });
        return { total: alerts.count(filter), by: Object.fromEntries(counted) };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/alerts/histogram",
      tag: "alerts",
      summary: "Count alerts over time",
      access: "read",
      query: {
        ...alertFilterFields,
        interval: withDefault(described("Such as `5m`, `1h` or `1d`.", text({ least: 2, most: 20 })), "1h"),
        by: optional(described("Counts in each interval by this as well.", choice(["status", "severity"]))),
      },
      answer: {
        description: "Intervals that have alerts, oldest first.",
        shape: object({
          interval_ms: whole(),
          columns: list(
            object({
              from: time,
              count: whole(),
              counts: optional(described("By value, where `by` was sent.", mapOf(whole()))),
            }),
          ),
        }),
      },
      errors: ["too-costly"],
      handle({ query }) {
        const intervalMs = parseDuration(query.interval);
        if (intervalMs === undefined || intervalMs < 1_000) {
          throw new OperationalError(
            "bad-request",
            "The parameter interval is a time of at least a second, such as 5m, 1h or 1d.",
          );
        }
        const found = alerts.histogram(alertFilter(query, clock.nowMs()), intervalMs, query.by);
        if (found.length > v1Limits.maxHistogramColumns) {
          throw new OperationalError(
            "too-costly",
            `These are ${found.length} intervals, and ${v1Limits.maxHistogramColumns} the most: ask for a shorter time or a longer interval.`,
          );
        }
        const intervals = found.map(({ fromMs, ...counted }) => ({ from: isoTime(fromMs), ...counted }));
        return { interval_ms: intervalMs, columns: intervals };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/alerts/groups",
      tag: "alerts",
      summary: "Group alerts by host, user or rule",
      access: "read",
      query: {
        ...alertFilterFields,
        by: choice(groupedColumns),
        most: withDefault(whole({ from: 1, to: v1Limits.maxCountedValues }), 100),
      },
      answer: {
        description: "The largest first.",
        shape: object({
          total: described("Groups, also those that are left out.", whole()),
          groups: list(
            object({
              value: nullable(anyText),
              name: nullable(described("Of a rule.", anyText)),
              count: whole(),
              open: whole(),
              worst_severity: choice(severities),
              newest_at: time,
            }),
          ),
        }),
      },
      handle({ query }) {
        const { groups, total } = alerts.groups(query.by, alertFilter(query, clock.nowMs()), query.most);
        return {
          total,
          groups: groups.map(({ value, name, count, open, worstSeverity, newestMs }) => ({
            value,
            name: (query.by === "rule" ? nameOfRule(value) : null) ?? name ?? null,
            count,
            open,
            worst_severity: severities.find((severity) => severity === worstSeverity) ?? "low",
            newest_at: isoTime(newestMs),
          })),
        };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/alerts/{id}",
      tag: "alerts",
      summary: "One alert with all about it",
      access: "read",
      inPath,
      answer: {
        description: "The alert, the other alerts of its sequence, its notes and who did what to it.",
        shape: object({
          alert: alertShape,
          group: described(
            "The alert of the sequence and its building blocks, without this one.",
            list(alertShape),
          ),
          notes: list(noteShape),
          audit: list(auditShape),
          rule_translations: described(
            "Texts of its rule by language, such as zh-CN. Of the rule as it was: what has no translation is left out.",
            mapOf(ruleTextsShape),
          ),
        }),
      },
      errors: ["not-found"],
      handle({ inPath: { id } }) {
        const alert = mustGet(id);
        return {
          rule_translations: ruleTranslationsOf(alert.document, rules),
          alert: alertJson(alert, true),
          group: blocksOf(alert).map((block) => alertJson(block, true)),
          notes: alerts.notes(id).map(noteJson),
          audit: alerts.audit(id).map(auditJson),
        };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/alerts/{id}/events",
      tag: "alerts",
      summary: "The events that an alert rests on",
      description:
        "As they are stored. Events that retention has deleted are `gone`; their fields are still in the alert or its building blocks.",
      access: "read",
      inPath,
      answer: {
        description: "The events in their order.",
        shape: object({ events: list(sourceEventShape), message: nullable(anyText) }),
      },
      errors: ["not-found"],
      async handle({ inPath: { id }, context }) {
        const alert = mustGet(id);
        const signal = AbortSignal.any([stopping, context.req.raw.signal]);
        const found = await loadSourceEvents(alert, blocksOf(alert), store, signal);
        const missing = found.filter(({ state }) => state === "gone").length;
        return {
          events: found.map(({ event, ...rest }) => ({
            ...rest,
            position: event?.arrival ?? null,
            document: event?.document ?? null,
          })),
          message:
            missing === 0
              ? null
              : `${missing} of ${found.length} events are no longer stored: the retention of events is shorter than that of alerts.`,
        };
      },
    }),
    route({
      method: "GET",
      path: "/api/v1/alerts/{id}/notes",
      tag: "alerts",
      summary: "Notes on an alert",
      access: "read",
      inPath,
      answer: {
        description: "In the order in which they were written.",
        shape: object({ notes: list(noteShape) }),
      },
      errors: ["not-found"],
      handle: ({ inPath: { id } }) => ({ notes: alerts.notes(mustGet(id).id).map(noteJson) }),
    }),
    route({
      method: "POST",
      path: "/api/v1/alerts/{id}/notes",
      tag: "alerts",
      summary: "Write a note on an alert",
      access: "triage",
      inPath,
      body: object({ text: described("Markdown.", text({ least: 1, most: alertLimits.maxNoteUnits })) }),
      answer: { status: 201, description: "The note.", shape: noteShape },
      errors: ["not-found"],
      handle: ({ inPath: { id }, body, context }) =>
        noteJson(
          alerts.addNote({
            alertId: mustGet(id).id,
            text: body.text,
            principal: context.get("principal"),
            nowMs: clock.nowMs(),
          }),
        ),
    }),
    route({
      method: "PUT",
      path: "/api/v1/alerts/{id}/notes/{note_id}",
      tag: "alerts",
      summary: "Change a note",
      description: "The former text stays in the audit trail of the alert.",
      access: "triage",
      inPath: { ...inPath, note_id: whole() },
      body: object({ text: text({ least: 1, most: alertLimits.maxNoteUnits }) }),
      answer: { description: "The note.", shape: noteShape },
      errors: ["not-found"],
      handle: ({ inPath: { id, note_id }, body, context }) =>
        noteJson(
          alerts.editNote({
            alertId: mustGet(id).id,
            noteId: note_id,
            text: body.text,
            principal: context.get("principal"),
            nowMs: clock.nowMs(),
          }),
        ),
    }),
  ];
}

const sortOrders = {
  newest: "newest-first",
  oldest: "oldest-first",
  severity: "severity",
  risk: "risk",
} as const;

export function alertJson(
  { id, document }: Pick<StoredAlert, "id" | "document">,
  withDocument: boolean,
): AlertJson {
  const summary = alertSummary(id, document);
  return withDocument ? { ...summary, document } : summary;
}

function ruleName(
  rule: { readonly parameters: { readonly [name: string]: unknown } } | undefined,
): string | null {
  const name = rule?.parameters["name"];
  return typeof name === "string" ? name : null;
}

function noteJson(note: AlertNote): ReadOf<typeof noteShape> {
  return {
    id: note.id,
    text: note.text,
    created_at: isoTime(note.createdMs),
    created_by: note.createdBy,
    updated_at: isoTime(note.updatedMs),
    updated_by: note.updatedBy,
  };
}

function auditJson({ atMs, by, action, ...values }: AuditEntry): ReadOf<typeof auditShape> {
  return {
    at: isoTime(atMs),
    by,
    action,
    ...(values.old === undefined ? {} : { old: values.old }),
    ...(values.new === undefined ? {} : { new: values.new }),
  };
}
