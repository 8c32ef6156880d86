import { Badge, Button, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { SectionCard } from "../../shared/ui/section-card.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";

const pageSize = 100;

/** Who did what about access, newest first. */
export function AuditTrail() {
  const { t } = useTranslation("settings");
  const query = useInfiniteQuery({
    queryKey: ["audit-trail"],
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/v1/audit-trail", { query: { size: pageSize, before: pageParam }, signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ entries }) => (entries.length < pageSize ? undefined : entries.at(-1)?.id),
  });
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <SectionCard title={t("audit.title")}>
      <Stack gap="sm" align="flex-start">
        {query.error !== null && (
          <ErrorNotice title={t("audit.failed")} error={query.error} onRetry={() => void query.refetch()} />
        )}
        <Table.ScrollContainer minWidth={720} w="100%">
          <Table fz="sm" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("audit.at")}</Table.Th>
                <Table.Th>{t("audit.who")}</Table.Th>
                <Table.Th>{t("audit.what")}</Table.Th>
                <Table.Th>{t("audit.target")}</Table.Th>
                <Table.Th>{t("audit.detail")}</Table.Th>
                <Table.Th>{t("audit.address")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <Table.Tr key={entry.id}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    <TimeText time={entry.at} />
                  </Table.Td>
                  <Table.Td>{entry.principal}</Table.Td>
                  <Table.Td>
                    {t(`audit.action.${entry.action}`)}{" "}
                    {entry.outcome === "failure" && (
                      <Badge size="xs" color="red" variant="light">
                        {t("audit.failure")}
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{entry.target ?? "–"}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{entry.detail ?? "–"}</Table.Td>
                  <Table.Td>{entry.address}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {query.isSuccess && entries.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("audit.none")}
          </Text>
        )}
        {query.hasNextPage && (
          <Button
            size="xs"
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("audit.older")}
          </Button>
        )}
      </Stack>
    </SectionCard>
  );
}
