import { Code, Group, Progress, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { statusQuery } from "../../shared/api/server-queries.ts";
import { useFigures } from "../../shared/format/use-figures.ts";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SectionCard } from "../../shared/ui/section-card.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";

/** What is kept, how long, and how much room there is. */
export function Storage() {
  const { t } = useTranslation("settings");
  const figures = useFigures();
  const query = useQuery(statusQuery);
  return (
    <SectionCard title={t("storage.title")}>
      <QueryState query={query} failed={t("storage.failed")}>
        {({ data, version, started_at: startedAt }) => {
          const { disk_free_bytes: free, disk_total_bytes: total } = data;
          const lines = `${data.retention_lines.join("\n")}\n`;
          const rows: readonly (readonly [string, React.ReactNode])[] = [
            [t("storage.folder"), data.folder],
            [t("storage.events"), `${figures.count(data.events)} · ${figures.bytes(data.event_bytes)}`],
            [t("storage.state"), figures.bytes(data.state_bytes)],
            [t("storage.first"), <TimeText key="first" time={data.first_arrival} />],
            [
              t("storage.age"),
              data.retention_age_ms === null ? t("storage.forever") : figures.duration(data.retention_age_ms),
            ],
            [
              t("storage.size"),
              data.retention_size_bytes === null
                ? t("storage.unlimited")
                : figures.bytes(data.retention_size_bytes),
            ],
            [t("storage.version"), version],
            [t("storage.started"), <TimeText key="started" time={startedAt} />],
          ];
          return (
            <Stack gap="md" maw={720}>
              {free !== null && total !== null && (
                <div>
                  <Text size="sm" mb={4}>
                    {t("storage.disk", { free: figures.bytes(free), total: figures.bytes(total) })}
                  </Text>
                  <Progress value={((total - free) / total) * 100} aria-label={t("storage.used")} />
                </div>
              )}
              <Table variant="vertical" layout="fixed" fz="sm">
                <Table.Tbody>
                  {rows.map(([label, value]) => (
                    <Table.Tr key={label}>
                      <Table.Th w={{ base: 130, sm: 220 }}>{label}</Table.Th>
                      <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              <div>
                <Text size="sm" mb={6}>
                  {t("storage.hint")}
                </Text>
                <Group justify="space-between" gap="xs" mb={4}>
                  <Code style={{ overflowWrap: "anywhere" }}>{data.config_file}</Code>
                  <CopyTextButton text={lines} />
                </Group>
                <Code block>{lines}</Code>
                <Text size="sm" c="dimmed" mt={6}>
                  {t("storage.values")}
                </Text>
              </div>
            </Stack>
          );
        }}
      </QueryState>
    </SectionCard>
  );
}
