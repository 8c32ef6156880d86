import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { alertEventsQuery } from "../../features/alert/alert-data.ts";
import { type AlertTab, readAlertSearch } from "../../features/alert/alert-search.ts";
import { type AlertContext, AlertView, type ExtraTab } from "../../features/alert/alert-view.tsx";
import { AddException } from "../../features/exceptions/add-exception.tsx";
import { askForGuide, GuideTab } from "../../features/investigate/index.ts";
import { ResponseTab } from "../../features/response/response-tab.tsx";
import { alertQuery } from "../../shared/api/alert-query.ts";
import { queryClient } from "../query-client.ts";

/** Asks for what the page shows, before it is drawn. */
export function askForAlert(alertId: string, tab: AlertTab | undefined): void {
  void queryClient.prefetchQuery(alertQuery(alertId));
  void queryClient.prefetchQuery(alertEventsQuery(alertId));
  if (tab === "guide") askForGuide(queryClient, alertId);
}

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
      actions={(context) => <AlertActions context={context} />}
      onTab={(tab) =>
        void navigate({
          to: "/alerts/$alertId",
          params: { alertId },
          search: readAlertSearch({ ...search, tab }),
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
}

const extraTabs: readonly ExtraTab[] = [
  { tab: "guide", content: ({ answer: { alert } }) => <GuideTab alertId={alert.id} /> },
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
        originalNote={rule.originalNote}
        events={events?.map(({ fields }) => fields)}
      />
    ),
  },
];

/** What can be done with an alert beside triage. */
function AlertActions({ context: { answer, rule, events, stages } }: { readonly context: AlertContext }) {
  if (rule.uuid === undefined || events === undefined) return null;
  return (
    <AddException
      alertId={answer.alert.id}
      rule={{ uuid: rule.uuid, ruleId: rule.ruleId }}
      ruleName={answer.alert.rule_name}
      events={events.map(({ document }) => document).filter((document) => document !== undefined)}
      stages={stages}
    />
  );
}
