import { ActionIcon, Group } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import type { Alert } from "./alert-data.ts";
import { type AlertTab, readListFilter } from "./alert-search.ts";

interface NeighbourStepsProps {
  readonly alert: Alert;
  readonly list: string;
  readonly tab: AlertTab | undefined;
}

/** Alerts of one moment that are looked through for the one that is open. */
const perPage = 50;

/** To the alert before and behind this one in the list that it was opened from, newest first. */
export function NeighbourSteps({ alert, list, tab }: NeighbourStepsProps) {
  const { t } = useTranslation("alert");
  const navigate = useNavigate();
  const atMs = Date.parse(alert.time ?? "");
  const { data } = useQuery({
    queryKey: ["alert-neighbours", list, alert.id],
    enabled: !Number.isNaN(atMs),
    queryFn: async ({ signal }) => {
      const filter = readListFilter(list);
      const ask = (query: {
        readonly sort: "newest" | "oldest";
        readonly from?: string;
        readonly to?: string;
      }) =>
        call("GET /api/v1/alerts", {
          query: { ...filter, ...query, per_page: perPage, fields: "summary" } as never,
          signal,
        });
      const [older, newer] = await Promise.all([
        ask({ sort: "newest", to: new Date(atMs + 1).toISOString() }),
        ask({ sort: "oldest", from: new Date(atMs).toISOString() }),
      ]);
      return { newer: behind(newer.alerts, alert.id), older: behind(older.alerts, alert.id) };
    },
  });
  const go = (alertId: string | undefined): void => {
    if (alertId === undefined) return;
    void navigate({
      to: "/alerts/$alertId",
      params: { alertId },
      search: { list, ...(tab === undefined ? {} : { tab }) },
    });
  };
  useShortcut("k", t("neighbours.newer"), () => go(data?.newer), data?.newer !== undefined);
  useShortcut("j", t("neighbours.older"), () => go(data?.older), data?.older !== undefined);
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        variant="default"
        aria-label={t("neighbours.newer")}
        title={t("neighbours.newer")}
        disabled={data?.newer === undefined}
        onClick={() => go(data?.newer)}
      >
        <IconChevronUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        aria-label={t("neighbours.older")}
        title={t("neighbours.older")}
        disabled={data?.older === undefined}
        onClick={() => go(data?.older)}
      >
        <IconChevronDown size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

/** The next in the list; its first one where this is not in it any more. */
function behind(alerts: readonly { readonly id: string }[], id: string): string | undefined {
  const at = alerts.findIndex((one) => one.id === id);
  return alerts[at + 1]?.id;
}
