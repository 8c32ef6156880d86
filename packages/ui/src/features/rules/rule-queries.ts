import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import { callKibana } from "../../shared/api/call-kibana.ts";
import { type RuleFilters, ruleQuery } from "./rule-filters.ts";

export type RuleList = AnswerOf<"GET /api/v1/rules">;
export type ListedRule = RuleList["rules"][number];
export type RuleDetails = AnswerOf<"GET /api/v1/rules/{rule_id}">;

/** Rules that are fetched at once. */
const pageSize = 500;
const refreshMs = 15_000;

/** All keys begin with "rules", so that a change of any rule refreshes all of them. */
export const rulesQuery = (filters: RuleFilters) =>
  infiniteQueryOptions({
    queryKey: ["rules", "list", filters],
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/v1/rules", {
        query: { ...ruleQuery(filters), page: pageParam, per_page: pageSize },
        signal,
      }),
    initialPageParam: 1,
    getNextPageParam: ({ page, per_page, total }: RuleList) =>
      page * per_page < total ? page + 1 : undefined,
    refetchInterval: refreshMs,
    placeholderData: (former) => former,
  });

export const tagsQuery = queryOptions({
  queryKey: ["rules", "tags"],
  queryFn: async ({ signal }) =>
    (await callKibana("GET", "/api/detection_engine/tags", { signal })) as readonly string[],
  staleTime: 60_000,
});

export const ruleDetailsQuery = (ruleId: string) =>
  queryOptions({
    queryKey: ["rules", "one", ruleId],
    queryFn: ({ signal }) => call("GET /api/v1/rules/{rule_id}", { path: { rule_id: ruleId }, signal }),
    refetchInterval: refreshMs,
  });

export const executionsQuery = (ruleId: string, page: number) =>
  queryOptions({
    queryKey: ["rules", "executions", ruleId, page],
    queryFn: ({ signal }) =>
      call("GET /api/v1/rules/{rule_id}/executions", {
        path: { rule_id: ruleId },
        query: { page, per_page: 50 },
        signal,
      }),
    refetchInterval: 5_000,
    placeholderData: (former) => former,
  });

export const gapsQuery = (ruleId: string) =>
  queryOptions({
    queryKey: ["rules", "gaps", ruleId],
    queryFn: ({ signal }) =>
      call("GET /api/v1/rules/{rule_id}/gaps", {
        path: { rule_id: ruleId },
        query: { per_page: 500 },
        signal,
      }),
    refetchInterval: 5_000,
  });

/** The list of alerts shows this time unless it is told another: what is counted is what the links lead to. */
const alertSpan = "now-7d";

/** Alerts of a rule by status. */
export const ruleAlertsQuery = (ruleId: string) =>
  queryOptions({
    queryKey: ["alerts", "of-rule", ruleId],
    queryFn: ({ signal }) =>
      call("GET /api/v1/alerts/counts", {
        query: { rule_id: [ruleId], from: alertSpan, by: ["status"] },
        signal,
      }),
    refetchInterval: refreshMs,
  });

const mostInPage = 1_000;

/** Ids of all rules that the filters let through, also of those that were not fetched for the list. */
export async function allRuleIds(filters: RuleFilters): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let page = 1; ; page += 1) {
    const found = await call("GET /api/v1/rules", {
      query: { ...ruleQuery(filters), page, per_page: mostInPage },
    });
    ids.push(...found.rules.map(({ id }) => id));
    if (page * mostInPage >= found.total) return ids;
  }
}
