import type { JsonObject } from "@eqlite/core/events";
import type { RuleSortField } from "../../../rules/find-rules.ts";
import type { KibanaDependencies } from "../kibana-dependencies.ts";
import { badRequest, queryOneOf, queryPage, queryText, readObjectBody } from "../kibana-request.ts";
import type { KibanaContext, KibanaRouter } from "../kibana-router.ts";
import { findRulesByKql } from "./find-rules-by-kql.ts";
import { ruleAnswer, ruleAnswers } from "./rule-answer.ts";
import { bodyKey, type ChangedRule, createRuleChanges, getRule, ruleKey } from "./rule-changes.ts";

const path = "/api/detection_engine/rules";

/** Rules one by one, and finding them. */
export function addRuleRoutes(router: KibanaRouter, dependencies: KibanaDependencies): void {
  const { rules } = dependencies;
  const changes = createRuleChanges(dependencies);
  const shown = ({ rule, warnings }: ChangedRule): JsonObject => ruleAnswer(rule, dependencies, warnings);

  router.on("POST", path, "manage-rules", async (context) =>
    shown(changes.create(await readObjectBody(context), context.get("principal"))),
  );
  router.on("GET", path, "read", (context) => ruleAnswer(getRule(rules, queryKey(context)), dependencies));
  router.on("PUT", path, "manage-rules", async (context) => {
    const body = await readObjectBody(context);
    return shown(changes.replace(bodyKey(body), body, context.get("principal")));
  });
  router.on("PATCH", path, "manage-rules", async (context) => {
    const body = await readObjectBody(context);
    return shown(changes.patch(bodyKey(body), body, context.get("principal")));
  });
  router.on("DELETE", path, "manage-rules", (context) =>
    ruleAnswer(changes.delete(queryKey(context), context.get("principal")), dependencies),
  );

  router.on("GET", `${path}/_find`, "read", (context) => {
    refuseGapFilters(context);
    const { page, pageSize } = queryPage(context);
    const sortField = queryOneOf(context, "sort_field", Object.keys(sortFields) as SortName[]) ?? "name";
    const order = queryOneOf(context, "sort_order", ["asc", "desc"]) ?? "asc";
    const found = findRulesByKql(rules, queryText(context, "filter"), {
      page,
      pageSize,
      sort: sortFields[sortField],
      order,
    });
    return { page, perPage: pageSize, total: found.total, data: ruleAnswers(found.rules, dependencies) };
  });
}

type SortName = keyof typeof sortFields;

const sortFields = {
  name: "name",
  created_at: "createdMs",
  createdAt: "createdMs",
  updated_at: "updatedMs",
  updatedAt: "updatedMs",
  enabled: "enabled",
  severity: "severity",
  risk_score: "riskScore",
  riskScore: "riskScore",
} as const satisfies Readonly<Record<string, RuleSortField>>;

function queryKey(context: KibanaContext) {
  return ruleKey(queryText(context, "id"), queryText(context, "rule_id"));
}

/** To answer all rules to one who asks for some of them would be wrong. */
function refuseGapFilters(context: KibanaContext): void {
  for (const name of Object.keys(context.req.query())) {
    if (name.startsWith("gap")) throw badRequest(`Rules are not found by "${name}" here.`);
  }
}
