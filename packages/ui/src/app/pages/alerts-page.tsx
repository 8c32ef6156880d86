import { useTranslation } from "react-i18next";
import { PageHeader } from "../../shared/ui/page-header.tsx";

export function AlertsPage() {
  const { t } = useTranslation("app");
  return <PageHeader title={t("nav.alerts")} />;
}
