import { Grid, Skeleton, Stack, Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AlertAnswer } from "../../shared/api/alert-query.ts";
import type { FieldTools } from "../../shared/event/value-lines.tsx";
import { useRuleTexts } from "../../shared/rule-text/use-rule-texts.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { useLater } from "../../shared/ui/use-later.ts";
import type { AlertEvent } from "./alert-event.ts";
import { AlertHeader } from "./alert-header.tsx";
import { AlertHistory } from "./alert-history.tsx";
import { AlertNotes } from "./alert-notes.tsx";
import { noRule } from "./alert-panel.tsx";
import type { AlertSearch, AlertTab } from "./alert-search.ts";
import { EventsTab } from "./events-tab.tsx";
import { NeighbourSteps } from "./neighbour-steps.tsx";
import { TimelineSection, WhatHappened } from "./overview.tsx";
import { RuleAbout } from "./rule-about.tsx";
import { type RuleOfAlert, ruleOfAlert } from "./rule-of-alert.ts";
import { useAlert } from "./use-alert.ts";
import { useExplanation } from "./why/use-explanation.ts";
import { WhyTab } from "./why/why-tab.tsx";

/** What a tab of another feature, or an action, is told about the alert. */
export interface AlertContext {
  readonly answer: AlertAnswer;
  readonly rule: RuleOfAlert;
  /** Undefined until they are there. */
  readonly events: readonly AlertEvent[] | undefined;
  /** Zero-based stages of a sequence, as they are written, that take an event. */
  readonly stages: readonly number[];
}

/** A tab that another feature fills. */
export interface ExtraTab {
  readonly tab: AlertTab;
  readonly content: (context: AlertContext) => ReactNode;
}

interface AlertViewProps {
  readonly alertId: string;
  readonly search: AlertSearch;
  readonly onTab: (tab: AlertTab) => void;
  readonly actions?: (context: AlertContext) => ReactNode;
  readonly extraTabs?: readonly ExtraTab[];
  readonly tools?: FieldTools;
}

/** The page of one alert. Its tabs stand in the address. */
export function AlertView({ alertId, search, onTab, actions, extraTabs = [], tools }: AlertViewProps) {
  const { t } = useTranslation("alert");
  const { answer, events, eventsMessage, error, eventsError, retry } = useAlert(alertId);
  const texts = useRuleTexts(answer?.rule_translations);
  const rule = answer === undefined ? undefined : ruleOfAlert(answer.alert, texts);
  // Other tabs ask for it only for the form of an exception, which nobody opens at once.
  const isLater = useLater();
  const isShown = search.tab === undefined || search.tab === "overview" || search.tab === "why";
  const explanation = useExplanation(alertId, rule ?? noRule, events, isShown || isLater);
  if (error !== null && answer === undefined) {
    return <ErrorNotice error={error} title={t("failed")} onRetry={retry} />;
  }
  if (answer === undefined || rule === undefined) {
    return (
      <Stack aria-busy>
        <Skeleton h={132} />
        <Skeleton h={420} />
      </Stack>
    );
  }
  const { alert, notes } = answer;
  const explained = explanation?.ok === true ? explanation.value : undefined;
  const context: AlertContext = {
    answer,
    rule,
    events,
    stages:
      explained?.kind === "sequence"
        ? [...new Set(explained.stages.filter(({ isMissing }) => !isMissing).map(({ written }) => written))]
        : [],
  };
  const contents: ReadonlyMap<AlertTab, () => ReactNode> = new Map([
    [
      "overview",
      () => (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            <Stack gap="md">
              <WhatHappened events={events} message={eventsMessage} reason={alert.reason} />
              <TimelineSection events={events} explanation={explanation} count={alert.events} />
              <AlertNotes alertId={alertId} notes={notes} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <RuleAbout rule={rule} translations={answer.rule_translations} />
          </Grid.Col>
        </Grid>
      ),
    ],
    [
      "why",
      () =>
        events === undefined ? (
          <Skeleton h={420} />
        ) : (
          <WhyTab rule={rule} events={events} explanation={explanation} />
        ),
    ],
    [
      "events",
      () =>
        events === undefined ? (
          <Skeleton h={420} />
        ) : (
          <EventsTab events={events} message={eventsMessage} {...(tools === undefined ? {} : { tools })} />
        ),
    ],
    ...extraTabs.map(({ tab, content }) => [tab, () => content(context)] as const),
    ["history", () => <AlertHistory answer={answer} />],
  ]);
  const asked = search.tab ?? "overview";
  const tab = contents.has(asked) ? asked : "overview";
  return (
    <>
      <AlertHeader
        alert={alert}
        ruleName={rule.name}
        actions={actions?.(context)}
        steps={
          search.list === undefined ? undefined : (
            <NeighbourSteps alert={alert} list={search.list} tab={search.tab} />
          )
        }
      />
      {eventsError !== null && <ErrorNotice error={eventsError} title={t("events.failed")} onRetry={retry} />}
      <Tabs
        value={tab}
        onChange={(value) => {
          const chosen = [...contents.keys()].find((one) => one === value);
          if (chosen !== undefined) onTab(chosen);
        }}
        keepMounted={false}
      >
        <Tabs.List mb="md" aria-label={t("tabs.label")}>
          {[...contents.keys()].map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>{contents.get(tab)?.()}</Tabs.Panel>
      </Tabs>
    </>
  );
}
