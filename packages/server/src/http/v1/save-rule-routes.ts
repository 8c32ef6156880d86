import { storedParameters } from "@eqlite/core/detect";
import type { JsonObject } from "@eqlite/core/events";
import { OperationalError } from "../../platform/operational-error.ts";
import { ruleStoreLimits } from "../../rules/rule-store-limits.ts";
import { createRuleChanges } from "../kibana/rules/rule-changes.ts";
import { checkRuleText, givenRule, ruleSource } from "./check-rule-text.ts";
import type { V1Dependencies } from "./dependencies.ts";
import { isoTime } from "./iso-time.ts";
import { type Route, route } from "./route.ts";
import { createRuleHealth, ruleShape } from "./rule-health.ts";
import { described, object, optional, text, whole } from "./shape.ts";

/** Writing rules: new ones, and other parameters of those that are there. */
export function saveRuleRoutes(dependencies: V1Dependencies): readonly Route[] {
  const { rules, catalogue, clock } = dependencies;
  const changes = createRuleChanges(dependencies);

  /** An object is read as it is; of a text the one rule that it holds. */
  const bodyOf = (given: string | JsonObject): JsonObject => {
    // Whoever sends a whole rule means its translations too: without them there are none.
    if (typeof given !== "string") return { translations: {}, ...given };
    const checked = checkRuleText(ruleSource(given, "rule.toml"), catalogue, clock.nowMs());
    const error = checked.diagnostics.find(({ severity }) => severity === "error");
    const [loaded, ...others] = checked.rules;
    if (error !== undefined || loaded === undefined || others.length > 0) {
      const what = error?.message ?? (loaded === undefined ? "There is none." : "There is more than one.");
      throw new OperationalError(
        "bad-request",
        `The rule cannot be saved: ${what} POST /api/v1/rules/check says where.`,
      );
    }
    return { translations: {}, ...storedParameters(loaded.rule) };
  };

  return [
    route({
      method: "POST",
      path: "/api/v1/rules",
      tag: "rules",
      summary: "Make a rule",
      description: "Without a `rule_id` it gets one. Refused with all that is wrong about it.",
      access: "manage-rules",
      body: object({ rule: givenRule }),
      answer: { status: 201, description: "The new rule.", shape: ruleShape },
      errors: ["conflict"],
      handle({ body, context }) {
        const { rule } = changes.create(bodyOf(body.rule), context.get("principal"));
        return createRuleHealth(dependencies)(rule);
      },
    }),
    route({
      method: "PUT",
      path: "/api/v1/rules/{rule_id}",
      tag: "rules",
      summary: "Replace a rule",
      description:
        "Its `rule_id` stays, and `enabled` where it is not named. A rule of a file counts as edited from then on.",
      access: "manage-rules",
      inPath: {
        rule_id: described("`rule_id` of the rule.", text({ least: 1, most: ruleStoreLimits.maxIdUnits })),
      },
      body: object({
        rule: givenRule,
        if_revision: optional(
          described("The revision that was changed: refused where there is another by now.", whole()),
        ),
      }),
      answer: { description: "The rule as it is now.", shape: ruleShape },
      errors: ["not-found", "conflict"],
      handle({ inPath: { rule_id: ruleId }, body, context }) {
        const parameters = bodyOf(body.rule);
        const changed = dependencies.database.transaction(() => {
          const former = rules.get({ ruleId });
          if (former === undefined) {
            throw new OperationalError("not-found", `There is no rule with the rule_id ${ruleId}.`);
          }
          if (body.if_revision !== undefined && body.if_revision !== former.revision) {
            throw new OperationalError(
              "conflict",
              `The rule has been changed by ${former.updatedBy} at ${isoTime(former.updatedMs)}: it is at revision ${former.revision}, and the change was made to revision ${body.if_revision}.`,
            );
          }
          return changes.replace({ ruleId }, parameters, context.get("principal"));
        });
        return createRuleHealth(dependencies)(changed.rule);
      },
    }),
  ];
}
