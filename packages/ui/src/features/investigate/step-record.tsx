import { Button, Checkbox, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { useMay } from "../../shared/api/me.ts";
import { Markdown } from "../../shared/markdown/markdown.tsx";
import { useTimes } from "../../shared/time/use-times.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { type AlertStep, stepsQuery } from "./alert-queries.ts";

/** Saves what changes of a step; the answer is what others see too. */
export function useSaveStep(alertId: string, step: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly done?: boolean; readonly finding?: string }) =>
      call("PUT /api/v1/alerts/{id}/steps/{step}", { path: { id: alertId, step }, body }),
    onSuccess: (saved) => {
      client.setQueryData(stepsQuery(alertId).queryKey, (known) => new Map(known).set(step, saved));
      void client.invalidateQueries({ queryKey: ["alert", alertId] });
    },
  });
}

interface StepDoneProps {
  readonly alertId: string;
  readonly step: string;
  readonly label: string;
  readonly record: AlertStep | undefined;
}

export function StepDone({ alertId, step, label, record }: StepDoneProps) {
  const { t } = useTranslation("investigate");
  const mayTriage = useMay("triage");
  const save = useSaveStep(alertId, step);
  const isDone = save.isPending ? save.variables.done === true : record?.done === true;
  return (
    <>
      <Checkbox
        checked={isDone}
        disabled={!mayTriage}
        aria-label={t("step.mark", { step: label })}
        onChange={({ currentTarget }) => save.mutate({ done: currentTarget.checked })}
      />
      {save.error !== null && <ErrorNotice title={t("step.notSaved")} error={save.error} />}
    </>
  );
}

interface FindingProps {
  readonly alertId: string;
  readonly step: string;
  readonly record: AlertStep | undefined;
  /** What is asked for, such as "Finding" or "Answer". */
  readonly label: string;
  readonly placeholder: string;
}

/** What was found, in Markdown; a form while it is written. */
export function Finding(props: FindingProps) {
  const { record, label } = props;
  const { t } = useTranslation("investigate");
  const times = useTimes();
  const mayTriage = useMay("triage");
  const [isWriting, setWriting] = useState(false);
  const kept = record?.finding ?? "";
  if (isWriting) return <FindingForm {...props} onDone={() => setWriting(false)} />;
  return (
    <Stack gap={4} align="flex-start">
      {kept !== "" && (
        <>
          <Text size="xs" c="dimmed">
            {label}
            {record?.changed_by !== null && record?.changed_by !== undefined && ` · ${record.changed_by}`}
            {record?.changed_at !== null &&
              record?.changed_at !== undefined &&
              ` · ${times.full(record.changed_at)}`}
          </Text>
          <Markdown text={kept} topHeading={4} />
        </>
      )}
      {mayTriage && (
        <Button size="compact-xs" variant="default" onClick={() => setWriting(true)}>
          {kept === "" ? t("step.write", { label }) : t("step.edit", { label })}
        </Button>
      )}
    </Stack>
  );
}

interface FindingFormProps extends FindingProps {
  readonly onDone: () => void;
}

function FindingForm({ alertId, step, record, label, placeholder, onDone }: FindingFormProps) {
  const { t } = useTranslation("investigate");
  const { t: shared } = useTranslation("shared");
  const save = useSaveStep(alertId, step);
  const [draft, setDraft] = useState(record?.finding ?? "");
  return (
    <Stack gap={6}>
      <Textarea
        label={label}
        description={t("step.markdown")}
        placeholder={placeholder}
        autosize
        minRows={2}
        maxRows={12}
        autoFocus
        value={draft}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      />
      {save.error !== null && <ErrorNotice title={t("step.notSaved")} error={save.error} />}
      <Group gap="xs">
        <Button
          size="compact-sm"
          loading={save.isPending}
          onClick={() =>
            save.mutate(
              { finding: draft, ...(draft.trim() === "" ? {} : { done: true }) },
              { onSuccess: onDone },
            )
          }
        >
          {t("step.save")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {shared("cancel")}
        </Button>
      </Group>
    </Stack>
  );
}
