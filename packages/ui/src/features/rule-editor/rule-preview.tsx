import { Alert, Button, Group, Loader, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AnswerOf, call } from "../../shared/api/call.ts";
import { numberFormat } from "../../shared/format/number-format.ts";
import type { RuleParameters } from "../../shared/rule-text/rule-toml.ts";
import { columnWidthMs, type TimeRangeText } from "../../shared/time/time-range.ts";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { Histogram } from "../../shared/ui/histogram.tsx";
import { fillColumns } from "../../shared/ui/histogram-columns.ts";
import { TimeRangePicker } from "../../shared/ui/time-range-picker.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { summedColumns } from "./summed-columns.ts";

type Preview = AnswerOf<"POST /api/v1/rules/preview">;

/** Columns of the histogram: wide enough to be seen. */
const mostColumns = 60;

type PreviewState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly startedMs: number; readonly stop: AbortController }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "done"; readonly preview: Preview; readonly rule: RuleParameters };

export interface PreviewHandle {
  run(): void;
}

interface RulePreviewProps {
  readonly draft: RuleParameters;
  /** Why there is nothing to try; undefined where there is. */
  readonly obstacle: string | undefined;
  readonly handle: React.Ref<PreviewHandle>;
}

/** Tries the draft on stored events: how many alerts it would raise, when, and what they say. Nothing is stored. */
export function RulePreview({ draft, obstacle, handle }: RulePreviewProps) {
  const { t } = useTranslation("rule-editor");
  const [range, setRange] = useState<TimeRangeText>({ from: "now-24h", to: "now" });
  const [state, setState] = useState<PreviewState>({ kind: "none" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const run = (over: TimeRangeText = range): void => {
    if (obstacle !== undefined) return;
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setState({ kind: "running", startedMs: Date.now(), stop });
    call("POST /api/v1/rules/preview", { body: { rule: draft, ...over }, signal: stop.signal }).then(
      (preview) => {
        if (!stop.signal.aborted) setState({ kind: "done", preview, rule: draft });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setState({ kind: "failed", error });
      },
    );
  };
  const stop = (): void => {
    running.current?.abort();
    setState({ kind: "stopped" });
  };
  useImperativeHandle(handle, () => ({ run: () => run() }));

  return (
    <Paper withBorder p="sm" component="section" aria-label={t("preview.title")}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h5">
            {t("preview.title")}
          </Title>
          <Group gap="xs">
            <TimeRangePicker value={range} onChange={setRange} />
            {state.kind === "running" ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPlayerStop size={14} aria-hidden />}
                onClick={stop}
              >
                {t("preview.stop")}
              </Button>
            ) : (
              <Button
                size="xs"
                leftSection={<IconPlayerPlay size={14} aria-hidden />}
                disabled={obstacle !== undefined}
                title={t("preview.keys")}
                onClick={() => run()}
              >
                {t("preview.run")}
              </Button>
            )}
          </Group>
        </Group>
        <PreviewContent state={state} draft={draft} obstacle={obstacle} onRetry={() => run()} />
      </Stack>
    </Paper>
  );
}

interface PreviewContentProps {
  readonly state: PreviewState;
  readonly draft: RuleParameters;
  readonly obstacle: string | undefined;
  onRetry(): void;
}

function PreviewContent({ state, draft, obstacle, onRetry }: PreviewContentProps) {
  const { t } = useTranslation("rule-editor");
  switch (state.kind) {
    case "none":
      return (
        <Text size="sm" c="dimmed">
          {obstacle ?? t("preview.hint")}
        </Text>
      );
    case "running":
      return <Running startedMs={state.startedMs} />;
    case "stopped":
      return (
        <Text size="sm" c="dimmed" role="status">
          {t("preview.stopped")}
        </Text>
      );
    case "failed":
      return <ErrorNotice title={t("preview.failed")} error={state.error} onRetry={onRetry} />;
    case "done":
      return <PreviewResult preview={state.preview} isOld={state.rule !== draft} />;
  }
}

function Running({ startedMs }: { readonly startedMs: number }) {
  const { t } = useTranslation("rule-editor");
  const [nowMs, setNowMs] = useState(startedMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Group gap="xs" role="status">
      <Loader size="xs" aria-hidden />
      <Text size="sm">{t("preview.running", { seconds: Math.round((nowMs - startedMs) / 1_000) })}</Text>
    </Group>
  );
}

function PreviewResult({ preview, isOld }: { readonly preview: Preview; readonly isOld: boolean }) {
  const { t, i18n } = useTranslation("rule-editor");
  const { alerts, count, warnings, events_searched: searched } = preview;
  const range = { fromMs: Date.parse(preview.from), toMs: Date.parse(preview.to) };
  const widthMs = Math.max(columnWidthMs(range, mostColumns), preview.interval_ms);
  const columns = fillColumns(range, widthMs, summedColumns(preview.columns, widthMs));
  const number = (value: number): string => numberFormat(i18n.language).format(value);
  return (
    <Stack gap="sm">
      <Text size="sm" role="status">
        <strong>{t("preview.count", { count, shown: number(count) + (preview.is_cut ? "+" : "") })}</strong>{" "}
        {searched !== null && t("preview.searched", { count: searched, shown: number(searched) })}
        {isOld && ` ${t("preview.old")}`}
      </Text>
      {warnings.map((warning) => (
        <Alert key={warning} color="orange" variant="light" p="xs">
          {warning}
        </Alert>
      ))}
      {count === 0 ? (
        <Text size="sm" c="dimmed">
          {t("preview.noneHint")}
        </Text>
      ) : (
        <>
          <Histogram
            label={t("preview.histogram")}
            series={[{ key: "alerts", label: t("preview.alerts"), colour: "--mantine-primary-color-filled" }]}
            columns={columns}
            widthMs={widthMs}
            range={range}
          />
          <Table.ScrollContainer minWidth={320} mah={420}>
            <Table aria-label={t("preview.alerts")} fz="xs" verticalSpacing={4} withTableBorder>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={145}>{t("preview.time")}</Table.Th>
                  <Table.Th>{t("preview.what")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {alerts.map((alert) => (
                  <Table.Tr key={alert.id}>
                    <Table.Td style={{ whiteSpace: "nowrap", verticalAlign: "top" }}>
                      <TimeText time={alert.original_time ?? alert.time} />
                    </Table.Td>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>{alert.reason}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {count > alerts.length && (
            <Text size="sm" c="dimmed">
              {t("preview.more", { count: alerts.length })}
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}
