import { useTranslation } from "react-i18next";
import { PageHeader } from "../../shared/ui/page-header.tsx";

export function NewRulePage() {
  const { t } = useTranslation("app");
  return <PageHeader title={t("nav.rules")} />;
}

export function EditRulePage() {
  const { t } = useTranslation("app");
  return <PageHeader title={t("nav.rules")} />;
}
