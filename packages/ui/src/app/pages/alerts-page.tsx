import { Drawer } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AlertPanel } from "../../features/alert/alert-panel.tsx";
import { filterOf } from "../../features/alerts/alert-filter.ts";
import { AlertsList } from "../../features/alerts/alerts-list.tsx";
import { readView } from "../../features/alerts/alerts-search.ts";
import { queryText } from "../../shared/api/call.ts";

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
          void navigate({ to: "/alerts", search: next, replace: how?.replace === true, resetScroll: false })
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => void navigate({ to: "/alerts", search: list, resetScroll: false })}
        title={t("panel.label")}
        position="right"
        size={520}
        withOverlay={false}
        lockScroll={false}
        trapFocus={false}
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": t("close", { ns: "shared" }) }}
      >
        {open !== undefined && (
          <AlertPanel
            key={open}
            alertId={open}
            list={queryText(filterOf(readView(list), Date.now())).slice(1)}
          />
        )}
      </Drawer>
    </>
  );
}
