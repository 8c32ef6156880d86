import { useTranslation } from "react-i18next";
import { HomeOverview } from "../../features/home/home-overview.tsx";
import { PageHeader } from "../../shared/ui/page-header.tsx";

export function HomePage() {
  const { t } = useTranslation(["app", "home"]);
  return (
    <>
      <PageHeader title={t("app:nav.home")} hint={t("home:hint")} />
      <HomeOverview />
    </>
  );
}
