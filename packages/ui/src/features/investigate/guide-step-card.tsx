import { Anchor, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Markdown } from "../../shared/markdown/markdown.tsx";
import type { AlertStep } from "./alert-queries.ts";
import type { AlertSubject } from "./alert-subject.ts";
import { fillMarkdown } from "./fill-placeholders.ts";
import classes from "./guide.module.css";
import { GuideBlocks } from "./guide-blocks.tsx";
import type { GuideStep } from "./guide-parts.ts";
import type { PanelKind } from "./panel-rules.ts";
import { Panel } from "./panels/panel.tsx";
import { Finding, StepDone } from "./step-record.tsx";

interface GuideStepCardProps {
  readonly step: GuideStep;
  readonly subject: AlertSubject;
  readonly steps: ReadonlyMap<string, AlertStep>;
  readonly panels: readonly PanelKind[];
  /** Panels that answer this step and stand beside another. */
  readonly elsewhere: readonly { readonly panel: PanelKind; readonly step: string }[];
}

/** A step: what is to be done, what stored events say of it, and what was found. */
export function GuideStepCard({ step, subject, steps, panels, elsewhere }: GuideStepCardProps) {
  const { t } = useTranslation("investigate");
  const record = steps.get(step.id);
  const label = step.text.replaceAll("`", "").slice(0, 80);
  const hasSide = panels.length > 0 || step.blocks.length > 0;
  return (
    <section
      id={step.id}
      className={classes["step"]}
      data-alone={!hasSide}
      data-step
      tabIndex={-1}
      aria-label={t("step.name", { number: step.number })}
    >
      <div className={classes["text"]} style={{ paddingInlineStart: Math.min(step.depth, 4) * 18 }}>
        <div className={classes["stepLine"]}>
          <StepDone alertId={subject.alertId} step={step.id} label={label} record={record} />
          <Stack gap={6}>
            <Markdown text={fillMarkdown(step.text, subject)} topHeading={4} />
            {elsewhere.map(({ panel }) => (
              <Text key={panel} size="xs" c="dimmed">
                {t("step.answeredBy")}{" "}
                <Anchor href={`#panel-${panel}`} size="xs" underline="always">
                  {t(`panel.${panel}.title`)}
                </Anchor>
              </Text>
            ))}
            <Finding
              alertId={subject.alertId}
              step={step.id}
              record={record}
              label={t("step.finding")}
              placeholder={t("step.placeholder")}
            />
          </Stack>
        </div>
      </div>
      {hasSide && (
        <div className={classes["panels"]}>
          {panels.map((panel) => (
            <Panel key={panel} panel={panel} subject={subject} />
          ))}
          <GuideBlocks step={step} subject={subject} steps={steps} />
        </div>
      )}
    </section>
  );
}
