import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CopyValueButton } from "../../../shared/event/copy-value-button.tsx";
import { visibleText } from "../../../shared/event/visible-text.ts";
import { ExploreAnchor } from "../../../shared/events-query/explore-anchor.tsx";
import { prevalenceKey, prevalenceQuery } from "../../../shared/processes/process-queries.ts";
import { TimeText } from "../../../shared/ui/time-text.tsx";
import type { AlertSubject } from "../alert-subject.ts";
import { investigateLimits } from "../investigate-limits.ts";
import { seenValues } from "../panel-queries.ts";
import { LoadState, Nothing, PanelFrame, PanelPart } from "./panel-frame.tsx";
import classes from "./panels.module.css";
import { reputationLinks } from "./reputation-links.ts";
import { RowsTable } from "./rows-table.tsx";

/** The alert's file: where to look its hash up, and where it was seen. */
export function FilePanel({ subject }: { readonly subject: AlertSubject }) {
  const { t } = useTranslation("investigate");
  const values = seenValues(subject);
  const seen = useQuery(prevalenceQuery(values));
  const fields = [...new Map(values.map((one) => [prevalenceKey(one), one])).values()];
  const everywhere = {
    test: { any: fields.map(({ field, value }) => ({ field, oneOf: [value] })) },
    fromMs: subject.firstMs - investigateLimits.maxSpanMs,
    toMs: subject.lastMs + investigateLimits.maxSpanMs,
    size: 1,
    order: "newest-first",
  } as const;
  return (
    <PanelFrame panel="file" links={values.length === 0 ? undefined : <ExploreAnchor query={everywhere} />}>
      <PanelPart title={t("panel.file.hashes")}>
        {subject.hashes.length === 0 ? (
          <Nothing>{t("panel.file.noHash")}</Nothing>
        ) : (
          subject.hashes.map(({ kind, value }) => (
            <div key={`${kind}-${value}`} className={classes["hash"]}>
              <Text span size="xs" c="dimmed">
                {kind.toUpperCase()}
              </Text>
              <span className={classes["mono"]}>{visibleText(value)}</span>
              <CopyValueButton value={value} name={kind.toUpperCase()} />
              {kind === (subject.hashes[0]?.kind ?? kind) &&
                reputationLinks(value).map(({ name, url }) => (
                  <Anchor key={name} href={url} target="_blank" rel="noopener noreferrer" size="xs">
                    {name}
                  </Anchor>
                ))}
            </div>
          ))
        )}
      </PanelPart>
      <PanelPart title={t("panel.file.seen")}>
        {values.length === 0 ? (
          <Nothing>{t("panel.file.nothing")}</Nothing>
        ) : (
          <LoadState query={seen} title={t("panel.file.failed")}>
            {({ byKey, isPartial }) => {
              const rows = [...byKey.values()].filter(({ events }) => events > 0);
              return rows.length === 0 ? (
                <Nothing>{t("panel.file.nowhere")}</Nothing>
              ) : (
                <>
                  <RowsTable
                    label={t("panel.file.seen")}
                    rows={rows}
                    keyOf={prevalenceKey}
                    columns={[
                      {
                        key: "what",
                        title: t("column.what"),
                        cell: ({ field }) => field,
                      },
                      {
                        key: "value",
                        title: t("column.value"),
                        isWide: true,
                        cell: ({ value }) => <span className={classes["mono"]}>{visibleText(value)}</span>,
                      },
                      {
                        key: "hosts",
                        title: t("column.hosts"),
                        cell: ({ hosts, host_names, is_at_least }) =>
                          `${is_at_least ? "≥ " : ""}${hosts} · ${visibleText(host_names.join(", "))}${hosts > host_names.length ? " …" : ""}`,
                      },
                      {
                        key: "events",
                        title: t("column.events"),
                        cell: ({ events, is_at_least }) => `${is_at_least ? "≥ " : ""}${events}`,
                      },
                      {
                        key: "first",
                        title: t("column.first"),
                        cell: ({ first_seen }) => <TimeText time={first_seen} />,
                      },
                    ]}
                  />
                  {isPartial && <Nothing>{t("cut")}</Nothing>}
                </>
              );
            }}
          </LoadState>
        )}
      </PanelPart>
    </PanelFrame>
  );
}
