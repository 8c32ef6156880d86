import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ExploreAnchor } from "../../../shared/events-query/explore-anchor.tsx";
import { type AlertSubject, type AlertUser, isPersonal } from "../alert-subject.ts";
import { accountsElsewhereQuery, logonsAfterQuery, logonsQuery, sharesQuery } from "../panel-queries.ts";
import { logonRows, shareRows } from "./event-rows.ts";
import { LogonTable, NoLogons } from "./logons-panel.tsx";
import { LoadState, Nothing, PanelFrame, PanelPart } from "./panel-frame.tsx";
import { searchQuery } from "./search-query.ts";

/** Log-ons after the alert: to its host, and elsewhere by the accounts that have to do with it. */
export function LogonsAfterPanel({ subject }: { readonly subject: AlertSubject }) {
  const { t } = useTranslation("investigate");
  const after = logonsAfterQuery(subject);
  const foundAfter = useQuery(searchQuery(after));
  const accounts = useAlertAccounts(subject);
  const elsewhere = accountsElsewhereQuery(subject, accounts ?? []);
  const foundElsewhere = useQuery(searchQuery(elsewhere));
  const names = [...new Set((accounts ?? []).filter(isPersonal).map(({ name }) => name))].join(", ");
  if (after === undefined) {
    return (
      <PanelFrame panel="logons-after">
        <Nothing>{t("noHost")}</Nothing>
      </PanelFrame>
    );
  }
  return (
    <PanelFrame panel="logons-after">
      <PanelPart title={t("panel.logons-after.here")} links={<ExploreAnchor query={after} />}>
        <LoadState query={foundAfter} title={t("panel.logons.failed")}>
          {({ hits, total }) =>
            hits.length === 0 ? (
              <NoLogons subject={subject} query={after} />
            ) : (
              <LogonTable label={t("panel.logons-after.here")} rows={logonRows(hits)} total={total} />
            )
          }
        </LoadState>
      </PanelPart>
      <PanelPart
        title={
          names === "" ? t("panel.logons-after.elsewhere") : t("panel.logons-after.elsewhereOf", { names })
        }
        links={elsewhere === undefined ? undefined : <ExploreAnchor query={elsewhere} />}
      >
        {accounts !== undefined && elsewhere === undefined ? (
          <Nothing>{t("panel.logons-after.noAccount")}</Nothing>
        ) : (
          <LoadState query={foundElsewhere} title={t("panel.logons.failed")}>
            {({ hits, total }) =>
              hits.length === 0 ? (
                <Nothing>{t("panel.logons-after.nowhere")}</Nothing>
              ) : (
                <LogonTable
                  label={t("panel.logons-after.elsewhere")}
                  rows={logonRows(hits)}
                  total={total}
                  showsHost
                />
              )
            }
          </LoadState>
        )}
      </PanelPart>
    </PanelFrame>
  );
}

/** Accounts of the alert, and those that came in around it; undefined as long as they are not known. */
function useAlertAccounts(subject: AlertSubject): readonly AlertUser[] | undefined {
  const logons = useQuery(searchQuery(logonsQuery(subject)));
  const shares = useQuery(searchQuery(sharesQuery(subject)));
  if (logons.isLoading || shares.isLoading) return undefined;
  return [
    ...subject.users,
    ...logonRows(logons.data?.hits ?? [])
      .filter(({ kind }) => kind !== "failure")
      .map(({ userName, userId }) => ({ name: userName, id: userId })),
    ...shareRows(shares.data?.hits ?? []).flatMap(({ userName, userId }) =>
      userName === undefined ? [] : [{ name: userName, id: userId }],
    ),
  ];
}
