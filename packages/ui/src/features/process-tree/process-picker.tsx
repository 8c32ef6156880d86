import { Anchor, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { searchEvents } from "../../shared/api/search-events.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { visibleText } from "../../shared/event/visible-text.ts";
import { type EventTest, searchBody } from "../../shared/events-query/event-query.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { ProcessesSearch } from "./processes-search.ts";

const weekMs = 7 * 24 * 3_600_000;

/** The latest starts, to choose the process whose tree is shown. */
export function ProcessPicker({ search }: { readonly search: ProcessesSearch }) {
  const { t } = useTranslation("process-tree");
  const [host, setHost] = useState(search.host ?? "");
  const [name, setName] = useState("");
  const [[wantedHost, wantedName]] = useDebouncedValue([host.trim(), name.trim()] as const, 300);
  const found = useQuery({
    queryKey: ["process-starts", wantedHost, wantedName],
    queryFn: ({ signal }) => {
      const tests: EventTest[] = [
        { field: "event.category", oneOf: ["process"] },
        { field: "event.type", oneOf: ["start"] },
        ...(wantedHost === ""
          ? []
          : [
              {
                any: [
                  { field: "host.name", oneOf: [wantedHost] },
                  { field: "host.id", oneOf: [wantedHost] },
                ],
              },
            ]),
        ...(wantedName === ""
          ? []
          : [{ field: "process.name", like: `*${wantedName.replace(/[*?\\]/g, "")}*` }]),
      ];
      const toMs = Date.now();
      return searchEvents(
        "*",
        searchBody({ test: { all: tests }, fromMs: toMs - weekMs, toMs, size: 50, order: "newest-first" }),
        signal,
      );
    },
  });
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <TextInput
          size="xs"
          label={t("host")}
          value={host}
          onChange={({ currentTarget }) => setHost(currentTarget.value)}
        />
        <TextInput
          size="xs"
          label={t("processName")}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      </Group>
      {found.error !== null && (
        <ErrorNotice title={t("eventsFailed")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data !== undefined && found.data.hits.hits.length === 0 && (
        <EmptyState title={t("noStarts.title")}>{t("noStarts.hint")}</EmptyState>
      )}
      {found.data !== undefined && found.data.hits.hits.length > 0 && (
        <Table.ScrollContainer minWidth={640}>
          <Table
            aria-label={t("starts")}
            verticalSpacing={3}
            withTableBorder
            style={{ fontSize: "var(--mantine-font-size-xs)" }}
          >
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("time")}</Table.Th>
                <Table.Th>{t("host")}</Table.Th>
                <Table.Th>{t("process")}</Table.Th>
                <Table.Th>{t("command")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.data.hits.hits.map(({ _id, _source }) => {
                const fields = readEventFields(_source);
                const time = fields.first("@timestamp");
                const entity = fields.first("process.entity_id");
                const place =
                  entity === undefined ? { pid: Number(fields.first("process.pid")), at: time } : { entity };
                return (
                  <Table.Tr key={_id}>
                    <Table.Td style={{ whiteSpace: "nowrap" }}>
                      <TimeText time={time} />
                    </Table.Td>
                    <Table.Td>{visibleText(fields.first("host.name") ?? "–")}</Table.Td>
                    <Table.Td>
                      <Anchor
                        component={Link}
                        to="/processes"
                        search={{ host: fields.first("host.id", "host.name"), ...place } as never}
                        size="xs"
                      >
                        {visibleText(fields.first("process.name", "process.executable") ?? "–")}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>
                      <Text
                        size="xs"
                        lineClamp={1}
                        style={{ wordBreak: "break-all" }}
                        title={visibleText(fields.first("process.command_line") ?? "")}
                      >
                        {visibleText(fields.first("process.command_line") ?? "")}
                      </Text>
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
