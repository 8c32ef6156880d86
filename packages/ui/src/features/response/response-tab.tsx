import { Alert, Grid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { EventFields } from "../../shared/event/flatten-event.ts";
import type { IndicatorSource } from "./indicator-list.ts";
import { IndicatorSection } from "./indicator-section.tsx";
import { translatedSteps } from "./response-steps.ts";
import { responseSubjects } from "./response-texts.ts";
import { RunText } from "./run-text.tsx";
import { StepList } from "./step-list.tsx";
import { responseTarget } from "./target.ts";

interface ResponseTabProps {
  readonly source: IndicatorSource;
  /** The guide of the rule, in Markdown. */
  readonly note: string;
  /** As its author wrote it. */
  readonly originalNote: string;
  /** Undefined until they are there. */
  readonly events: readonly EventFields[] | undefined;
}

/** How to respond: the steps of the guide, what to run for them, and where else to look. Nothing is run from here. */
export function ResponseTab({ source, note, originalNote, events }: ResponseTabProps) {
  const { t } = useTranslation("response");
  const steps = useMemo(() => translatedSteps(originalNote, note), [originalNote, note]);
  const target = useMemo(() => (events === undefined ? undefined : responseTarget(events)), [events]);
  if (target === undefined) return <Skeleton h={420} />;
  const shown = new Set(steps.flatMap(({ subjects }) => subjects));
  const others = responseSubjects.filter((subject) => !shown.has(subject));
  return (
    <Stack gap="md">
      <Alert variant="default" icon={<IconHandStop size={18} aria-hidden />} title={t("nothingRuns")}>
        <Text size="sm">{t("nothingRunsHint")}</Text>
      </Alert>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          {steps.length === 0 ? (
            <Stack gap="xs">
              <Title order={2} size="h5">
                {t("steps")}
              </Title>
              <Text size="sm" c="dimmed">
                {t("noSteps")}
              </Text>
            </Stack>
          ) : (
            <StepList alertId={source.alertId} steps={steps} target={target} />
          )}
          {others.length > 0 && (
            <Stack gap="xs" mt="md">
              <Title order={2} size="h5">
                {t(steps.length === 0 ? "toRun" : "moreToRun")}
              </Title>
              {others.map((subject) => (
                <RunText key={subject} subject={subject} target={target} />
              ))}
            </Stack>
          )}
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <IndicatorSection indicators={target.indicators} source={source} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
