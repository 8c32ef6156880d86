import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import type { Alert } from "./alert-data.ts";

export type Triage =
  | { readonly kind: "status"; readonly status: Alert["status"]; readonly reason?: string | undefined }
  | {
      readonly kind: "tags" | "assignees";
      readonly add: readonly string[];
      readonly remove: readonly string[];
    };

export interface TriageActions {
  run(triage: Triage): void;
  readonly isRunning: boolean;
}

/** Changes what people say about an alert. What went wrong is told beside the page. */
export function useTriage(alertId: string): TriageActions {
  const { t } = useTranslation("alert");
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (triage: Triage) => {
      const ids = [alertId];
      switch (triage.kind) {
        case "status": {
          const { status, reason } = triage;
          const body = { ids, status, ...(reason === undefined ? {} : { reason }) };
          return call("POST /api/v1/alerts/status", { body });
        }
        case "tags":
          return call("POST /api/v1/alerts/tags", {
            body: { ids, add: [...triage.add], remove: [...triage.remove] },
          });
        case "assignees":
          return call("POST /api/v1/alerts/assignees", {
            body: { ids, add: [...triage.add], remove: [...triage.remove] },
          });
      }
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["alert", alertId] });
      void client.invalidateQueries({ queryKey: ["alerts"] });
    },
    onError: (error) =>
      notifications.show({ color: "red", title: t("triage.failed"), message: error.message }),
  });
  return { run: mutate, isRunning: isPending };
}
