import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import {
  namesProcess,
  ProcessExplorer,
  type ProcessesSearch,
  ProcessPicker,
} from "../../features/process-tree/index.ts";
import { PageHeader } from "../../shared/ui/page-header.tsx";

export function ProcessesPage() {
  const { t } = useTranslation("process-tree");
  const search = useSearch({ from: "/processes" });
  const navigate = useNavigate({ from: "/processes" });
  const change = useCallback(
    (changed: Partial<ProcessesSearch>) =>
      // The table stands where its reader has left it.
      void navigate({
        search: (before) => ({ ...before, ...changed }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return (
    <>
      <PageHeader title={t("title")} hint={t(namesProcess(search) ? "hint" : "pick")} />
      {namesProcess(search) ? (
        <ProcessExplorer
          key={`${search.host} ${search.entity} ${search.pid} ${search.at}`}
          search={search}
          onChange={change}
        />
      ) : (
        <ProcessPicker search={search} />
      )}
    </>
  );
}
