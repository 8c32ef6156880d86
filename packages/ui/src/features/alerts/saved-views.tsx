import { Button, Group, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconBookmark, IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import { useTimes } from "../../shared/time/use-times.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { type AlertsView, readViewState, viewState } from "./alerts-search.ts";

export type SavedView = AnswerOf<"GET /api/v1/alert-views">["views"][number];

interface SavedViewsProps {
  readonly view: AlertsView;
  /** The saved view that this one began with. */
  readonly viewId: number | undefined;
  readonly mayChange: boolean;
  readonly onOpen: (view: AlertsView, id: number | undefined) => void;
}

const savedViewsKey = ["alert-views"];

/** Views under a name, which everybody has, and whether the one that is shown has been changed since. */
export function SavedViews({ view, viewId, mayChange, onOpen }: SavedViewsProps) {
  const { t } = useTranslation("alerts");
  const times = useTimes();
  const client = useQueryClient();
  const [isNaming, setNaming] = useState(false);
  const [removed, setRemoved] = useState<SavedView>();
  const { data } = useQuery({
    queryKey: savedViewsKey,
    queryFn: ({ signal }) => call("GET /api/v1/alert-views", { signal }),
  });
  const views = data?.views ?? [];
  const current = views.find(({ id }) => id === viewId);
  const isChanged = current !== undefined && viewState(readViewState(current.state)) !== viewState(view);
  const update = useMutation({
    mutationFn: (one: SavedView) =>
      call("PUT /api/v1/alert-views/{id}", {
        path: { id: one.id },
        body: { name: one.name, state: viewState(view) },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: savedViewsKey }),
  });
  return (
    <Group gap={6} wrap="nowrap">
      <Menu position="bottom-start" shadow="md" width={300}>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconBookmark size={14} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {current === undefined ? t("views.title") : current.name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <Menu.Label>{t("views.none")}</Menu.Label>}
          {views.map((one) => (
            <Group key={one.id} gap={0} wrap="nowrap">
              <Menu.Item
                flex={1}
                miw={0}
                fw={one.id === viewId ? 600 : undefined}
                onClick={() => onOpen(readViewState(one.state), one.id)}
              >
                <Text size="sm" truncate inherit>
                  {one.name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {t("views.by", { name: one.created_by, date: times.date(one.created_at) })}
                </Text>
              </Menu.Item>
              {mayChange && (
                <Menu.Item
                  w="auto"
                  flex="none"
                  px={8}
                  aria-label={t("views.delete", { name: one.name })}
                  onClick={() => setRemoved(one)}
                >
                  <IconTrash size={15} aria-hidden />
                </Menu.Item>
              )}
            </Group>
          ))}
          {mayChange && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setNaming(true)}>{t("views.saveAs")}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {isChanged && (
        <>
          <Text size="xs" c="dimmed">
            {t("views.changed")}
          </Text>
          {mayChange && (
            <Button
              size="compact-xs"
              variant="light"
              loading={update.isPending}
              onClick={() => update.mutate(current)}
              data-hint={t("views.updateHint", { name: current.name })}
            >
              {t("views.update")}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => onOpen(readViewState(current.state), current.id)}
          >
            {t("views.back")}
          </Button>
        </>
      )}
      {update.error !== null && (
        <Text size="xs" c="red" role="alert">
          {update.error.message}
        </Text>
      )}
      <NameDialog
        isOpen={isNaming}
        state={viewState(view)}
        onClose={() => setNaming(false)}
        onSaved={({ id }) => onOpen(view, id)}
      />
      <DeleteDialog
        view={removed}
        onClose={() => setRemoved(undefined)}
        onDeleted={(id) => id === viewId && onOpen(view, undefined)}
      />
    </Group>
  );
}

interface NameDialogProps {
  readonly isOpen: boolean;
  readonly state: string;
  readonly onClose: () => void;
  readonly onSaved: (view: SavedView) => void;
}

function NameDialog({ isOpen, state, onClose, onSaved }: NameDialogProps) {
  const { t } = useTranslation(["alerts", "shared"]);
  const client = useQueryClient();
  const [name, setName] = useState("");
  const save = useMutation({
    mutationFn: () => call("POST /api/v1/alert-views", { body: { name: name.trim(), state } }),
    onSuccess: async (view) => {
      await client.invalidateQueries({ queryKey: savedViewsKey });
      setName("");
      onClose();
      onSaved(view);
    },
  });
  const close = (): void => {
    save.reset();
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={t("views.saveAs")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") save.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            data-autofocus
            label={t("views.name")}
            description={t("views.shared")}
            maxLength={100}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          {save.error !== null && <ErrorNotice title={t("views.failed")} error={save.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t("cancel", { ns: "shared" })}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
              {t("save", { ns: "shared" })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface DeleteDialogProps {
  readonly view: SavedView | undefined;
  readonly onClose: () => void;
  readonly onDeleted: (id: number) => void;
}

function DeleteDialog({ view, onClose, onDeleted }: DeleteDialogProps) {
  const { t } = useTranslation(["alerts", "shared"]);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: number) => call("DELETE /api/v1/alert-views/{id}", { path: { id } }),
    onSuccess: async (_, id) => {
      await client.invalidateQueries({ queryKey: savedViewsKey });
      onDeleted(id);
      onClose();
    },
  });
  return (
    <Modal opened={view !== undefined} onClose={onClose} title={t("views.deleteTitle")}>
      <Stack gap="sm">
        <Text size="sm">{t("views.deleteHint", { name: view?.name ?? "" })}</Text>
        {remove.error !== null && <ErrorNotice title={t("views.failed")} error={remove.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel", { ns: "shared" })}
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => view !== undefined && remove.mutate(view.id)}
          >
            {t("views.deleteDo")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
