import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import type { AlertFilter } from "./alert-filter.ts";
import type { AlertStatus } from "./alerts-search.ts";

export type Triaged = AnswerOf<"POST /api/v1/alerts/status">;

/** Which alerts a change is for. */
export type Target = { readonly ids: readonly string[] } | { readonly filter: AlertFilter };

export type TriageChange =
  | { readonly kind: "status"; readonly status: AlertStatus; readonly reason: string }
  | {
      readonly kind: "tags" | "assignees";
      readonly add: readonly string[];
      readonly remove: readonly string[];
    };

export async function triage(target: Target, change: TriageChange): Promise<Triaged> {
  switch (change.kind) {
    case "status": {
      const { status, reason } = change;
      return await call("POST /api/v1/alerts/status", {
        body: { ...target, status, ...(reason === "" ? {} : { reason }) },
      });
    }
    case "tags":
      return await call("POST /api/v1/alerts/tags", {
        body: { ...target, add: change.add, remove: change.remove },
      });
    case "assignees":
      return await call("POST /api/v1/alerts/assignees", {
        body: { ...target, add: change.add, remove: change.remove },
      });
  }
}

/** Changes alerts, and shows afterwards what has become of them. */
export function useTriage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ target, change }: { readonly target: Target; readonly change: TriageChange }) =>
      triage(target, change),
    // What has become of them is loaded while it is already said.
    onSettled: () => void client.invalidateQueries({ queryKey: ["alerts"] }),
  });
}

/** Takes a change back by what the server called it; alerts that were changed since stay as they are. */
export function useUndoTriage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (operation: string) => call("POST /api/v1/alerts/undo", { body: { operation } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ["alerts"] }),
  });
}
