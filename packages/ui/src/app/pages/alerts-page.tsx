import { Anchor, Drawer, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AlertsList } from "../../features/alerts/alerts-list.tsx";
import { call } from "../../shared/api/call.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";

const route = getRouteApi("/alerts");

export function AlertsPage() {
  const { t } = useTranslation(["alerts", "shared"]);
  const search = route.useSearch();
  const navigate = useNavigate();
  const { open, tab: _, ...list } = search;
  return (
    <>
      <AlertsList
        search={search}
        onSearch={(next, how) =>
          void navigate({ to: "/alerts", search: next, replace: how?.replace === true })
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => void navigate({ to: "/alerts", search: list })}
        title={t("panel.label")}
        position="right"
        size={520}
        withOverlay={false}
        lockScroll={false}
        trapFocus={false}
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": t("close", { ns: "shared" }) }}
      >
        {open !== undefined && <AlertSlot id={open} />}
      </Drawer>
    </>
  );
}

function AlertSlot({ id }: { readonly id: string }) {
  const { t } = useTranslation("alerts");
  const { data, error } = useQuery({
    queryKey: ["alert", id],
    queryFn: ({ signal }) => call("GET /api/v1/alerts/{id}", { path: { id }, signal }),
  });
  if (error !== null) return <ErrorNotice title={t("panel.failed")} error={error} />;
  if (data === undefined) return null;
  const { alert } = data;
  return (
    <Stack gap="xs">
      <SeverityBadge severity={alert.severity} />
      <Text fw={600}>{alert.rule_name}</Text>
      <Text size="sm" c="dimmed">
        <TimeText time={alert.time} style="exact" />
      </Text>
      <Text size="sm">{alert.reason}</Text>
      <Anchor component={Link} to={`/alerts/${encodeURIComponent(id)}`} size="sm">
        {t("panel.whole")}
      </Anchor>
    </Stack>
  );
}
