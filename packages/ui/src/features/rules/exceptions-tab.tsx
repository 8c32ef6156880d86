import { Button, Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { callKibana } from "../../shared/api/call-kibana.ts";
import { useMay } from "../../shared/api/me.ts";
import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import {
  type EntryJson,
  type ExceptionJson,
  entryValues,
  expiredItem,
  operatorKey,
} from "./exception-entries.ts";
import { exceptionListsOf } from "./parameter-reader.ts";

const mostShown = 1_000;
const itemsPath = "/api/exception_lists/items";

/** What keeps a rule from raising alerts; it can be ended or deleted. */
export function ExceptionsTab({ parameters }: { readonly parameters: RuleParameters }) {
  const { t } = useTranslation("rules");
  const lists = exceptionListsOf(parameters);
  const found = useQuery({
    queryKey: ["exceptions", lists],
    enabled: lists.length > 0,
    queryFn: async ({ signal }) =>
      (await callKibana("GET", `${itemsPath}/_find`, {
        query: {
          list_id: lists.map(({ listId }) => listId).join(","),
          namespace_type: lists.map(({ namespace }) => namespace).join(","),
          per_page: mostShown,
        },
        signal,
      })) as { readonly data: readonly ExceptionJson[]; readonly total: number },
  });
  if (found.error !== null && found.data === undefined) {
    return (
      <ErrorNotice title={t("exceptions.failed")} error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  const items = found.data?.data ?? [];
  if (items.length === 0) {
    return found.isLoading ? (
      <Text size="sm">{t("loading", { ns: "shared" })}</Text>
    ) : (
      <EmptyState title={t("exceptions.none")}>{t("exceptions.noneHint")}</EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {items.map((item) => (
        <ExceptionItem key={item.id} item={item} />
      ))}
      {(found.data?.total ?? 0) > items.length && (
        <Text size="sm" c="dimmed">
          {t("exceptions.more", { count: (found.data?.total ?? 0) - items.length })}
        </Text>
      )}
    </Stack>
  );
}

function ExceptionItem({ item }: { readonly item: ExceptionJson }) {
  const { t } = useTranslation("rules");
  const client = useQueryClient();
  const mayChange = useMay("manage-rules");
  const change = {
    onError: (error: Error) =>
      notifications.show({ color: "red", title: t("exceptions.notChanged"), message: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ["exceptions"] }),
  };
  const remove = useMutation({
    mutationFn: () => callKibana("DELETE", itemsPath, { query: { id: item.id } }),
    ...change,
  });
  const expire = useMutation({
    mutationFn: () => callKibana("PUT", itemsPath, { body: expiredItem(item, Date.now()) }),
    ...change,
  });
  const isExpired = item.expire_time !== undefined && Date.parse(item.expire_time) <= Date.now();
  return (
    <Paper withBorder p="sm" component="article" aria-label={item.name} opacity={isExpired ? 0.75 : 1}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h5" style={{ overflowWrap: "anywhere" }}>
            {item.name}
          </Title>
          <Text size="xs" c="dimmed">
            {t("exceptions.by", { by: item.created_by })} <TimeText time={item.created_at} style="full" />
            {item.expire_time !== undefined && (
              <>
                {" · "}
                {isExpired ? t("exceptions.expired") : t("exceptions.expires")}{" "}
                <TimeText time={item.expire_time} style="full" />
              </>
            )}
            {item.eqlite_stage !== undefined &&
              ` · ${t("exceptions.stage", { stage: item.eqlite_stage + 1 })}`}
          </Text>
        </div>
        {mayChange && (
          <Group gap={6} wrap="nowrap">
            {!isExpired && (
              <Button
                size="compact-xs"
                variant="default"
                loading={expire.isPending}
                onClick={() => expire.mutate()}
              >
                {t("exceptions.expire")}
              </Button>
            )}
            <Button
              size="compact-xs"
              variant="default"
              loading={remove.isPending}
              onClick={() => remove.mutate()}
              aria-label={t("exceptions.deleteNamed", { name: item.name })}
            >
              {t("page.delete")}
            </Button>
          </Group>
        )}
      </Group>
      {item.description !== "" && item.description !== item.name && (
        <Text size="sm" mt={4}>
          {item.description}
        </Text>
      )}
      <Stack component="ul" gap={4} mt={6} m={0} pl="md">
        {item.entries.map((entry) => (
          <Entry key={JSON.stringify(entry)} entry={entry} />
        ))}
      </Stack>
      {(item.comments ?? []).map(({ comment, created_by, created_at }) => (
        <Text key={`${created_at} ${comment}`} size="sm" c="dimmed" mt={4}>
          {created_by}: {comment}
        </Text>
      ))}
    </Paper>
  );
}

function Entry({ entry }: { readonly entry: EntryJson }) {
  const { t } = useTranslation("rules");
  return (
    <Text component="li" size="sm" style={{ overflowWrap: "anywhere" }}>
      <Code>{entry.field}</Code> {t(`operator.${operatorKey(entry)}`)}{" "}
      {entryValues(entry).map((value, at) => (
        <span key={value}>
          {at > 0 && ", "}
          <Code>{value}</Code>
        </span>
      ))}
      {entry.entries !== undefined && (
        <ul>
          {entry.entries.map((inner) => (
            <Entry key={JSON.stringify(inner)} entry={inner} />
          ))}
        </ul>
      )}
    </Text>
  );
}
