import { Alert, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiKeys } from "../../features/settings/api-keys.tsx";
import { AuditTrail } from "../../features/settings/audit-trail.tsx";
import { ConnectSource } from "../../features/settings/connect-source.tsx";
import { type SettingsSection, settingsSections } from "../../features/settings/settings-search.ts";
import { Storage } from "../../features/settings/storage.tsx";
import { Users } from "../../features/settings/users.tsx";
import { useMay } from "../../shared/api/me.ts";
import { PageHeader } from "../../shared/ui/page-header.tsx";

const route = getRouteApi("/settings");

export function SettingsPage() {
  const { t } = useTranslation(["app", "settings"]);
  const { section = "connect" } = route.useSearch();
  const navigate = route.useNavigate();
  const isAdmin = useMay("admin");
  return (
    <>
      <PageHeader title={t("app:nav.settings")} />
      <Tabs
        value={section}
        keepMounted={false}
        onChange={(chosen) =>
          void navigate({
            search: { section: settingsSections.find((one) => one === chosen) },
            resetScroll: false,
          })
        }
      >
        <Tabs.List mb="md">
          {settingsSections.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`settings:section.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={section}>
          {isAdmin || !forAdmins.has(section) ? (
            sectionOf(section)
          ) : (
            <Alert color="gray">{t("settings:forAdmins")}</Alert>
          )}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

const forAdmins = new Set<SettingsSection>(["users", "keys", "audit"]);

function sectionOf(section: SettingsSection) {
  switch (section) {
    case "connect":
      return <ConnectSource />;
    case "storage":
      return <Storage />;
    case "users":
      return <Users />;
    case "keys":
      return <ApiKeys />;
    case "audit":
      return <AuditTrail />;
  }
}
