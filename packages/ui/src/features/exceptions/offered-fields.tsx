import {
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
  VisuallyHidden,
} from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventDocument } from "../../shared/api/search-events.ts";
import { type EventField, flattenEvent } from "../../shared/event/flatten-event.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { offeredFields } from "./exception-draft.ts";
import classes from "./exceptions.module.css";

interface OfferedFieldsProps {
  readonly events: readonly EventDocument[];
  readonly onChoose: (field: EventField) => void;
}

const maxShown = 60;

/** The fields of the alert's events with their values: a click makes an entry of one. */
export function OfferedFields({ events, onChoose }: OfferedFieldsProps) {
  const { t } = useTranslation("exceptions");
  // The last event of a sequence is what was done in the end.
  const [at, setAt] = useState(Math.max(0, events.length - 1));
  const [filter, setFilter] = useState("");
  const fields = useMemo(
    () => offeredFields(flattenEvent(events[at] ?? {})) as readonly EventField[],
    [events, at],
  );
  const wanted = filter.trim().toLowerCase();
  const found = fields.filter(
    ({ name, values }) =>
      name.toLowerCase().includes(wanted) || values.some((one) => String(one).toLowerCase().includes(wanted)),
  );
  return (
    <Stack gap={6}>
      {events.length > 1 && (
        <>
          <SegmentedControl
            size="xs"
            aria-label={t("offered.event")}
            value={String(at)}
            onChange={(value) => setAt(Number(value))}
            data={events.slice(0, 8).map((_, number) => ({
              value: String(number),
              label: t("offered.eventNumber", { number: number + 1 }),
            }))}
          />
          <Text size="xs" c="dimmed">
            {t("offered.oneEvent")}
          </Text>
        </>
      )}
      <TextInput
        size="xs"
        type="search"
        aria-label={t("offered.filter")}
        placeholder={t("offered.filter")}
        leftSection={<IconFilter size={14} aria-hidden />}
        value={filter}
        onChange={({ currentTarget }) => setFilter(currentTarget.value)}
      />
      <ScrollArea.Autosize mah={180} type="auto">
        <ul className={classes["offered"]}>
          {found.slice(0, maxShown).map((field) => (
            <li key={field.name}>
              <UnstyledButton className={classes["field"]} onClick={() => onChoose(field)}>
                <VisuallyHidden>{t("offered.add")} </VisuallyHidden>
                <span className={classes["name"]}>{visibleText(field.name)}</span>
                <span className={classes["value"]} title={visibleText(field.values.map(String).join(", "))}>
                  {visibleText(field.values.map(String).join(", "))}
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </ScrollArea.Autosize>
    </Stack>
  );
}
