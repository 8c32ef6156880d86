import { Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventDocument } from "../api/search-events.ts";
import { CopyTextButton } from "../ui/copy-text-button.tsx";
import classes from "./event.module.css";
import { eventLimits } from "./event-limits.ts";
import { flattenEvent, readEventFields } from "./flatten-event.ts";
import { summarizeEvent } from "./summarize-event.ts";
import { type FieldTools, ValueLines } from "./value-lines.tsx";
import { visibleText } from "./visible-text.ts";

export type EventView = "summary" | "fields" | "json";

const views: readonly EventView[] = ["summary", "fields", "json"];

interface EventDetailsProps {
  readonly document: EventDocument;
  /** What can be done with a field and its values, beside copying. */
  readonly tools?: FieldTools;
  readonly initialView?: EventView;
}

/** An event: what people look for first, all its fields, or as JSON. */
export function EventDetails({ document, tools, initialView = "summary" }: EventDetailsProps) {
  const { t } = useTranslation("shared");
  const [view, setView] = useState(initialView);
  const json = useMemo(() => JSON.stringify(document, null, 2), [document]);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t("event.view.label")}
          value={view}
          onChange={(chosen) => setView(views.find((one) => one === chosen) ?? "summary")}
          data={views.map((value) => ({ value, label: t(`event.view.${value}`) }))}
        />
        <CopyTextButton text={json} label={t("event.copyJson")} />
      </Group>
      {view === "summary" && <EventSummary document={document} tools={tools} />}
      {view === "fields" && <EventFieldsTable document={document} tools={tools} />}
      {view === "json" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
        <section className={classes["json"]} tabIndex={0} aria-label="JSON">
          {visibleText(json)}
        </section>
      )}
    </Stack>
  );
}

interface PartProps {
  readonly document: EventDocument;
  readonly tools?: FieldTools | undefined;
}

/** What people look for first. */
export function EventSummary({ document, tools }: PartProps) {
  const { t } = useTranslation("shared");
  const lines = useMemo(() => summarizeEvent(readEventFields(document)), [document]);
  return (
    <ValueLines
      tools={tools}
      lines={lines.map(({ label, field, values }) => ({
        label: t(`event.label.${label}`),
        field: { name: field, values },
      }))}
    />
  );
}

function EventFieldsTable({ document, tools }: PartProps) {
  const { t } = useTranslation("shared");
  const [filter, setFilter] = useState("");
  const fields = useMemo(() => flattenEvent(document), [document]);
  const wanted = filter.trim().toLowerCase();
  const found = fields.filter(
    ({ name, values }) =>
      name.toLowerCase().includes(wanted) ||
      values.some((value) => String(value).toLowerCase().includes(wanted)),
  );
  const shown = found.slice(0, eventLimits.maxShownFields);
  return (
    <Stack gap="xs">
      <TextInput
        size="xs"
        type="search"
        aria-label={t("event.filter")}
        placeholder={t("event.filter")}
        leftSection={<IconFilter size={14} aria-hidden />}
        value={filter}
        onChange={({ currentTarget }) => setFilter(currentTarget.value)}
      />
      {found.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("event.noField")}
        </Text>
      ) : (
        <ValueLines
          tools={tools}
          lines={shown.map((field) => ({
            label: <span className={classes["name"]}>{visibleText(field.name)}</span>,
            field,
          }))}
        />
      )}
      {shown.length < found.length && (
        <Text size="sm" c="dimmed">
          {t("event.moreFields", { more: found.length - shown.length })}
        </Text>
      )}
    </Stack>
  );
}
