import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../../shared/event/visible-text.ts";
import type { EventQuery } from "../../../shared/events-query/event-query.ts";
import { ExploreAnchor } from "../../../shared/events-query/explore-anchor.tsx";
import { useTimes } from "../../../shared/time/use-times.ts";
import { TimeText } from "../../../shared/ui/time-text.tsx";
import type { AlertSubject } from "../alert-subject.ts";
import { logonPresence, logonsQuery, sharesQuery } from "../panel-queries.ts";
import { type LogonRow, logonRows, type ShareRow, shareRows } from "./event-rows.ts";
import { LoadState, Nothing, PanelFrame, PanelPart } from "./panel-frame.tsx";
import classes from "./panels.module.css";
import { RowsTable } from "./rows-table.tsx";
import { presenceQuery, searchQuery } from "./search-query.ts";

/** Who came in around the alert: log-ons, and what was done over shares. */
export function LogonsPanel({ subject }: { readonly subject: AlertSubject }) {
  const { t } = useTranslation("investigate");
  const logons = logonsQuery(subject);
  const shares = sharesQuery(subject);
  const foundLogons = useQuery(searchQuery(logons));
  const foundShares = useQuery(searchQuery(shares));
  if (logons === undefined || shares === undefined) {
    return (
      <PanelFrame panel="logons">
        <Nothing>{t("noHost")}</Nothing>
      </PanelFrame>
    );
  }
  return (
    <PanelFrame panel="logons">
      <PanelPart title={t("panel.logons.logons")} links={<ExploreAnchor query={logons} />}>
        <LoadState query={foundLogons} title={t("panel.logons.failed")}>
          {({ hits, total }) =>
            hits.length === 0 ? (
              <NoLogons subject={subject} query={logons} />
            ) : (
              <LogonTable label={t("panel.logons.logons")} rows={logonRows(hits)} total={total} />
            )
          }
        </LoadState>
      </PanelPart>
      <PanelPart title={t("panel.logons.shares")} links={<ExploreAnchor query={shares} />}>
        <LoadState query={foundShares} title={t("panel.logons.failed")}>
          {({ hits }) => <ShareTable subject={subject} rows={shareRows(hits)} />}
        </LoadState>
      </PanelPart>
    </PanelFrame>
  );
}

interface LogonTableProps {
  readonly label: string;
  readonly rows: readonly LogonRow[];
  readonly total: number;
  readonly showsHost?: boolean;
}

export function LogonTable({ label, rows, total, showsHost = false }: LogonTableProps) {
  const { t } = useTranslation("investigate");
  return (
    <RowsTable
      label={label}
      rows={rows}
      total={total}
      keyOf={({ id }, at) => `${id}-${at}`}
      columns={[
        { key: "time", title: t("column.time"), cell: ({ time }) => <TimeText time={time} /> },
        ...(showsHost
          ? [{ key: "host", title: t("column.host"), cell: ({ host }: LogonRow) => visibleText(host) }]
          : []),
        { key: "user", title: t("column.user"), cell: ({ user }) => visibleText(user) },
        { key: "type", title: t("column.type"), cell: (row) => <LogonType row={row} /> },
        {
          key: "source",
          title: t("column.source"),
          cell: ({ source }) => <span className={classes["mono"]}>{visibleText(source ?? "–")}</span>,
        },
      ]}
    />
  );
}

const knownTypes: ReadonlySet<string> = new Set(["2", "3", "4", "5", "7", "8", "9", "10", "11"]);

function LogonType({ row: { type, kind } }: { readonly row: LogonRow }) {
  const { t } = useTranslation("investigate");
  const name = type !== undefined && knownTypes.has(type) ? `${type} ${t(`logonType.${type}`)}` : type;
  return (
    <>
      {name ?? "–"}
      {kind !== "success" && (
        <Text span inherit c={kind === "failure" ? "red" : "dimmed"}>
          {" · "}
          {t(`logonKind.${kind}`)}
        </Text>
      )}
    </>
  );
}

function ShareTable({
  subject,
  rows,
}: {
  readonly subject: AlertSubject;
  readonly rows: readonly ShareRow[];
}) {
  const { t } = useTranslation("investigate");
  if (rows.length === 0) return <Nothing>{t("panel.logons.noShares")}</Nothing>;
  const names = new Set(subject.files.names.map((name) => name.toLowerCase()));
  const isOfAlert = ({ fileName }: ShareRow): boolean =>
    fileName !== undefined && names.has(fileName.toLowerCase());
  return (
    <RowsTable
      label={t("panel.logons.shares")}
      rows={rows}
      keyOf={({ id }) => id}
      isMarked={isOfAlert}
      columns={[
        {
          key: "time",
          title: t("column.time"),
          cell: ({ firstTime }) => <TimeText time={firstTime} style="clock" />,
        },
        {
          key: "what",
          title: t("column.what"),
          cell: ({ kind, count }) => `${t(`shareKind.${kind}`)}${count > 1 ? ` ×${count}` : ""}`,
        },
        { key: "target", title: t("column.target"), isWide: true, cell: ({ target }) => visibleText(target) },
        { key: "user", title: t("column.user"), cell: ({ user }) => visibleText(user ?? "–") },
        {
          key: "source",
          title: t("column.source"),
          cell: ({ source }) => <span className={classes["mono"]}>{visibleText(source ?? "–")}</span>,
        },
      ]}
    />
  );
}

/** Nothing is stored: that nobody logged on, or that nobody tells. */
export function NoLogons({ subject, query }: { readonly subject: AlertSubject; readonly query: EventQuery }) {
  const { t } = useTranslation("investigate");
  const times = useTimes();
  const { ofHost, ofAny } = logonPresence(subject);
  const host = useQuery(presenceQuery(ofHost));
  const any = useQuery(presenceQuery(ofAny));
  const span = { from: times.full(query.fromMs), to: times.full(query.toMs) };
  if (host.error !== null || any.error !== null) return <Nothing>{t("noLogons.here", span)}</Nothing>;
  if (any.data === undefined || (ofHost !== undefined && host.data === undefined))
    return <Nothing>{t("looking")}</Nothing>;
  const state = host.data === true ? "here" : any.data ? "notFromHost" : "none";
  return <Nothing>{t(`noLogons.${state}`, span)}</Nothing>;
}
