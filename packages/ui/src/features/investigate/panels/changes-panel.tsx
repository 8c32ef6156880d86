import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../../shared/event/visible-text.ts";
import { ExploreAnchor } from "../../../shared/events-query/explore-anchor.tsx";
import { TimeText } from "../../../shared/ui/time-text.tsx";
import type { AlertSubject } from "../alert-subject.ts";
import { changesQuery, servicesQuery } from "../panel-queries.ts";
import { type ChangeRow, changeRows, serviceRows } from "./event-rows.ts";
import { LoadState, Nothing, PanelFrame, PanelPart } from "./panel-frame.tsx";
import classes from "./panels.module.css";
import { RowsTable } from "./rows-table.tsx";
import { searchQuery } from "./search-query.ts";
import { useTreeIds } from "./use-tree-ids.ts";

/** What the processes of the tree changed, and services that were installed. */
export function ChangesPanel({ subject }: { readonly subject: AlertSubject }) {
  const { t } = useTranslation("investigate");
  const ids = useTreeIds(subject);
  const query = ids === undefined ? undefined : changesQuery(subject, ids.tree);
  const changes = useQuery(searchQuery(query));
  const services = servicesQuery(subject);
  const foundServices = useQuery(searchQuery(services));
  return (
    <PanelFrame panel="changes">
      <PanelPart
        title={t("panel.changes.changes", { count: Math.max(1, ids?.processes ?? 1) })}
        links={query === undefined ? undefined : <ExploreAnchor query={query} />}
      >
        {subject.process === undefined ? (
          <Nothing>{t("noProcess")}</Nothing>
        ) : (
          <LoadState query={changes} title={t("panel.changes.failed")}>
            {({ hits, total, isCut }) =>
              hits.length === 0 ? (
                <Nothing>{t("panel.changes.nothing")}</Nothing>
              ) : (
                <>
                  <RowsTable<ChangeRow>
                    label={t("panel.changes.title")}
                    rows={changeRows(hits)}
                    total={total}
                    keyOf={({ id }, at) => `${id}-${at}`}
                    columns={[
                      {
                        key: "time",
                        title: t("column.time"),
                        cell: ({ time }) => <TimeText time={time} style="clock" />,
                      },
                      {
                        key: "what",
                        title: t("column.what"),
                        cell: ({ kind, action }) => `${t(`change.${kind}`)} · ${t(`change.${action}`)}`,
                      },
                      {
                        key: "target",
                        title: t("column.target"),
                        isWide: true,
                        cell: ({ target, data }) => (
                          <span className={classes["mono"]}>
                            {visibleText(target)}
                            {data === undefined ? "" : ` = ${visibleText(data)}`}
                          </span>
                        ),
                      },
                      {
                        key: "process",
                        title: t("column.process"),
                        cell: ({ process }) => visibleText(process ?? "–"),
                      },
                    ]}
                  />
                  {isCut && <Nothing>{t("cut")}</Nothing>}
                </>
              )
            }
          </LoadState>
        )}
      </PanelPart>
      <PanelPart
        title={t("panel.changes.services")}
        links={services === undefined ? undefined : <ExploreAnchor query={services} />}
      >
        {services === undefined ? (
          <Nothing>{t("noHost")}</Nothing>
        ) : (
          <LoadState query={foundServices} title={t("panel.changes.failed")}>
            {({ hits }) =>
              hits.length === 0 ? (
                <Nothing>{t("panel.changes.noServices")}</Nothing>
              ) : (
                <RowsTable
                  label={t("panel.changes.services")}
                  rows={serviceRows(hits)}
                  keyOf={({ name, command }) => `${name}\n${command}`}
                  columns={[
                    { key: "time", title: t("column.time"), cell: ({ time }) => <TimeText time={time} /> },
                    { key: "name", title: t("column.service"), cell: ({ name }) => visibleText(name) },
                    {
                      key: "command",
                      title: t("column.command"),
                      isWide: true,
                      cell: ({ command }) => (
                        <span className={classes["mono"]}>{visibleText(command ?? "–")}</span>
                      ),
                    },
                    {
                      key: "account",
                      title: t("column.account"),
                      cell: ({ account }) => visibleText(account ?? "–"),
                    },
                    {
                      key: "user",
                      title: t("column.installedBy"),
                      cell: ({ user }) => visibleText(user ?? "–"),
                    },
                  ]}
                />
              )
            }
          </LoadState>
        )}
      </PanelPart>
    </PanelFrame>
  );
}
