import { Alert, Group, Paper, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SentenceText, useSentenceText } from "../../shared/event/sentence-text.tsx";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";
import type { AlertEvent } from "./alert-event.ts";
import { alertSentence } from "./alert-sentence.ts";
import { SequenceTimeline } from "./sequence-timeline.tsx";
import type { Explanation } from "./why/explain-alert.ts";

interface WhatHappenedProps {
  readonly events: readonly AlertEvent[] | undefined;
  readonly message: string | null;
  readonly reason: string;
}

/** The sentence that says what happened. */
export function WhatHappened({ events, message, reason }: WhatHappenedProps) {
  const { t } = useTranslation("alert");
  const sentenceText = useSentenceText();
  if (events === undefined) return <Skeleton h={72} />;
  const known = events.filter(({ document }) => document !== undefined);
  const sentence = alertSentence(known);
  return (
    <section aria-label={t("what")}>
      <Paper withBorder p="sm" bg="var(--eqlite-surface)">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <Text size="md" lh={1.6} data-testid="sentence">
            {sentence === undefined ? reason : <SentenceText sentence={sentence} />}
          </Text>
          {sentence !== undefined && (
            <div style={{ flex: "none" }}>
              <CopyTextButton text={sentenceText(sentence)} />
            </div>
          )}
        </Group>
      </Paper>
      {message !== null && (
        <Alert color="yellow" mt="xs" title={t("events.gone")}>
          {message}
        </Alert>
      )}
    </section>
  );
}

/** The time line, with room kept for it while its events are on their way. */
export function TimelineSection({
  events,
  explanation,
  count,
}: {
  readonly events: readonly AlertEvent[] | undefined;
  readonly explanation: Explanation | undefined;
  readonly count: number;
}) {
  if (events === undefined) return <Skeleton h={130 + count * 26} />;
  return <SequenceTimeline events={events} explanation={explanation} />;
}
