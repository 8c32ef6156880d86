import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { readAlertSearch } from "../../features/alert/alert-search.ts";
import { AlertView } from "../../features/alert/alert-view.tsx";

export function AlertPage() {
  const { alertId } = useParams({ from: "/alerts/$alertId" });
  const search = readAlertSearch(useSearch({ from: "/alerts/$alertId" }));
  const navigate = useNavigate();
  return (
    <AlertView
      key={alertId}
      alertId={alertId}
      search={search}
      onTab={(tab) =>
        void navigate({
          to: "/alerts/$alertId",
          params: { alertId },
          search: readAlertSearch({ ...search, tab }),
          replace: true,
        })
      }
    />
  );
}
