import { Checkbox, Group, Paper, Progress, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/api/me.ts";
import { Markdown } from "../../shared/markdown/markdown.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import classes from "./response.module.css";
import type { ResponseStep } from "./response-steps.ts";
import { RunText } from "./run-text.tsx";
import { stepsQuery, useSetStep } from "./step-data.ts";
import type { ResponseTarget } from "./target.ts";

interface StepListProps {
  readonly alertId: string;
  readonly steps: readonly ResponseStep[];
  readonly target: ResponseTarget;
}

/** The steps of the guide, which are done and by whom, and beside each what to run. */
export function StepList({ alertId, steps, target }: StepListProps) {
  const { t } = useTranslation("response");
  const may = useMay("triage");
  const states = useQuery(stepsQuery(alertId));
  const set = useSetStep(alertId);
  const stateOf = new Map(states.data?.steps.map((state) => [state.step, state]));
  const done = steps.filter(({ id }) => stateOf.get(id)?.done === true).length;
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h5">
          {t("steps")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("done", { done, all: steps.length })}
        </Text>
      </Group>
      <Progress
        size="xs"
        value={steps.length === 0 ? 0 : (done / steps.length) * 100}
        aria-label={t("done", { done, all: steps.length })}
      />
      {states.isError && <ErrorNotice error={states.error} title={t("stepsFailed")} />}
      {set.isError && <ErrorNotice error={set.error} title={t("stepFailed")} />}
      {steps.map(({ id, text, subjects }, at) => {
        const state = stateOf.get(id);
        const isDone = set.isPending && set.variables.step === id ? set.variables.done : state?.done === true;
        return (
          <Paper key={id} withBorder p="sm" className={classes["step"]} data-done={isDone}>
            <Group align="flex-start" wrap="nowrap" gap="sm">
              <Checkbox
                mt={2}
                checked={isDone}
                disabled={!may || states.data === undefined}
                aria-label={t("step", { number: at + 1 })}
                onChange={({ currentTarget }) => set.mutate({ step: id, done: currentTarget.checked })}
              />
              <div className={classes["text"]}>
                <Markdown text={text} topHeading={3} />
                {state !== undefined && state.changed_by !== null && (
                  <Text size="xs" c="dimmed" mt={2}>
                    {t(state.done ? "doneBy" : "undoneBy", { by: state.changed_by })}{" "}
                    <TimeText time={state.changed_at} />
                  </Text>
                )}
              </div>
            </Group>
            {subjects.length > 0 && (
              <Stack gap="xs" mt="xs">
                {subjects.map((subject) => (
                  <RunText key={subject} subject={subject} target={target} />
                ))}
              </Stack>
            )}
          </Paper>
        );
      })}
    </Stack>
  );
}
