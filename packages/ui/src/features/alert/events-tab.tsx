import { Alert, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { describeEvent } from "../../shared/event/describe-event.ts";
import { EventDetails } from "../../shared/event/event-details.tsx";
import { SentenceText } from "../../shared/event/sentence-text.tsx";
import type { FieldTools } from "../../shared/event/value-lines.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { AlertEvent } from "./alert-event.ts";
import classes from "./events-tab.module.css";

interface EventsTabProps {
  readonly events: readonly AlertEvent[];
  readonly message: string | null;
  readonly tools?: FieldTools;
}

/** Each event of an alert, readable, by its fields, and as JSON. */
export function EventsTab({ events, message, tools }: EventsTabProps) {
  const { t } = useTranslation("alert");
  return (
    <Stack gap="md">
      {message !== null && (
        <Alert color="yellow" title={t("events.gone")}>
          {message}
        </Alert>
      )}
      {events.length === 0 && <Text size="sm">{t("events.none")}</Text>}
      <div className={classes["events"]}>
        {events.map((event, at) => (
          <Paper
            key={event.id}
            withBorder
            p="sm"
            component="section"
            aria-label={t("events.number", { number: at + 1 })}
          >
            <Group justify="space-between" gap="xs" mb={4}>
              <Title order={2} size="h6">
                {t("events.number", { number: at + 1 })}
                {event.timeMs !== undefined && (
                  <Text span size="sm" c="dimmed" ms="sm" fw={400}>
                    <TimeText time={event.timeMs} style="exact" />
                  </Text>
                )}
              </Title>
            </Group>
            {event.document === undefined ? (
              <Text size="sm" c="dimmed">
                {t("timeline.gone")}
              </Text>
            ) : (
              <>
                <Text size="sm" mb="xs">
                  <SentenceText sentence={describeEvent(event.fields)} />
                </Text>
                <EventDetails document={event.document} {...(tools === undefined ? {} : { tools })} />
              </>
            )}
          </Paper>
        ))}
      </div>
    </Stack>
  );
}
