import {
  ActionIcon,
  Button,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  Title,
} from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { useMay } from "../../shared/api/me.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { AlertNote } from "./alert-data.ts";
import { LazyMarkdown } from "./lazy-markdown.tsx";

interface AlertNotesProps {
  readonly alertId: string;
  readonly notes: readonly AlertNote[];
}

const maxNoteUnits = 100_000;

/** What people wrote about an alert, in Markdown, and where one writes. */
export function AlertNotes({ alertId, notes }: AlertNotesProps) {
  const { t } = useTranslation("alert");
  const may = useMay("triage");
  const [edited, setEdited] = useState<number | undefined>();
  return (
    <section aria-label={t("notes.title")}>
      <Title order={2} size="h5" mb={6}>
        {t("notes.title")}
      </Title>
      <Stack gap="xs">
        {notes.map((note) =>
          note.id === edited ? (
            <NoteForm key={note.id} alertId={alertId} note={note} onDone={() => setEdited(undefined)} />
          ) : (
            <Paper key={note.id} withBorder p="xs" component="article">
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <Text size="xs" c="dimmed">
                  {note.created_by} · <TimeText time={note.created_at} />
                  {note.updated_at !== note.created_at && (
                    <>
                      {" · "}
                      {t("notes.edited", { by: note.updated_by })} <TimeText time={note.updated_at} />
                    </>
                  )}
                </Text>
                {may && (
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={t("notes.edit")}
                    title={t("notes.edit")}
                    onClick={() => setEdited(note.id)}
                  >
                    <IconPencil size={14} aria-hidden />
                  </ActionIcon>
                )}
              </Group>
              <LazyMarkdown text={note.text} />
            </Paper>
          ),
        )}
        {may ? (
          <NoteForm alertId={alertId} />
        ) : (
          notes.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("notes.none")}
            </Text>
          )
        )}
      </Stack>
    </section>
  );
}

interface NoteFormProps {
  readonly alertId: string;
  readonly note?: AlertNote;
  readonly onDone?: () => void;
}

function NoteForm({ alertId, note, onDone }: NoteFormProps) {
  const { t } = useTranslation("alert");
  const { t: shared } = useTranslation("shared");
  const client = useQueryClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(note?.text ?? "");
  const [view, setView] = useState("write");
  const save = useMutation({
    mutationFn: () =>
      note === undefined
        ? call("POST /api/v1/alerts/{id}/notes", { path: { id: alertId }, body: { text } })
        : call("PUT /api/v1/alerts/{id}/notes/{note_id}", {
            path: { id: alertId, note_id: note.id },
            body: { text },
          }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["alert", alertId] });
      if (note === undefined) setText("");
      setView("write");
      onDone?.();
    },
  });
  useShortcut("n", t("notes.write"), () => area.current?.focus(), note === undefined);
  const isEmpty = text.trim() === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isEmpty && !save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={6}>
        {view === "write" ? (
          <Textarea
            ref={area}
            size="sm"
            autosize
            minRows={2}
            maxRows={14}
            maxLength={maxNoteUnits}
            autoFocus={note !== undefined}
            aria-label={t(note === undefined ? "notes.write" : "notes.edit")}
            placeholder={t("notes.placeholder")}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
            }}
          />
        ) : (
          <Paper withBorder p="xs" mih={62}>
            <LazyMarkdown text={text} />
          </Paper>
        )}
        {save.isError && <ErrorNotice error={save.error} title={t("notes.failed")} />}
        {(!isEmpty || note !== undefined) && (
          <Group gap="xs" justify="space-between">
            <SegmentedControl
              size="xs"
              aria-label={t("notes.view")}
              value={view}
              onChange={setView}
              data={["write", "preview"].map((value) => ({ value, label: t(`notes.${value}Tab`) }))}
            />
            <Group gap="xs">
              {onDone !== undefined && (
                <Button size="xs" variant="default" onClick={onDone}>
                  {shared("cancel")}
                </Button>
              )}
              <Button size="xs" type="submit" disabled={isEmpty} loading={save.isPending}>
                {t("notes.save")}
              </Button>
            </Group>
          </Group>
        )}
      </Stack>
    </form>
  );
}
