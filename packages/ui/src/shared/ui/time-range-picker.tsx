import { Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { quickRanges, resolveRange, type TimeRangeText } from "../time/time-range.ts";
import { useTimes } from "../time/use-times.ts";

interface TimeRangePickerProps {
  readonly value: TimeRangeText;
  readonly onChange: (range: TimeRangeText) => void;
}

/** Quick ranges, and any other as ISO 8601 or date math. */
export function TimeRangePicker({ value, onChange }: TimeRangePickerProps) {
  const { t } = useTranslation("shared");
  const times = useTimes();
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState(value);
  const isValid = resolveRange(draft, Date.now()) !== undefined;
  const choose = (range: TimeRangeText): void => {
    onChange(range);
    setDraft(range);
    setOpen(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isValid) choose(draft);
  };
  const quick = quickRanges.find(({ from, to }) => from === value.from && to === value.to);
  const show = (text: string): string => (/^now|\|\|/.test(text) ? text : times.full(text));
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withArrow trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconClock size={14} aria-hidden />}
          onClick={() => {
            setDraft(value);
            setOpen(!isOpen);
          }}
        >
          {quick === undefined ? `${show(value.from)} – ${show(value.to)}` : t(`range.${quick.from}`)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" w={320} maw="80vw">
          <Group gap={6}>
            {quickRanges.map((range) => (
              <Button
                key={range.from}
                size="compact-xs"
                variant={range === quick ? "filled" : "default"}
                onClick={() => choose(range)}
              >
                {t(`range.${range.from}`)}
              </Button>
            ))}
          </Group>
          <form onSubmit={submit}>
            <Stack gap="xs">
              <TextInput
                size="xs"
                label={t("range.from")}
                value={draft.from}
                onChange={({ currentTarget }) => setDraft({ ...draft, from: currentTarget.value })}
              />
              <TextInput
                size="xs"
                label={t("range.to")}
                value={draft.to}
                error={isValid ? undefined : t("range.invalid")}
                onChange={({ currentTarget }) => setDraft({ ...draft, to: currentTarget.value })}
              />
              <Text size="xs" c="dimmed">
                {t("range.hint", { zone: times.zone })}
              </Text>
              <Button type="submit" size="xs" disabled={!isValid}>
                {t("range.apply")}
              </Button>
            </Stack>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
