import { severities } from "@eqlite/core/detect";
import type { AlertFilter } from "../../alerts/alert.ts";
import { alertStatuses } from "./alert-summary.ts";
import { fromTime, readTimes, toTime } from "./read-time.ts";
import { choice, described, type FieldValues, list, optional, text, whole } from "./shape.ts";
import { v1Limits } from "./v1-limits.ts";

const texts = list(text({ least: 1, most: v1Limits.maxFilterUnits }), {
  least: 1,
  most: v1Limits.maxFilterValues,
});

/** Which alerts are meant: parameters of an address, or members of a body. All hold together. */
export const alertFilterFields = {
  from: optional(fromTime),
  to: optional(toTime),
  status: optional(list(choice(alertStatuses), { least: 1, most: 3 })),
  severity: optional(list(choice(severities), { least: 1, most: severities.length })),
  rule_id: optional(texts),
  host: optional(texts),
  user: optional(texts),
  tag: optional(described("Alerts that have one of these tags.", texts)),
  assignee: optional(described("Alerts that are assigned to one of these.", texts)),
  tactic: optional(
    described(
      "Alerts whose rule names one of these ATT&CK tactics, by id (or by name, where it has none).",
      texts,
    ),
  ),
  technique: optional(described("Alerts whose rule names one of these techniques, in the same way.", texts)),
  not_status: optional(list(choice(alertStatuses), { least: 1, most: 3 })),
  not_severity: optional(list(choice(severities), { least: 1, most: severities.length })),
  not_rule_id: optional(texts),
  not_host: optional(texts),
  not_user: optional(texts),
  not_tag: optional(texts),
  not_assignee: optional(texts),
  not_tactic: optional(texts),
  not_technique: optional(texts),
  search: optional(
    described(
      "Stands in the name of the rule, the host or the user; the case of ASCII letters does not matter.",
      text({ least: 1, most: v1Limits.maxFilterUnits }),
    ),
  ),
  added_until: optional(
    described(
      "Only alerts that were there then: `place` of a list, so that its pages hold still while others arrive.",
      whole(),
    ),
  ),
  building_blocks: optional(
    described(
      "Whether alerts for single events of a sequence are meant: hidden without `group`, all with it.",
      choice(["hidden", "only", "all"]),
    ),
  ),
  group: optional(
    described(
      "The alert of a sequence and its building blocks, by its id.",
      text({ least: 1, most: v1Limits.maxFilterUnits }),
    ),
  ),
} as const;

export type AlertFilterValues = FieldValues<typeof alertFilterFields>;

/** Throws `bad-request` where a time cannot be read. */
export function alertFilter(values: AlertFilterValues, nowMs: number): AlertFilter {
  const { from, to, status, severity, rule_id, host, user, tag, assignee, group } = values;
  const blocks = values.building_blocks ?? (group === undefined ? "hidden" : "all");
  return {
    times: readTimes({ from, to }, nowMs),
    statuses: status,
    severities: severity,
    ruleIds: rule_id,
    hostNames: host,
    userNames: user,
    tags: tag,
    assignees: assignee,
    tactics: values.tactic,
    techniques: values.technique,
    search: values.search,
    addedUntil: values.added_until,
    except: {
      statuses: values.not_status,
      severities: values.not_severity,
      ruleIds: values.not_rule_id,
      hostNames: values.not_host,
      userNames: values.not_user,
      tags: values.not_tag,
      assignees: values.not_assignee,
      tactics: values.not_tactic,
      techniques: values.not_technique,
    },
    groupId: group,
    buildingBlocks: blocks === "all" ? undefined : blocks,
  };
}
