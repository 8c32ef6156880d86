import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ExploreView } from "../../features/explore/explore-view.tsx";
import { PageHeader } from "../../shared/ui/page-header.tsx";

const route = getRouteApi("/explore");

export function ExplorePage() {
  const { t } = useTranslation("app");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t("nav.explore")} />
      <ExploreView
        search={search}
        onSearch={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })
        }
      />
    </>
  );
}
