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

/** Changes alerts, one target after the other, and shows afterwards what has become of them. */
export function useTriage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (changes: readonly { readonly target: Target; readonly change: TriageChange }[]) => {
      let sum: Triaged = { changed: 0, unchanged: 0, missing: [] };
      for (const { target, change } of changes) {
        const { changed, unchanged, missing } = await triage(target, change);
        sum = {
          changed: sum.changed + changed,
          unchanged: sum.unchanged + unchanged,
          missing: [...sum.missing, ...missing],
        };
      }
      return sum;
    },
    // What has become of them is loaded while it is already said.
    onSettled: () => void client.invalidateQueries({ queryKey: ["alerts"] }),
  });
}
