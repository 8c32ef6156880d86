import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { describeEvent } from "../../shared/event/describe-event.ts";
import { distanceText } from "../../shared/event/distance-text.ts";
import { SentenceText } from "../../shared/event/sentence-text.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { AlertEvent } from "./alert-event.ts";
import { layoutSequence, type TimelineMark } from "./sequence-layout.ts";
import classes from "./timeline.module.css";
import type { Explanation } from "./why/explain-alert.ts";

interface SequenceTimelineProps {
  readonly events: readonly AlertEvent[];
  /** Knows of maxspan and of events that had to be missing; undefined until it is there. */
  readonly explanation: Explanation | undefined;
}

/** Distances between marks are not written closer than this part of the whole. */
const leastShare = 0.07;

/** The events of a sequence over time, to scale, with their distances and how much of maxspan they took. */
export function SequenceTimeline({ events, explanation }: SequenceTimelineProps) {
  const { t, i18n } = useTranslation("alert");
  const explained = explanation?.ok === true ? explanation.value : undefined;
  const stages =
    explained?.stages.map(({ eventAt }) => ({
      event: eventAt === undefined ? undefined : events[eventAt],
    })) ?? events.map((event) => ({ event }));
  const layout = layoutSequence(
    stages.map(({ event }) => ({ timeMs: event?.timeMs })),
    explained?.maxspanMs,
  );
  const distance = (ms: number): string => distanceText(ms, i18n.language);
  const firstMs = stages.find(({ event }) => event?.timeMs !== undefined)?.event?.timeMs;
  return (
    <section aria-label={t("timeline.title")}>
      <Title order={2} size="h5" mb={6}>
        {t("timeline.title")}
      </Title>
      <Stack gap={8}>
        {layout !== undefined && (
          <div>
            {/* The bars show what the lines below say. */}
            <div className={classes["bar"]} aria-hidden>
              <div className={classes["track"]} />
              {layout.near.map((mark) => (
                <Mark key={mark.stage} mark={mark} isNumbered />
              ))}
            </div>
            <div className={classes["distances"]} aria-hidden>
              {layout.gaps.map(({ fromStage, toStage, distanceMs }) => {
                const from = placeOf(layout.near, fromStage);
                const to = placeOf(layout.near, toStage);
                return to - from < leastShare ? null : (
                  <span
                    key={toStage}
                    className={classes["distance"]}
                    style={{ left: `${((from + to) / 2) * 100}%` }}
                  >
                    {distance(distanceMs)}
                  </span>
                );
              })}
            </div>
            {explained?.maxspanMs !== undefined && (
              <>
                <div className={classes["bar"]} aria-hidden>
                  <div className={classes["track"]} />
                  <div
                    className={classes["used"]}
                    style={{ left: 0, width: `${Math.min(1, layout.share ?? 1) * 100}%` }}
                  />
                  {layout.whole.map((mark) => (
                    <Mark key={mark.stage} mark={mark} />
                  ))}
                </div>
                <div className={classes["ends"]}>
                  <span data-testid="span-of-sequence">
                    {t("timeline.span", {
                      span: distance(layout.spanMs),
                      maxspan: distance(explained.maxspanMs),
                    })}
                  </span>
                  <span>{distance(explained.maxspanMs)}</span>
                </div>
              </>
            )}
          </div>
        )}
        <ol className={classes["list"]}>
          {stages.map(({ event }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: stages have their place
            <li key={at}>
              <span className={classes["number"]} data-missing={event === undefined}>
                {at + 1}
              </span>
              {event === undefined ? (
                <>
                  <span className={classes["when"]}>–</span>
                  <Text span size="sm" c="dimmed">
                    {t("timeline.missing")}
                  </Text>
                </>
              ) : (
                <>
                  <span className={classes["when"]}>
                    {event.timeMs === undefined ? (
                      "–"
                    ) : event.timeMs === firstMs ? (
                      <TimeText time={event.timeMs} style="clock" />
                    ) : (
                      `+${distance(event.timeMs - (firstMs ?? event.timeMs))}`
                    )}
                  </span>
                  <span>
                    {event.document === undefined ? (
                      t("timeline.gone")
                    ) : (
                      <SentenceText sentence={describeEvent(event.fields)} />
                    )}
                  </span>
                </>
              )}
            </li>
          ))}
        </ol>
      </Stack>
    </section>
  );
}

function Mark({ mark, isNumbered = false }: { readonly mark: TimelineMark; readonly isNumbered?: boolean }) {
  switch (mark.kind) {
    case "event":
      return (
        <div className={classes[isNumbered ? "mark" : "point"]} style={{ left: `${mark.at * 100}%` }}>
          {isNumbered && mark.stage + 1}
        </div>
      );
    case "missing":
      return (
        <div
          className={classes["missing"]}
          style={{ left: `${mark.from * 100}%`, width: `${(mark.to - mark.from) * 100}%` }}
        />
      );
  }
}

function placeOf(marks: readonly TimelineMark[], stage: number): number {
  const mark = marks.find((one) => one.stage === stage);
  return mark?.kind === "event" ? mark.at : 0;
}
