import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { readAlertSearch } from "../../features/alert/alert-search.ts";
import { AlertView, type ExtraTab } from "../../features/alert/alert-view.tsx";
import { ResponseTab } from "../../features/response/response-tab.tsx";

export function AlertPage() {
  const { alertId } = useParams({ from: "/alerts/$alertId" });
  const search = readAlertSearch(useSearch({ from: "/alerts/$alertId" }));
  const navigate = useNavigate();
  return (
    <AlertView
      key={alertId}
      alertId={alertId}
      search={search}
      extraTabs={extraTabs}
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

const extraTabs: readonly ExtraTab[] = [
  {
    tab: "response",
    content: ({ answer: { alert }, rule, events }) => (
      <ResponseTab
        source={{
          alertId: alert.id,
          ruleName: alert.rule_name,
          time: alert.original_time ?? alert.time ?? new Date(0).toISOString(),
        }}
        note={rule.note}
        events={events?.map(({ fields }) => fields)}
      />
    ),
  },
];
