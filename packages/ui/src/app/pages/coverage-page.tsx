import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CoverageView } from "../../features/coverage/coverage-view.tsx";
import { PageHeader } from "../../shared/ui/page-header.tsx";

const route = getRouteApi("/coverage");

export function CoveragePage() {
  const { t } = useTranslation("app");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t("nav.coverage")} />
      <CoverageView
        search={search}
        onSearch={(next) => void navigate({ search: next, resetScroll: false })}
      />
    </>
  );
}
