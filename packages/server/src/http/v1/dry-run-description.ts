import { kibanaLimits } from "../kibana/kibana-limits.ts";
import type { Route } from "./route.ts";
import { anyObject, anyText, list, named, number, object, optional, time, whole } from "./shape.ts";

/** What the dry run of exceptions, which stands beside Kibana's routes for them, says about itself. */
export const dryRunDescription: Route = {
  method: "POST",
  path: "/api/v1/exceptions/dry-run",
  tag: "rules",
  summary: "Try an exception on alerts",
  description:
    "Lists the alerts of the last days that an exception item would have silenced. Without `rule_ids` those of the rules that refer to its list.",
  access: "read",
  body: object({
    item: anyObject,
    rule_ids: optional(list(anyText, { most: kibanaLimits.maxBulkRules })),
    days: optional(number),
  }),
  answer: {
    description: "What the item would have silenced.",
    shape: named(
      "DryRun",
      object({
        checked: whole(),
        silenced: whole(),
        unknown: whole(),
        alerts: list(
          object({
            id: anyText,
            rule_id: anyText,
            rule_name: anyText,
            time,
            host: optional(anyText),
            events: list(object({ stage: whole(), id: optional(anyText) })),
          }),
        ),
        diagnostics: list(anyObject),
      }),
    ),
  },
};
