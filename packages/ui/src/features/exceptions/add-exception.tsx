import {
  Button,
  Checkbox,
  Drawer,
  Group,
  Radio,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconShieldOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/api/me.ts";
import type { EventDocument } from "../../shared/api/search-events.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { DryRun } from "./dry-run.tsx";
import { EntryEditor } from "./entry-editor.tsx";
import {
  closeAlerts,
  type ExceptedRule,
  findValueLists,
  saveException,
  tryException,
} from "./exception-api.ts";
import { draftProblem, type ExceptionDraft, entryOf, withOperator } from "./exception-draft.ts";
import { OfferedFields } from "./offered-fields.tsx";

export interface AddExceptionProps {
  readonly alertId: string;
  readonly rule: ExceptedRule;
  readonly ruleName: string;
  readonly events: readonly EventDocument[];
  /** Zero-based stages of a sequence as they are written, of which one may be meant; none for other rules. */
  readonly stages: readonly number[];
}

/** A button for who may manage rules, and behind it the form. */
export function AddException(props: AddExceptionProps) {
  const { t } = useTranslation("exceptions");
  const may = useMay("manage-rules");
  const [isOpen, { open, close }] = useDisclosure(false);
  useShortcut("x", t("add"), open, may);
  if (!may) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconShieldOff size={15} aria-hidden />}
        onClick={open}
      >
        {t("add")}
      </Button>
      <Drawer
        closeButtonProps={{ "aria-label": t("cancel") }}
        opened={isOpen}
        onClose={close}
        position="right"
        size={760}
        title={t("title")}
        padding="md"
      >
        <ExceptionForm {...props} onDone={close} />
      </Drawer>
    </>
  );
}

const tryAfterMs = 400;

function ExceptionForm({
  alertId,
  rule,
  ruleName,
  events,
  stages,
  onDone,
}: AddExceptionProps & { readonly onDone: () => void }) {
  const { t } = useTranslation("exceptions");
  const client = useQueryClient();
  const [draft, setDraft] = useState<ExceptionDraft>(() => ({
    name: t("nameOf", { rule: ruleName }),
    entries: [],
    scope: { kind: "rule" },
    expires: "",
    comment: "",
  }));
  const [nextKey, setNextKey] = useState(1);
  const [days, setDays] = useState(7);
  const [closesThis, setClosesThis] = useState(true);
  const [closesOthers, setClosesOthers] = useState(false);
  const [tried] = useDebouncedValue(draft, tryAfterMs);
  const problem = draftProblem(draft, Date.now());
  const triedProblem = draftProblem(tried, Date.now());
  const valueLists = useQuery({
    queryKey: ["value-lists"],
    queryFn: ({ signal }) => findValueLists(signal),
  });
  // Name and comment change nothing of what it silences.
  const { entries, scope, expires } = tried;
  const dryRun = useQuery({
    queryKey: ["exception-dry-run", rule.ruleId, entries, scope, expires, days],
    enabled: triedProblem === undefined || triedProblem === "noName",
    queryFn: ({ signal }) => tryException({ ...tried, name: tried.name.trim() || "-" }, rule, days, signal),
    staleTime: 0,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  const isCurrent = draft === tried && !dryRun.isFetching && dryRun.data !== undefined;
  const answer = triedProblem === undefined || triedProblem === "noName" ? dryRun.data : undefined;
  const others = answer?.alerts.filter(({ id }) => id !== alertId) ?? [];
  const save = useMutation({
    mutationFn: async () => {
      await saveException(draft, rule);
      const ids = [...(closesThis ? [alertId] : []), ...(closesOthers ? others.map(({ id }) => id) : [])];
      await closeAlerts(ids);
      return ids.length;
    },
    onSuccess: (closed) => {
      notifications.show({ color: "teal", title: t("saved"), message: t("savedHint", { count: closed }) });
      void client.invalidateQueries({ queryKey: ["alert"] });
      void client.invalidateQueries({ queryKey: ["alerts"] });
      void client.invalidateQueries({ queryKey: ["rules"] });
      onDone();
    },
  });
  const add = (field: string, values: readonly unknown[]): void => {
    setDraft({ ...draft, entries: [...draft.entries, entryOf(nextKey, field, values)] });
    setNextKey(nextKey + 1);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem === undefined && isCurrent && !save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          size="sm"
          label={t("name")}
          maxLength={1_000}
          value={draft.name}
          onChange={({ currentTarget }) => setDraft({ ...draft, name: currentTarget.value })}
          error={problem === "noName" ? t("problem.noName") : undefined}
        />
        <section aria-label={t("entries")}>
          <Title order={3} size="h6" mb={2}>
            {t("entries")}
          </Title>
          <Text size="xs" c="dimmed" mb={6}>
            {t("entriesHint")}
          </Text>
          <Stack gap={6}>
            {draft.entries.map((entry, at) => (
              <EntryEditor
                key={entry.key}
                entry={entry}
                number={at + 1}
                valueLists={valueLists.data ?? []}
                onChange={(changed) =>
                  setDraft({
                    ...draft,
                    entries: draft.entries.map((one) => (one.key === entry.key ? changed : one)),
                  })
                }
                onRemove={() =>
                  setDraft({ ...draft, entries: draft.entries.filter(({ key }) => key !== entry.key) })
                }
              />
            ))}
            <Group>
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconPlus size={13} aria-hidden />}
                onClick={() => {
                  setDraft({
                    ...draft,
                    entries: [...draft.entries, withOperator(entryOf(nextKey, "", [""]), "is")],
                  });
                  setNextKey(nextKey + 1);
                }}
              >
                {t("addEntry")}
              </Button>
            </Group>
          </Stack>
        </section>
        <section aria-label={t("offered.title")}>
          <Title order={3} size="h6" mb={6}>
            {t("offered.title")}
          </Title>
          <OfferedFields events={events} onChoose={({ name, values }) => add(name, values)} />
        </section>
        <Radio.Group
          label={t("scope.label")}
          value={draft.scope.kind}
          onChange={(kind) =>
            setDraft({
              ...draft,
              scope:
                kind === "stage"
                  ? { kind, stage: stages.at(-1) ?? 0 }
                  : { kind: kind === "all" ? "all" : "rule" },
            })
          }
        >
          <Stack gap={6} mt={4}>
            <Radio size="xs" value="rule" label={t("scope.rule")} />
            {stages.length > 1 && (
              <Group gap="xs">
                <Radio size="xs" value="stage" label={t("scope.stage")} />
                {draft.scope.kind === "stage" && (
                  <Select
                    size="xs"
                    w={130}
                    aria-label={t("scope.whichStage")}
                    allowDeselect={false}
                    value={String(draft.scope.stage)}
                    data={stages.map((stage) => ({
                      value: String(stage),
                      label: t("scope.stageNumber", { number: stage + 1 }),
                    }))}
                    onChange={(value) =>
                      setDraft({ ...draft, scope: { kind: "stage", stage: Number(value) } })
                    }
                  />
                )}
              </Group>
            )}
            <Radio size="xs" value="all" label={t("scope.all")} description={t("scope.allHint")} />
          </Stack>
        </Radio.Group>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            size="xs"
            type="date"
            label={t("expires")}
            description={t("expiresHint")}
            value={draft.expires}
            onChange={({ currentTarget }) => setDraft({ ...draft, expires: currentTarget.value })}
            error={problem === "expired" ? t("problem.expired") : undefined}
          />
          <Textarea
            size="xs"
            label={t("comment")}
            description={t("commentHint")}
            autosize
            minRows={1}
            maxLength={30_000}
            value={draft.comment}
            onChange={({ currentTarget }) => setDraft({ ...draft, comment: currentTarget.value })}
          />
        </Group>
        <DryRun
          alertId={alertId}
          answer={answer}
          error={dryRun.error}
          isRunning={dryRun.isFetching}
          problem={triedProblem}
          days={days}
          onDays={setDays}
        />
        <Stack gap={6}>
          <Checkbox
            size="xs"
            label={t("closeThis")}
            checked={closesThis}
            onChange={({ currentTarget }) => setClosesThis(currentTarget.checked)}
          />
          <Checkbox
            size="xs"
            label={t("closeOthers", { count: others.length })}
            disabled={others.length === 0}
            checked={closesOthers && others.length > 0}
            onChange={({ currentTarget }) => setClosesOthers(currentTarget.checked)}
          />
        </Stack>
        {save.isError && <ErrorNotice error={save.error} title={t("failed")} />}
        <Group justify="flex-end">
          <Button variant="default" size="xs" onClick={onDone}>
            {t("cancel")}
          </Button>
          <Button
            type="submit"
            size="xs"
            loading={save.isPending}
            disabled={problem !== undefined || !isCurrent || dryRun.isError}
          >
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
