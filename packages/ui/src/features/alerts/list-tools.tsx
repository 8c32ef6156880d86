import { ActionIcon, Button, Menu, Select, TextInput } from "@mantine/core";
import { IconAdjustments, IconChevronDown, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { type AlertsView, type GroupName, groupNames, sortNames } from "./alerts-search.ts";
import { type ColumnName, columnNames } from "./column-names.ts";

interface ListToolsProps {
  readonly view: AlertsView;
  readonly onChange: (view: AlertsView) => void;
}

const typedMs = 350;

/** Rule, host or user by a part of its name. */
export function SearchField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (search: string) => void;
}) {
  const { t } = useTranslation("alerts");
  const field = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useShortcut("/", t("keys.search"), () => field.current?.focus());
  // The address may change by itself, as by the button that goes back.
  useEffect(() => setDraft(value), [value]);
  useEffect(() => {
    if (draft.trim() === value) return;
    const timer = setTimeout(() => latest.current(draft.trim()), typedMs);
    return () => clearTimeout(timer);
  }, [draft, value]);
  return (
    <TextInput
      ref={field}
      size="xs"
      w={220}
      type="search"
      maxLength={1_000}
      aria-label={t("tools.search")}
      placeholder={t("tools.search")}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        draft === "" ? null : (
          <ActionIcon
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={t("tools.clearSearch")}
            title={t("tools.clearSearch")}
            onClick={() => {
              setDraft("");
              latest.current("");
            }}
          >
            <IconX size={13} aria-hidden />
          </ActionIcon>
        )
      }
      value={draft}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") latest.current(draft.trim());
        if (event.key === "Escape") field.current?.blur();
      }}
    />
  );
}

/** One group for each host, user or rule, or a list. */
export function GroupChoice({ view, onChange }: ListToolsProps) {
  const { t } = useTranslation("alerts");
  return (
    <Select
      size="xs"
      w={150}
      aria-label={t("tools.group")}
      allowDeselect={false}
      checkIconPosition="right"
      value={view.group ?? ""}
      onChange={(chosen) =>
        onChange({ ...view, group: groupNames.find((name): name is GroupName => name === chosen) })
      }
      data={[
        { value: "", label: t("tools.noGroup") },
        ...groupNames.map((value) => ({ value, label: t(`tools.groupBy.${value}`) })),
      ]}
    />
  );
}

/** Order, columns, and whether building blocks are shown. */
export function DisplayChoice({
  view,
  columns,
  onChange,
}: ListToolsProps & { readonly columns: readonly ColumnName[] }) {
  const { t } = useTranslation("alerts");
  return (
    <Menu position="bottom-end" shadow="md" width={230} closeOnItemClick={false}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconAdjustments size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t("tools.display")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={460} style={{ overflowY: "auto" }}>
        <Menu.Label>{t("tools.sort")}</Menu.Label>
        <Menu.RadioGroup
          value={view.sort}
          onChange={(chosen) =>
            onChange({ ...view, sort: sortNames.find((name) => name === chosen) ?? view.sort })
          }
        >
          {sortNames.map((name) => (
            <Menu.RadioItem key={name} value={name}>
              {t(`sort.${name}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.CheckboxItem checked={view.blocks} onChange={(blocks) => onChange({ ...view, blocks })}>
          {t("tools.blocks")}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Label>{t("tools.columns")}</Menu.Label>
        {columnNames.map((name) => (
          <Menu.CheckboxItem
            key={name}
            checked={columns.includes(name)}
            onChange={(isOn) => {
              const next = columnNames.filter((one) => (one === name ? isOn : columns.includes(one)));
              if (next.length > 0) onChange({ ...view, columns: next });
            }}
          >
            {t(`column.${name}`)}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
