import { Badge, Group, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { EqlAnswer, EqlHit, SearchHit } from "../../shared/api/search-events.ts";
import { describeEvent } from "../../shared/event/describe-event.ts";
import { distanceText } from "../../shared/event/distance-text.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { SentenceText } from "../../shared/event/sentence-text.tsx";
import { visibleText } from "../../shared/event/visible-text.ts";
import { useTimes } from "../../shared/time/use-times.ts";
import classes from "./explore.module.css";

interface MatchListProps {
  readonly answer: EqlAnswer;
  readonly onOpen: (hit: SearchHit) => void;
}

/** Sequences and samples: their join keys, and their events with the time between them. */
export function MatchList({ answer, onOpen }: MatchListProps) {
  const { t } = useTranslation("explore");
  const { sequences = [], events = [] } = answer.hits;
  const matches = events.length > 0 ? events.map((event) => ({ join_keys: [], events: [event] })) : sequences;
  return (
    <Stack gap="xs" component="ol" className={classes["matches"]}>
      {matches.map(({ join_keys: keys = [], events: steps }) => (
        <Paper
          component="li"
          withBorder
          p="sm"
          bg="var(--eqlite-surface)"
          key={steps.map(({ _id }) => _id).join(" ")}
        >
          {keys.length > 0 && (
            <Group gap={6} mb={6}>
              <Text size="xs" c="dimmed">
                {t("joinKey")}
              </Text>
              {keys.map((key, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: keys have their place and nothing else
                <Badge key={at} variant="light" tt="none" className={classes["key"]}>
                  {visibleText(String(key))}
                </Badge>
              ))}
            </Group>
          )}
          {steps.map((step, at) => (
            <Step
              // biome-ignore lint/suspicious/noArrayIndexKey: stages have their place
              key={at}
              step={step}
              before={steps.slice(0, at).findLast(({ missing }) => missing !== true)}
              onOpen={onOpen}
            />
          ))}
        </Paper>
      ))}
    </Stack>
  );
}

interface StepProps {
  readonly step: EqlHit;
  readonly before: EqlHit | undefined;
  readonly onOpen: (hit: SearchHit) => void;
}

function Step({ step, before, onOpen }: StepProps) {
  const { t, i18n } = useTranslation("explore");
  const times = useTimes();
  if (step.missing === true) {
    return (
      <Text size="sm" c="dimmed" className={classes["step"]}>
        {t("missing")}
      </Text>
    );
  }
  const fields = readEventFields(step._source);
  const time = fields.first("@timestamp") ?? "";
  const beforeTime = before === undefined ? undefined : readEventFields(before._source).first("@timestamp");
  const distanceMs = beforeTime === undefined ? Number.NaN : Date.parse(time) - Date.parse(beforeTime);
  return (
    <div className={classes["step"]}>
      <button type="button" className={classes["open"]} onClick={() => onOpen(step)}>
        {times.exact(time)}
      </button>
      <Text span size="xs" c="dimmed" ta="right">
        {Number.isNaN(distanceMs) ? "" : `+${distanceText(distanceMs, i18n.language)}`}
      </Text>
      <Text span size="sm">
        <SentenceText sentence={describeEvent(fields)} />
      </Text>
      <Text span size="sm" c="dimmed" className={classes["host"]}>
        {visibleText(fields.first("host.name") ?? "")}
      </Text>
    </div>
  );
}
