import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { GuideTab } from "../../features/investigate/index.ts";
import { PageHeader } from "../../shared/ui/page-header.tsx";

export function GuidePage() {
  const { t } = useTranslation("investigate");
  const { alertId } = useParams({ from: "/alerts/$alertId/guide" });
  return (
    <>
      <PageHeader title={t("title")} />
      <GuideTab alertId={alertId} />
    </>
  );
}
