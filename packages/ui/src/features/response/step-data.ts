import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type AnswerOf, call } from "../../shared/api/call.ts";

export type StepState = AnswerOf<"PUT /api/v1/alerts/{id}/steps/{step}">;

/** Which steps of an alert's guide are done, and by whom. */
export const stepsQuery = (alertId: string) =>
  queryOptions({
    queryKey: ["alert-steps", alertId, "list"],
    queryFn: ({ signal }) => call("GET /api/v1/alerts/{id}/steps", { path: { id: alertId }, signal }),
  });

export interface StepChange {
  readonly step: string;
  readonly done: boolean;
}

/** Notes on the server that a step is done or not. */
export function useSetStep(alertId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ step, done }: StepChange) =>
      call("PUT /api/v1/alerts/{id}/steps/{step}", { path: { id: alertId, step }, body: { done } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["alert-steps", alertId] });
      void client.invalidateQueries({ queryKey: ["alert", alertId] });
    },
  });
}
