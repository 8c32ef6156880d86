import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRuleTexts } from "../../shared/rule-text/use-rule-texts.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import type { Alert } from "./alert-data.ts";
import { AlertHeader } from "./alert-header.tsx";
import { AlertNotes } from "./alert-notes.tsx";
import { TimelineSection, WhatHappened } from "./overview.tsx";
import { RuleAbout } from "./rule-about.tsx";
import { ruleOfAlert } from "./rule-of-alert.ts";
import { useAlert } from "./use-alert.ts";
import { useExplanation } from "./why/use-explanation.ts";

interface AlertPanelProps {
  readonly alertId: string;
  /** The filter of the list that it was opened from, for the page's way to the next alert. */
  readonly list?: string;
  /** What else can be done with the alert. */
  readonly actions?: (alert: Alert) => ReactNode;
}

/** One alert beside a list: what happened, its time line, the rule, notes, triage; the rest is on its page. */
export function AlertPanel({ alertId, list, actions }: AlertPanelProps) {
  const { t } = useTranslation("alert");
  const { answer, events, eventsMessage, error, eventsError, retry } = useAlert(alertId);
  const texts = useRuleTexts(answer?.rule_translations);
  const rule = answer === undefined ? undefined : ruleOfAlert(answer.alert, texts);
  const explanation = useExplanation(alertId, rule ?? noRule, events, (answer?.alert.events ?? 0) > 1);
  if (error !== null && answer === undefined)
    return <ErrorNotice error={error} title={t("failed")} onRetry={retry} />;
  if (answer === undefined || rule === undefined) return <Skeleton h={400} />;
  const { alert, notes } = answer;
  return (
    <Stack gap="md">
      <AlertHeader alert={alert} ruleName={rule.name} isPanel list={list} actions={actions?.(alert)} />
      {eventsError !== null && <ErrorNotice error={eventsError} title={t("events.failed")} onRetry={retry} />}
      <WhatHappened events={events} message={eventsMessage} reason={alert.reason} />
      {alert.events > 1 && <TimelineSection events={events} explanation={explanation} count={alert.events} />}
      <PageLink
        size="sm"
        to="/alerts/$alertId"
        params={{ alertId }}
        search={{ tab: "why", ...(list === undefined ? {} : { list }) }}
      >
        {t("why.link")}
      </PageLink>
      <RuleAbout rule={rule} translations={answer.rule_translations} />
      <AlertNotes alertId={alertId} notes={notes} />
    </Stack>
  );
}

export const noRule = ruleOfAlert({ rule_id: "", rule_name: "" } as Alert);
