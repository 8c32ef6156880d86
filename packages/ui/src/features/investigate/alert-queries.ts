import { queryOptions } from "@tanstack/react-query";
import { type AnswerOf, call } from "../../shared/api/call.ts";

export type AlertStep = AnswerOf<"GET /api/v1/alerts/{id}/steps/{step}">;

/** What was found at the steps of its guide. */
export function stepsQuery(id: string) {
  return queryOptions({
    queryKey: ["alert-steps", id],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, AlertStep>> => {
      const { steps } = await call("GET /api/v1/alerts/{id}/steps", { path: { id }, signal });
      return new Map(steps.map((step) => [step.step, step]));
    },
  });
}
