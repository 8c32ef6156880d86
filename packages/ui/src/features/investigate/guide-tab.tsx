import { Group, Progress, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type AlertAnswer, alertQuery } from "../../shared/api/alert-query.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { Markdown } from "../../shared/markdown/markdown.tsx";
import { OriginalTextToggle } from "../../shared/rule-text/original-text-toggle.tsx";
import { useRuleTexts } from "../../shared/rule-text/use-rule-texts.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { type AlertStep, stepsQuery } from "./alert-queries.ts";
import { type AlertSubject, subjectOf } from "./alert-subject.ts";
import { choosePanels } from "./choose-panels.ts";
import { fillMarkdown } from "./fill-placeholders.ts";
import classes from "./guide.module.css";
import { type GuidePart, guideParts, guideSteps } from "./guide-parts.ts";
import { GuideStepCard } from "./guide-step-card.tsx";
import { Panel } from "./panels/panel.tsx";
import { LoadState } from "./panels/panel-frame.tsx";
import { ReportMenu } from "./report/report-menu.tsx";
import { useReport } from "./report/use-report.ts";
import { translatedGuide } from "./translated-guide.ts";

/** The investigation guide of an alert's rule, carried out on stored events. */
export function GuideTab({ alertId }: { readonly alertId: string }) {
  const { t } = useTranslation("investigate");
  const alert = useQuery(alertQuery(alertId));
  const steps = useQuery(stepsQuery(alertId));
  return (
    <LoadState query={alert} title={t("alertFailed")}>
      {(answer) => (
        <LoadState query={steps} title={t("stepsFailed")}>
          {(known) => <Guide answer={answer} steps={known} />}
        </LoadState>
      )}
    </LoadState>
  );
}

interface GuideProps {
  readonly answer: AlertAnswer;
  readonly steps: ReadonlyMap<string, AlertStep>;
}

const noParts: readonly GuidePart[] = [];

function Guide({ answer, steps }: GuideProps) {
  const { t } = useTranslation("investigate");
  const { alert } = answer;
  const subject = useMemo(() => subjectOf(answer), [answer]);
  const note = alert.document?.["kibana.alert.rule.note"];
  const texts = useRuleTexts(answer.rule_translations);
  const original = useMemo(() => guideParts(typeof note === "string" ? note : ""), [note]);
  const parts = useMemo(
    () => (texts.note === undefined ? original : translatedGuide(original, guideParts(texts.note))),
    [original, texts.note],
  );
  const chosen = useMemo(() => choosePanels(original), [original]);
  // A guide takes long to draw: piece by piece, so that answers are taken meanwhile.
  const drawn = useDeferredValue(parts, noParts);
  const isDrawing = drawn === noParts && parts.length > 0;
  const all = guideSteps(parts);
  const done = all.filter(({ id }) => steps.get(id)?.done === true).length;
  const makeReport = useReport({ answer, ruleName: texts.name ?? alert.rule_name, subject, parts, steps });
  useShortcut("j", t("keys.next"), () => focusStep(1));
  useShortcut("k", t("keys.previous"), () => focusStep(-1));
  useShortcut("x", t("keys.done"), toggleFocused);

  return (
    <Stack gap="sm">
      <Group justify="space-between" align="center">
        {all.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("noSteps")}
          </Text>
        ) : (
          <Group gap="sm">
            <Text size="sm">{t("progress", { done, all: all.length })}</Text>
            <Progress
              value={(done / all.length) * 100}
              w={140}
              aria-label={t("progress", { done, all: all.length })}
            />
          </Group>
        )}
        <Group gap="xs">
          <OriginalTextToggle translations={answer.rule_translations} />
          <ReportMenu make={makeReport} name={`eqlite-${alert.id.slice(0, 12)}`} />
        </Group>
      </Group>
      {isDrawing && <Skeleton h={420} aria-busy />}
      {parts.length === 0 && <EmptyState title={t("noGuide.title")}>{t("noGuide.hint")}</EmptyState>}
      <div>
        {drawn.map((part, at) => (
          <Part
            key={part.kind === "step" ? part.id : `${part.kind}-${at}`}
            part={part}
            subject={subject}
            steps={steps}
            chosen={chosen}
          />
        ))}
      </div>
      {!isDrawing && chosen.further.length > 0 && (
        <Stack gap="sm" component="section" aria-label={t("further")}>
          <Title order={3} size="h5">
            {t("further")}
          </Title>
          {chosen.further.map((panel) => (
            <Panel key={panel} panel={panel} subject={subject} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

interface PartProps {
  readonly part: GuidePart;
  readonly subject: AlertSubject;
  readonly steps: ReadonlyMap<string, AlertStep>;
  readonly chosen: ReturnType<typeof choosePanels>;
}

function Part({ part, subject, steps, chosen }: PartProps) {
  switch (part.kind) {
    case "heading":
      return (
        <Title
          order={part.level <= 3 ? 3 : 4}
          size={part.level <= 2 ? "h4" : part.level === 3 ? "h5" : "h6"}
          mt="md"
          mb={6}
        >
          {part.text}
        </Title>
      );
    case "text":
      return (
        <div className={classes["words"]}>
          <Markdown text={fillMarkdown(part.text, subject)} topHeading={4} />
        </div>
      );
    case "step":
      return (
        <GuideStepCard
          step={part}
          subject={subject}
          steps={steps}
          panels={chosen.at.get(part.id) ?? []}
          elsewhere={chosen.elsewhere.get(part.id) ?? []}
        />
      );
  }
}

function focusStep(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-step]")];
  const at = all.findIndex((one) => one.contains(document.activeElement));
  const next = all[at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function toggleFocused(): void {
  const step = document.activeElement?.closest("[data-step]");
  step?.querySelector<HTMLInputElement>('input[type="checkbox"]:not([disabled])')?.click();
}
