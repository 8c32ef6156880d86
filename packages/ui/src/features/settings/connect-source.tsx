import { Alert, Button, Code, Group, NativeSelect, Stack, Text, Timeline } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../../shared/api/call.ts";
import { useMay } from "../../shared/api/me.ts";
import { dataStreamsQuery } from "../../shared/api/server-queries.ts";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { SectionCard } from "../../shared/ui/section-card.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { dataSources } from "./data-sources.ts";
import { keysQuery } from "./settings-queries.ts";

const lookEveryMs = 2_000;

/** Step by step: which program, a key for it, the text to paste, and whether its events arrive. */
export function ConnectSource() {
  const { t } = useTranslation("settings");
  const mayMakeKeys = useMay("admin");
  const client = useQueryClient();
  const [sourceId, setSourceId] = useState(dataSources[0]?.id ?? "");
  const source = dataSources.find(({ id }) => id === sourceId);
  const key = useMutation({
    mutationFn: (name: string) => call("POST /api/v1/api-keys", { body: { name, scopes: ["ingest"] } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  if (source === undefined) return null;
  const target = {
    url: location.origin,
    keyId: key.data?.id ?? "KEY_ID",
    keySecret: key.data?.key ?? "KEY_SECRET",
  };
  const text = source.text(target);
  return (
    <SectionCard title={t("connect.title")}>
      <Timeline active={key.data === undefined ? 0 : 2} bulletSize={22} lineWidth={2} maw={760}>
        <Timeline.Item bullet="1" title={t("connect.source")}>
          <NativeSelect
            size="xs"
            maw={320}
            aria-label={t("connect.which")}
            value={sourceId}
            onChange={({ currentTarget }) => {
              setSourceId(currentTarget.value);
              key.reset();
            }}
            data={dataSources.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Timeline.Item>
        <Timeline.Item bullet="2" title={t("connect.key")}>
          {mayMakeKeys ? (
            <Group gap="sm">
              <Button
                size="xs"
                loading={key.isPending}
                disabled={key.data !== undefined}
                onClick={() => key.mutate(source.name)}
              >
                {t("connect.makeKey")}
              </Button>
              <Text size="sm" c="dimmed">
                {key.data === undefined ? t("connect.keyHint") : t("secretOnce")}
              </Text>
            </Group>
          ) : (
            <Alert color="gray">{t("connect.noKey")}</Alert>
          )}
          {key.error !== null && <ErrorNotice title={t("keys.notMade")} error={key.error} />}
        </Timeline.Item>
        <Timeline.Item bullet="3" title={t("connect.paste")}>
          <Stack gap="xs">
            <Group justify="space-between">
              <Text size="sm">
                {source.file === "shell" ? t("connect.run") : t("connect.into", { file: source.file })}
              </Text>
              <CopyTextButton text={text} />
            </Group>
            <Code block tabIndex={0}>
              {text}
            </Code>
            {location.protocol === "https:" && (
              <Text size="sm" c="dimmed">
                {t("connect.certificate")}
              </Text>
            )}
            <Arriving />
          </Stack>
        </Timeline.Item>
      </Timeline>
    </SectionCard>
  );
}

function Arriving() {
  const { t } = useTranslation("settings");
  const { data } = useQuery({ ...dataStreamsQuery, refetchInterval: lookEveryMs });
  const last = data?.data_streams
    .filter((stream) => stream.last_arrival !== null)
    .toSorted((a, b) => Date.parse(b.last_arrival ?? "") - Date.parse(a.last_arrival ?? ""))[0];
  return (
    <Text size="sm" role="status">
      {last === undefined ? (
        t("connect.waiting")
      ) : (
        <>
          {t("connect.arrived", { stream: last.name })} <TimeText time={last.last_arrival} style="relative" />
        </>
      )}
    </Text>
  );
}
