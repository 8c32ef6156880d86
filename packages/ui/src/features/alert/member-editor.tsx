import { ActionIcon, Badge, Button, Group, Popover, Stack, TagsInput, Text } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, useMay } from "../../shared/api/me.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import type { TriageActions } from "./use-triage.ts";

interface MemberEditorProps {
  readonly kind: "tags" | "assignees";
  readonly members: readonly string[];
  readonly triage: TriageActions;
}

/** The tags of an alert, or whom it is assigned to, with what changes them. */
export function MemberEditor({ kind, members, triage }: MemberEditorProps) {
  const { t } = useTranslation("alert");
  const { t: shared } = useTranslation("shared");
  const may = useMay("triage");
  const me = useQuery(meQuery).data?.name;
  const [draft, setDraft] = useState<readonly string[] | undefined>();
  const isMine = me !== undefined && members.includes(me);
  const change = (wanted: readonly string[]): void => {
    setDraft(undefined);
    const add = wanted.filter((one) => !members.includes(one));
    const remove = members.filter((one) => !wanted.includes(one));
    if (add.length + remove.length > 0) triage.run({ kind, add, remove });
  };
  const assignMe = (): void => {
    if (me !== undefined) change(isMine ? members.filter((one) => one !== me) : [...members, me]);
  };
  useShortcut("m", t("assignees.me"), assignMe, kind === "assignees" && may && me !== undefined);
  useShortcut("t", t("tags.edit"), () => setDraft(members), kind === "tags" && may);
  return (
    <Group gap={4} wrap="wrap">
      <Text size="xs" c="dimmed">
        {t(`${kind}.label`)}
      </Text>
      {members.length === 0 && (
        <Text size="xs" c="dimmed">
          –
        </Text>
      )}
      {members.map((one) => (
        <Badge key={one} size="sm" variant="default" tt="none" fw={500} maw={180} title={visibleText(one)}>
          {visibleText(one)}
        </Badge>
      ))}
      {may && (
        <Popover
          opened={draft !== undefined}
          onChange={(isOpen) => setDraft(isOpen ? members : undefined)}
          trapFocus
          withArrow
          shadow="md"
        >
          <Popover.Target>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t(`${kind}.edit`)}
              title={t(`${kind}.edit`)}
              onClick={() => setDraft(draft === undefined ? members : undefined)}
            >
              <IconPencil size={13} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="xs" w={260}>
              <TagsInput
                size="xs"
                label={t(`${kind}.label`)}
                description={t(`${kind}.hint`)}
                value={[...(draft ?? members)]}
                maxTags={200}
                onChange={setDraft}
                comboboxProps={{ withinPortal: false }}
                data={kind === "assignees" && me !== undefined ? [me] : []}
              />
              <Group gap="xs" justify="flex-end">
                {kind === "assignees" && me !== undefined && (
                  <Button size="xs" variant="subtle" onClick={assignMe}>
                    {t(isMine ? "assignees.notMe" : "assignees.me")}
                  </Button>
                )}
                <Button size="xs" onClick={() => change(draft ?? members)}>
                  {shared("save")}
                </Button>
              </Group>
            </Stack>
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
}
