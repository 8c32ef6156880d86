import { Alert, Button, Group, Loader, Modal, Paper, Stack, Switch, Tabs, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconDownload, IconEdit, IconFile, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { useMay } from "../../shared/api/me.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { OriginalTextToggle } from "../../shared/rule-text/original-text-toggle.tsx";
import { useRuleTexts } from "../../shared/rule-text/use-rule-texts.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { PageHeader } from "../../shared/ui/page-header.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import { saveFile } from "../../shared/ui/save-file.ts";
import { type Severity, SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { changeRules, exportRules } from "./bulk-actions.ts";
import { durationText } from "./duration-text.ts";
import { ExceptionsTab } from "./exceptions-tab.tsx";
import { ExecutionStatus } from "./execution-status.tsx";
import { ExecutionsTab } from "./executions-tab.tsx";
import { GapsTab } from "./gaps-tab.tsx";
import { GuideTab } from "./guide-tab.tsx";
import { QueryTab } from "./query-tab.tsx";
import { RevisionsTab } from "./revisions-tab.tsx";
import { type ListedRule, type RuleDetails, ruleAlertsQuery, ruleDetailsQuery } from "./rule-queries.ts";
import { LiveBadge, RuleStateBadge } from "./rule-state-badge.tsx";
import { type RuleSearch, type RuleTab, ruleTabs } from "./rule-tabs.ts";
import { ScheduleTab } from "./schedule-tab.tsx";

interface RuleViewProps {
  readonly ruleId: string;
  readonly search: RuleSearch;
  onSearch(search: RuleSearch): void;
}

/** All about one rule: what it says, how it runs, what it was before. */
export function RuleView({ ruleId, search, onSearch }: RuleViewProps) {
  const { t } = useTranslation("rules");
  const details = useQuery(ruleDetailsQuery(ruleId));
  const translations = details.data?.parameters["translations"];
  const texts = useRuleTexts(translations);
  if (details.data === undefined) {
    return details.error === null ? (
      <Loader aria-label={t("page.loading")} />
    ) : (
      <ErrorNotice title={t("page.failed")} error={details.error} onRetry={() => void details.refetch()} />
    );
  }
  const tab = search.tab ?? "query";
  // What is shown, not what is kept: the editor asks for the rule itself.
  const shown = { ...details.data, parameters: { ...details.data.parameters, ...texts } };
  return (
    <Stack gap="sm">
      <RuleHeader
        rule={details.data.rule}
        name={visibleText(texts.name ?? details.data.rule.name)}
        translations={translations}
      />
      <RuleHealth rule={details.data.rule} />
      <RuleFile rule={details.data.rule} />
      <Tabs
        value={tab}
        onChange={(chosen) => onSearch(chosen === "query" ? {} : { tab: chosen as RuleTab })}
        keepMounted={false}
      >
        <Tabs.List aria-label={t("page.tabs")}>
          {ruleTabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="sm">
          <TabContent tab={tab} details={shown} search={search} onSearch={onSearch} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

interface TabContentProps extends Omit<RuleViewProps, "ruleId"> {
  readonly tab: RuleTab;
  readonly details: RuleDetails;
}

function TabContent({ tab, details, search, onSearch }: TabContentProps) {
  const { rule, parameters, history } = details;
  switch (tab) {
    case "query":
      return <QueryTab parameters={parameters} />;
    case "guide":
      return <GuideTab parameters={parameters} />;
    case "schedule":
      return <ScheduleTab rule={rule} parameters={parameters} />;
    case "executions":
      return (
        <ExecutionsTab
          ruleId={rule.rule_id}
          page={search.page ?? 1}
          onPage={(page) => onSearch({ tab, page })}
        />
      );
    case "gaps":
      return <GapsTab rule={rule} />;
    case "exceptions":
      return <ExceptionsTab parameters={parameters} />;
    case "revisions":
      return (
        <RevisionsTab
          history={history}
          revision={search.revision}
          onRevision={(revision) => onSearch({ tab, revision })}
        />
      );
  }
}

interface RuleHeaderProps {
  readonly rule: ListedRule;
  /** In the reader's language. */
  readonly name: string;
  readonly translations: unknown;
}

function RuleHeader({ rule, name, translations }: RuleHeaderProps) {
  const { t } = useTranslation("rules");
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayChange = useMay("manage-rules");
  const [isDeleting, deleting] = useDisclosure(false);
  const failed = (title: string) => (error: Error) => {
    notifications.show({ color: "red", title, message: error.message });
  };
  const refresh = () => client.invalidateQueries({ queryKey: ["rules"] });
  const enable = useMutation({
    mutationFn: (enabled: boolean) =>
      call(`POST /api/v1/rules/{rule_id}/${enabled ? "enable" : "disable"}`, {
        path: { rule_id: rule.rule_id },
      }),
    onError: failed(t("list.notChanged")),
    onSettled: refresh,
  });
  const exporting = useMutation({
    mutationFn: () => exportRules([rule.id]),
    onSuccess: (file) => saveFile(file, `${rule.rule_id}.ndjson`),
    onError: failed(t("list.notExported")),
  });
  const remove = useMutation({
    mutationFn: () => changeRules("delete", [rule.id]),
    onSuccess: async ({ failures }) => {
      const [failure] = failures;
      if (failure !== undefined) throw new Error(failure.message);
      deleting.close();
      await navigate({ to: "/rules" });
      await refresh();
    },
    onError: failed(t("page.notDeleted")),
  });
  useShortcut(
    "e",
    t("page.edit"),
    () => void navigate({ to: "/rules/$ruleId/edit", params: { ruleId: rule.rule_id } }),
    mayChange,
  );
  const mayDelete = mayChange && (rule.origin === "api" || rule.state === "file-missing");
  return (
    <>
      <PageHeader
        title={name}
        actions={
          <>
            <OriginalTextToggle translations={translations} />
            <Switch
              size="sm"
              label={t("page.enabled")}
              checked={rule.enabled}
              disabled={!mayChange || enable.isPending}
              onChange={({ currentTarget }) => enable.mutate(currentTarget.checked)}
            />
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => exporting.mutate()}
            >
              {t("bulk.export")}
            </Button>
            {mayDelete && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconTrash size={14} aria-hidden />}
                onClick={deleting.open}
              >
                {t("page.delete")}
              </Button>
            )}
            {mayChange && (
              <Button
                size="xs"
                renderRoot={(props) => (
                  <Link to="/rules/$ruleId/edit" params={{ ruleId: rule.rule_id }} {...props} />
                )}
                leftSection={<IconEdit size={14} aria-hidden />}
              >
                {t("page.edit")}
              </Button>
            )}
          </>
        }
      />
      <Modal opened={isDeleting} onClose={deleting.close} title={t("page.deleteTitle")}>
        <Stack>
          <Text size="sm">{t("page.deleteHint", { name })}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={deleting.close} data-autofocus>
              {t("cancel", { ns: "shared" })}
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t("page.delete")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function RuleHealth({ rule }: { readonly rule: ListedRule }) {
  const { t, i18n } = useTranslation("rules");
  const execution = rule.last_execution;
  return (
    <>
      {rule.problem !== null && (
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={t("page.cannotRun")}
        >
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {rule.problem}
          </Text>
        </Alert>
      )}
      <Paper withBorder p="xs">
        <Group gap="xl" component="dl" m={0} align="flex-start" style={{ rowGap: 8 }}>
          <Fact name={t("column.severity")}>
            <SeverityBadge severity={rule.severity as Severity} />
          </Fact>
          <Fact name={t("column.state")}>
            <RuleStateBadge rule={{ ...rule, problem: null }} />
          </Fact>
          <Fact name={t("column.live")}>
            <LiveBadge rule={rule} />
          </Fact>
          <Fact name={t("column.last")}>
            {execution === null ? (
              t("list.never")
            ) : (
              <Group gap={6}>
                <ExecutionStatus status={execution.status} />
                <Text span size="sm" c="dimmed">
                  <TimeText time={execution.started_at} style="relative" />
                </Text>
              </Group>
            )}
          </Fact>
          <Fact name={t("column.due")}>
            <TimeText time={rule.next_due_at} style="relative" />
          </Fact>
          <Fact name={t("page.alerts")}>
            <RuleAlerts ruleId={rule.rule_id} />
          </Fact>
          <Fact name={t("column.gaps")}>
            {rule.unfilled_gap_ms === 0 ? "–" : durationText(rule.unfilled_gap_ms, i18n.language)}
          </Fact>
        </Group>
      </Paper>
    </>
  );
}

const statuses = ["open", "acknowledged", "closed"] as const;

/** How many alerts the rule has raised lately, by status; each figure leads to them. */
function RuleAlerts({ ruleId }: { readonly ruleId: string }) {
  const { t, i18n } = useTranslation("rules");
  const { data } = useQuery(ruleAlertsQuery(ruleId));
  const figure = (count: number): string => numberFormat(i18n.language).format(count);
  if (data === undefined) return "…";
  const counts = new Map(data.by["status"]?.map(({ value, count }) => [value, count]));
  return (
    <Group gap="sm" component="span">
      <PageLink to="/alerts" search={{ rule: [ruleId] }} size="sm">
        {t("page.allAlerts", { count: data.total, shown: figure(data.total) })}
      </PageLink>
      {statuses.map((status) => {
        const count = counts.get(status) ?? 0;
        return count === 0 ? null : (
          <PageLink key={status} to="/alerts" search={{ rule: [ruleId], status: [status] }} size="sm">
            {t(`status.${status}`, { ns: "shared" })} {figure(count)}
          </PageLink>
        );
      })}
    </Group>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  );
}

/** Where a rule comes from, and what was made of it here. */
function RuleFile({ rule }: { readonly rule: ListedRule }) {
  const { t } = useTranslation("rules");
  const client = useQueryClient();
  const mayChange = useMay("manage-rules");
  const take = useMutation({
    mutationFn: () =>
      call("POST /api/v1/rules/{rule_id}/take-from-file", { path: { rule_id: rule.rule_id } }),
    onSuccess: () => notifications.show({ color: "teal", message: t("file.taken") }),
    onError: (error) =>
      notifications.show({ color: "red", title: t("file.notTaken"), message: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ["rules"] }),
  });
  return (
    <Group gap="xs" align="center">
      <Group gap="xs" wrap="nowrap" miw={0} flex="1 1 220px">
        <IconFile size={15} aria-hidden style={{ flex: "none" }} />
        <Text size="sm" c="dimmed" truncate data-hint={rule.path ?? undefined}>
          {rule.path === null ? t("file.none") : t(`file.${rule.origin}`, { path: rule.path })}
        </Text>
      </Group>
      {rule.is_edited && (
        <>
          <Text size="sm" fw={600} style={{ flex: "none" }}>
            {t("file.edited")}
          </Text>
          {mayChange && (
            <Button
              size="compact-xs"
              variant="default"
              loading={take.isPending}
              onClick={() => take.mutate()}
              style={{ flex: "none" }}
              title={t("file.takeHint")}
            >
              {t("file.take")}
            </Button>
          )}
        </>
      )}
      <Text size="sm" c="dimmed" style={{ flex: "none" }} visibleFrom="sm">
        {t("page.revision", { revision: rule.revision, by: rule.updated_by })}{" "}
        <TimeText time={rule.updated_at} style="relative" />
      </Text>
    </Group>
  );
}
