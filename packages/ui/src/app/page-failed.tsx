import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../shared/ui/error-notice.tsx";

export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <EmptyState title={t("notFound.title")}>
      <Anchor component={Link} to="/">
        {t("notFound.home")}
      </Anchor>
    </EmptyState>
  );
}

export function PageFailed({ error }: { readonly error: unknown }) {
  const { t } = useTranslation("app");
  return <ErrorNotice title={t("failed.title")} error={error} onRetry={() => location.reload()} />;
}
