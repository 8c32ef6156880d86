import { Button, Group, Modal, SegmentedControl, Stack, TagsInput, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { meQuery } from "../../shared/api/me.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import type { AlertFilter } from "./alert-filter.ts";
import { type AlertStatus, statuses } from "./alerts-search.ts";
import classes from "./bulk-bar.module.css";
import { mostChosen, type Selection } from "./selection.ts";
import { type Target, type TriageChange, type Triaged, useTriage, useUndoTriage } from "./triage.ts";

interface BulkBarProps {
  readonly selection: Selection;
  /** All that fit, as the list has them. */
  readonly filter: AlertFilter;
  readonly place: number | undefined;
  readonly total: number;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

type Asked = "status" | "assignees" | "tags";

/** What can be done with the alerts that are chosen. */
export function BulkBar({ selection, filter, place, total, onAll, onClear }: BulkBarProps) {
  const { t, i18n } = useTranslation("alerts");
  const [asked, setAsked] = useState<Asked>();
  const count = selection.kind === "all" ? total : selection.alerts.size;
  const figure = numberFormat(i18n.language);
  const isAny = count > 0;
  useShortcut("s", t("keys.status"), () => setAsked("status"), isAny);
  useShortcut("a", t("keys.assign"), () => setAsked("assignees"), isAny);
  useShortcut("t", t("keys.tags"), () => setAsked("tags"), isAny);
  const target: Target =
    selection.kind === "all"
      ? { filter: place === undefined ? filter : { ...filter, added_until: place } }
      : { ids: [...selection.alerts.keys()] };
  if (!isAny) return null;
  return (
    <Group className={classes["bar"] ?? ""} gap="xs" role="toolbar" aria-label={t("bulk.label")}>
      <Text size="sm" fw={600} aria-live="polite">
        {t(selection.kind === "all" ? "bulk.all" : "bulk.chosen", { total: figure.format(count) })}
      </Text>
      <Button size="compact-sm" onClick={() => setAsked("status")}>
        {t("bulk.status")}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked("assignees")}>
        {t("bulk.assign")}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked("tags")}>
        {t("bulk.tags")}
      </Button>
      {selection.kind === "some" && count < total && (
        <Button size="compact-sm" variant="subtle" onClick={onAll}>
          {t("bulk.chooseAll", { total: figure.format(total) })}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
        {t("bulk.clear")}
      </Button>
      {selection.kind === "some" && count >= mostChosen && (
        <Text size="xs" c="dimmed">
          {t("bulk.most", { most: figure.format(mostChosen) })}
        </Text>
      )}
      <TriageDialog
        asked={asked}
        count={count}
        target={target}
        onClose={() => setAsked(undefined)}
        onDone={() => {
          setAsked(undefined);
          onClear();
        }}
      />
    </Group>
  );
}

interface TriageDialogProps {
  readonly asked: Asked | undefined;
  readonly count: number;
  readonly target: Target;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function TriageDialog({ asked, count, target, onClose, onDone }: TriageDialogProps) {
  const { t, i18n } = useTranslation(["alerts", "shared"]);
  const figure = numberFormat(i18n.language);
  const [status, setStatus] = useState<AlertStatus>("closed");
  const [reason, setReason] = useState("");
  const [add, setAdd] = useState<readonly string[]>([]);
  const [remove, setRemove] = useState<readonly string[]>([]);
  const triage = useTriage();
  const undo = useUndo();
  const me = useQuery(meQuery).data;
  const known = useKnownMembers(
    asked === "assignees" ? "assignee" : "tag",
    asked === "assignees" || asked === "tags",
  );
  const close = (): void => {
    triage.reset();
    onClose();
  };
  const apply = (): void => {
    if (asked === undefined) return;
    const change: TriageChange =
      asked === "status" ? { kind: asked, status, reason } : { kind: asked, add, remove };
    triage.mutate(
      { target, change },
      {
        onSuccess: (said) => {
          setReason("");
          setAdd([]);
          setRemove([]);
          undo.tell(said);
          onDone();
        },
      },
    );
  };
  const isEmpty = asked !== "status" && add.length + remove.length === 0;
  const suggestions =
    asked === "assignees" && me !== undefined ? [...new Set([me.name, ...known])] : [...known];
  return (
    <Modal
      opened={asked !== undefined}
      onClose={close}
      title={asked === undefined ? "" : t(`dialog.${asked}`, { total: figure.format(count) })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty) apply();
        }}
      >
        <Stack gap="sm">
          {asked === "status" && (
            <>
              <SegmentedControl
                fullWidth
                aria-label={t("bulk.status")}
                value={status}
                onChange={(chosen) => setStatus(chosen as AlertStatus)}
                data={statuses.map((value) => ({ value, label: t(`status.${value}`, { ns: "shared" }) }))}
              />
              <Textarea
                data-autofocus
                label={t("dialog.reason")}
                description={t("dialog.reasonHint")}
                maxLength={1_000}
                autosize
                minRows={2}
                value={reason}
                onChange={({ currentTarget }) => setReason(currentTarget.value)}
              />
            </>
          )}
          {(asked === "assignees" || asked === "tags") && (
            <>
              <TagsInput
                data-autofocus
                label={t(`dialog.${asked}Add`)}
                description={t("dialog.membersHint")}
                value={[...add]}
                onChange={setAdd}
                data={suggestions}
                maxTags={50}
                acceptValueOnBlur
              />
              <TagsInput
                label={t(`dialog.${asked}Remove`)}
                value={[...remove]}
                onChange={setRemove}
                data={suggestions}
                maxTags={50}
                acceptValueOnBlur
              />
            </>
          )}
          {triage.error !== null && <ErrorNotice title={t("dialog.failed")} error={triage.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t("cancel", { ns: "shared" })}
            </Button>
            <Button type="submit" loading={triage.isPending} disabled={isEmpty}>
              {t("dialog.apply")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Names that alerts have already. */
function useKnownMembers(by: "assignee" | "tag", isWanted: boolean): readonly string[] {
  const { data } = useQuery({
    queryKey: ["alerts", "members", by],
    enabled: isWanted,
    queryFn: ({ signal }) => call("GET /api/v1/alerts/counts", { query: { by: [by], most: 200 }, signal }),
  });
  return (data?.by[by] ?? []).flatMap(({ value }) => (value === null ? [] : [value]));
}

const undoMs = 15_000;

/** Says what the server has changed, and offers to take it back. */
function useUndo() {
  const { t, i18n } = useTranslation("alerts");
  const undoing = useUndoTriage();
  const figure = numberFormat(i18n.language);
  const say = (said: Triaged): string =>
    [
      t("done.changed", { total: figure.format(said.changed) }),
      ...(said.unchanged > 0 ? [t("done.unchanged", { total: figure.format(said.unchanged) })] : []),
      ...(said.missing.length > 0 ? [t("done.missing", { total: figure.format(said.missing.length) })] : []),
    ].join(" ");
  return {
    tell(said: Triaged) {
      const { operation } = said;
      const id = `triage-${Date.now()}`;
      const undo = (changes: string): void => {
        notifications.hide(id);
        // Not the callbacks of `mutate`: the bar that this began in is gone by then.
        undoing.mutateAsync(changes).then(
          ({ kept }) =>
            notifications.show({
              message: [
                t("done.undone"),
                ...(kept > 0 ? [t("done.kept", { total: figure.format(kept) })] : []),
              ].join(" "),
            }),
          ({ message }: Error) => notifications.show({ color: "red", title: t("done.undoFailed"), message }),
        );
      };
      notifications.show({
        id,
        autoClose: undoMs,
        message: (
          <Group justify="space-between" gap="sm" wrap="nowrap">
            <Text size="sm">{say(said)}</Text>
            {operation !== null && (
              <Button size="compact-sm" variant="default" onClick={() => undo(operation)}>
                {t("done.undo")}
              </Button>
            )}
          </Group>
        ),
      });
    },
  };
}
