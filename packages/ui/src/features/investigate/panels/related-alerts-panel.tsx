import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AnswerOf, QueryOf } from "../../../shared/api/call.ts";
import { visibleText } from "../../../shared/event/visible-text.ts";
import { useRuleNames } from "../../../shared/rule-text/use-rule-texts.ts";
import { SeverityBadge } from "../../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../../shared/ui/time-text.tsx";
import type { AlertSubject } from "../alert-subject.ts";
import { relatedAlertQueries } from "../panel-queries.ts";
import { LoadState, Nothing, PanelFrame, PanelPart } from "./panel-frame.tsx";
import { relatedQuery } from "./related-query.ts";
import { RowsTable } from "./rows-table.tsx";

type AlertsQuery = QueryOf<"GET /api/v1/alerts">;
type AlertRow = AnswerOf<"GET /api/v1/alerts">["alerts"][number];

/** Other alerts of the same host and of the same users. */
export function RelatedAlertsPanel({ subject }: { readonly subject: AlertSubject }) {
  const { t } = useTranslation("investigate");
  const { ofHost, ofUsers } = relatedAlertQueries(subject);
  const host = subject.host.name ?? subject.host.id ?? "";
  const users = subject.users.map(({ name }) => name).join(", ");
  return (
    <PanelFrame panel="related-alerts">
      <PanelPart
        title={
          ofHost === undefined ? t("noHost") : t("panel.related-alerts.ofHost", { host: visibleText(host) })
        }
      >
        {ofHost !== undefined && (
          <Related subject={subject} query={ofHost} label={t("panel.related-alerts.hostLabel")} />
        )}
      </PanelPart>
      <PanelPart
        title={
          ofUsers === undefined
            ? t("noUser")
            : t("panel.related-alerts.ofUsers", { users: visibleText(users) })
        }
      >
        {ofUsers !== undefined && (
          <Related subject={subject} query={ofUsers} label={t("panel.related-alerts.userLabel")} />
        )}
      </PanelPart>
    </PanelFrame>
  );
}

interface RelatedProps {
  readonly subject: AlertSubject;
  readonly query: AlertsQuery;
  readonly label: string;
}

function Related({ subject, query, label }: RelatedProps) {
  const { t } = useTranslation("investigate");
  const ruleName = useRuleNames();
  const found = useQuery(relatedQuery(query));
  return (
    <LoadState query={found} title={t("panel.related-alerts.failed")}>
      {({ alerts, total }) => {
        const others = alerts.filter(({ id }) => id !== subject.alertId);
        if (others.length === 0) return <Nothing>{t("panel.related-alerts.nothing")}</Nothing>;
        return (
          <RowsTable<AlertRow>
            label={label}
            rows={others}
            total={total - (alerts.length - others.length)}
            keyOf={({ id }) => id}
            columns={[
              {
                key: "severity",
                title: t("column.severity"),
                cell: ({ severity }) => <SeverityBadge severity={severity} />,
              },
              {
                key: "rule",
                title: t("column.rule"),
                isWide: true,
                cell: ({ id, rule_id, rule_name, reason }) => (
                  <>
                    <Anchor
                      component={Link}
                      to="/alerts/$alertId"
                      params={{ alertId: id } as never}
                      size="xs"
                    >
                      {visibleText(ruleName(rule_id, rule_name))}
                    </Anchor>
                    <Text size="xs" c="dimmed" lineClamp={2}>
                      {visibleText(reason)}
                    </Text>
                  </>
                ),
              },
              { key: "time", title: t("column.time"), cell: ({ time }) => <TimeText time={time} /> },
              { key: "host", title: t("column.host"), cell: ({ hosts }) => visibleText(hosts.join(", ")) },
              {
                key: "user",
                title: t("column.user"),
                cell: ({ users }) => visibleText(users.join(", ") || "–"),
              },
            ]}
          />
        );
      }}
    </LoadState>
  );
}
