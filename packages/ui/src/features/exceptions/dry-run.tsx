import { Alert, Group, Loader, ScrollArea, Select, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../shared/api/call.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { PageLink } from "../../shared/ui/page-link.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { DraftProblem } from "./exception-draft.ts";
import classes from "./exceptions.module.css";

export type DryRunAnswer = AnswerOf<"POST /api/v1/exceptions/dry-run">;

export const dryRunDays = [1, 7, 30, 90, 365] as const;

interface DryRunProps {
  readonly alertId: string;
  readonly answer: DryRunAnswer | undefined;
  readonly error: unknown;
  readonly isRunning: boolean;
  /** Why there is nothing to try yet. */
  readonly problem: DraftProblem | undefined;
  readonly days: number;
  readonly onDays: (days: number) => void;
}

/** What an exception would have silenced, before it is saved. */
export function DryRun({ alertId, answer, error, isRunning, problem, days, onDays }: DryRunProps) {
  const { t } = useTranslation("exceptions");
  const isSilenced = answer?.alerts.some(({ id }) => id === alertId) === true;
  return (
    <section aria-label={t("dryRun.title")}>
      <Group justify="space-between" mb={6}>
        <Group gap="xs">
          <Title order={3} size="h6">
            {t("dryRun.title")}
          </Title>
          {isRunning && <Loader size="xs" aria-label={t("dryRun.running")} />}
        </Group>
        <Select
          size="xs"
          w={150}
          aria-label={t("dryRun.days")}
          allowDeselect={false}
          value={String(days)}
          onChange={(value) => onDays(dryRunDays.find((one) => String(one) === value) ?? 7)}
          data={dryRunDays.map((one) => ({
            value: String(one),
            label: t("dryRun.lastDays", { count: one }),
          }))}
        />
      </Group>
      <Stack gap="xs" aria-live="polite" mih={64}>
        {problem !== undefined && problem !== "noName" ? (
          <Text size="sm" c="dimmed">
            {t(`problem.${problem}`)}
          </Text>
        ) : error !== null && error !== undefined ? (
          <ErrorNotice error={error} title={t("dryRun.failed")} />
        ) : answer === undefined ? null : (
          <>
            <Group gap={6}>
              {isSilenced ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
              <Text size="sm" fw={600}>
                {t(isSilenced ? "dryRun.thisOne" : "dryRun.notThisOne")}
              </Text>
            </Group>
            <Text size="sm">
              {t("dryRun.silenced", { silenced: answer.silenced, checked: answer.checked })}{" "}
              {answer.unknown > 0 && t("dryRun.unknown", { count: answer.unknown })}
            </Text>
            {answer.diagnostics.map((diagnostic) => (
              <Alert key={JSON.stringify(diagnostic)} color="yellow" p="xs">
                {String(diagnostic["message"] ?? "")}
              </Alert>
            ))}
            {answer.alerts.length > 0 && (
              <ScrollArea.Autosize mah={180} type="auto">
                <ul className={classes["silenced"]} aria-label={t("dryRun.list")}>
                  {answer.alerts.slice(0, maxListed).map(({ id, rule_name, time, host }) => (
                    <li key={id}>
                      <TimeText time={time} />
                      <PageLink size="sm" to="/alerts/$alertId" params={{ alertId: id }} target="_blank">
                        {visibleText(rule_name)}
                      </PageLink>
                      {host !== undefined && <span>{visibleText(host)}</span>}
                      {id === alertId && (
                        <Text span size="xs" c="dimmed">
                          {t("dryRun.open")}
                        </Text>
                      )}
                    </li>
                  ))}
                </ul>
                {answer.silenced > maxListed && (
                  <Text size="xs" c="dimmed" mt={4}>
                    {t("dryRun.more", { count: answer.silenced - Math.min(maxListed, answer.alerts.length) })}
                  </Text>
                )}
              </ScrollArea.Autosize>
            )}
          </>
        )}
      </Stack>
    </section>
  );
}

const maxListed = 100;
