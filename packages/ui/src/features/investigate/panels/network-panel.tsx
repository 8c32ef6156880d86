import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../../shared/event/visible-text.ts";
import { ExploreAnchor } from "../../../shared/events-query/explore-anchor.tsx";
import {
  type Prevalence,
  prevalenceKey,
  prevalenceQuery,
} from "../../../shared/processes/process-queries.ts";
import { TimeText } from "../../../shared/ui/time-text.tsx";
import type { AlertSubject } from "../alert-subject.ts";
import { networkQuery } from "../panel-queries.ts";
import { type ContactRow, contactRows } from "./event-rows.ts";
import { LoadState, Nothing, PanelFrame } from "./panel-frame.tsx";
import classes from "./panels.module.css";
import { PrevalenceText } from "./prevalence-text.tsx";
import { RowsTable } from "./rows-table.tsx";
import { searchQuery } from "./search-query.ts";
import { useTreeIds } from "./use-tree-ids.ts";

/** Domains and addresses that the alert's process talked to. */
export function NetworkPanel({ subject }: { readonly subject: AlertSubject }) {
  const { t } = useTranslation("investigate");
  const ids = useTreeIds(subject);
  const query = ids === undefined ? undefined : networkQuery(subject, ids.subject);
  const found = useQuery(searchQuery(query));
  const rows = contactRows(found.data?.hits ?? []);
  const prevalence = useQuery(
    prevalenceQuery(rows.flatMap(({ field, value }) => (field === undefined ? [] : [{ field, value }]))),
  );
  if (subject.process === undefined) {
    return (
      <PanelFrame panel="network">
        <Nothing>{t("noProcess")}</Nothing>
      </PanelFrame>
    );
  }
  const seenOf = ({ field, value }: ContactRow): Prevalence | undefined =>
    field === undefined ? undefined : prevalence.data?.byKey.get(prevalenceKey({ field, value }));
  return (
    <PanelFrame panel="network" links={query === undefined ? undefined : <ExploreAnchor query={query} />}>
      <LoadState query={found} title={t("panel.network.failed")}>
        {({ isCut }) =>
          rows.length === 0 ? (
            <Nothing>{t("panel.network.nothing")}</Nothing>
          ) : (
            <>
              <RowsTable
                label={t("panel.network.title")}
                rows={rows}
                keyOf={({ id }) => id}
                columns={[
                  {
                    key: "kind",
                    title: t("column.what"),
                    cell: ({ kind, count }) => `${t(`contact.${kind}`)}${count > 1 ? ` ×${count}` : ""}`,
                  },
                  {
                    key: "value",
                    title: t("column.target"),
                    isWide: true,
                    cell: ({ value, port, answers }) => (
                      <span className={classes["mono"]}>
                        {visibleText(
                          port === undefined
                            ? value
                            : value.includes(":")
                              ? `[${value}]:${port}`
                              : `${value}:${port}`,
                        )}
                        {answers.length > 0 ? ` → ${visibleText(answers.join(", "))}` : ""}
                      </span>
                    ),
                  },
                  {
                    key: "time",
                    title: t("column.first"),
                    cell: ({ firstTime }) => <TimeText time={firstTime} />,
                  },
                  {
                    key: "seen",
                    title: t("column.prevalence"),
                    cell: (row) => (
                      <>
                        {isNew(seenOf(row), row.firstTime) && (
                          <span className={classes["new"]}>{t("firstSeen")} · </span>
                        )}
                        <PrevalenceText
                          prevalence={seenOf(row)}
                          isPartial={prevalence.data?.isPartial}
                          isLoading={prevalence.isLoading}
                        />
                      </>
                    ),
                  },
                ]}
              />
              {isCut && <Nothing>{t("cut")}</Nothing>}
            </>
          )
        }
      </LoadState>
    </PanelFrame>
  );
}

/** Nobody was seen with it before. */
function isNew(prevalence: Prevalence | undefined, firstTime: string): boolean {
  return (
    prevalence?.first_seen !== null &&
    prevalence?.first_seen !== undefined &&
    Date.parse(prevalence.first_seen) >= Date.parse(firstTime)
  );
}
