import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { searchEvents } from "../../shared/api/search-events.ts";
import { CopyValueButton } from "../../shared/event/copy-value-button.tsx";
import { describeEvent } from "../../shared/event/describe-event.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { SentenceText } from "../../shared/event/sentence-text.tsx";
import { visibleText } from "../../shared/event/visible-text.ts";
import { type EventQuery, type EventTest, searchBody } from "../../shared/events-query/event-query.ts";
import { ExploreAnchor } from "../../shared/events-query/explore-anchor.tsx";
import {
  type ProcessNode,
  prevalenceKey,
  prevalenceQuery,
  programOf,
} from "../../shared/processes/process-queries.ts";
import { SignatureText } from "../../shared/processes/signature-text.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { type EventKind, eventKinds, kindTests } from "./kind-tests.ts";
import classes from "./process-tree.module.css";

/** Events of one kind that are listed; Explore has all. */
const listed = 20;
const hourMs = 3_600_000;

/** All that is known of one process. */
export function ProcessDetails({ process }: { readonly process: ProcessNode }) {
  const { t } = useTranslation("process-tree");
  const [kind, setKind] = useState<EventKind>();
  const program = programOf(process);
  const prevalence = useQuery(prevalenceQuery(program === undefined ? [] : [program]));
  const seen = program === undefined ? undefined : prevalence.data?.byKey.get(prevalenceKey(program));
  const name = visibleText(process.name ?? process.id);
  const line = (label: string, value: string | null) =>
    value === null ? null : (
      <div key={label} className={classes["fact"]}>
        <dt>{label}</dt>
        <dd>
          <span>{visibleText(value)}</span> <CopyValueButton value={value} name={label} />
        </dd>
      </div>
    );
  return (
    <section className={classes["details"]} aria-label={t("details", { name })}>
      <Title order={2} size="h5">
        {name} <span className={classes["dim"]}>{process.pid}</span>
      </Title>
      <dl className={classes["facts"]}>
        {line(t("path"), process.executable)}
        {line(t("command"), process.command_line)}
        {line(t("user"), process.user)}
        {line(t("host"), process.host_name ?? process.host_id)}
        {line("SHA-256", process.sha256)}
        {process.sha256 === null && line("SHA-1", process.sha1)}
        {line(t("entity"), process.entity_id)}
        <div className={classes["fact"]}>
          <dt>{t("signature")}</dt>
          <dd>
            <SignatureText process={process} />
          </dd>
        </div>
        <div className={classes["fact"]}>
          <dt>{t("ran")}</dt>
          <dd>
            <TimeText time={process.started_at} style="exact" /> –{" "}
            <TimeText time={process.ended_at} style="exact" />
          </dd>
        </div>
        {seen !== undefined && seen.hosts > 0 && (
          <div className={classes["fact"]}>
            <dt>{t("prevalence")}</dt>
            <dd>
              {t(seen.is_at_least ? "atLeastHosts" : "hosts", { count: seen.hosts })} ·{" "}
              {visibleText(seen.host_names.slice(0, 5).join(", "))} · {t("firstSeen")}{" "}
              <TimeText time={seen.first_seen} />
            </dd>
          </div>
        )}
      </dl>
      <Group gap={6} mt="xs" role="group" aria-label={t("kinds")}>
        {process.kinds === null || Object.keys(process.kinds).length === 0 ? (
          <Text size="xs" c="dimmed">
            {t(process.kinds === null ? "notCounted" : "noEvents")}
          </Text>
        ) : (
          eventKinds.flatMap((one) =>
            process.kinds?.[one] === undefined
              ? []
              : [
                  <Button
                    key={one}
                    size="compact-xs"
                    variant={kind === one ? "filled" : "default"}
                    aria-pressed={kind === one}
                    onClick={() => setKind(kind === one ? undefined : one)}
                  >
                    {t(`kind.${one}`)} {process.kinds[one]}
                  </Button>,
                ],
          )
        )}
      </Group>
      {kind !== undefined && process.kinds?.[kind] !== undefined && (
        <KindEvents process={process} kind={kind} />
      )}
    </section>
  );
}

function KindEvents({ process, kind }: { readonly process: ProcessNode; readonly kind: EventKind }) {
  const { t } = useTranslation("process-tree");
  const startedMs = process.started_at === null ? undefined : Date.parse(process.started_at);
  const query: EventQuery = {
    test: { all: [processTest(process), kindTests[kind]] },
    // Events of a process come after its start; where that is not known, all are looked at.
    fromMs: startedMs === undefined ? 0 : startedMs - hourMs,
    toMs: Date.now() + 24 * hourMs,
    size: listed,
    order: "oldest-first",
  };
  const found = useQuery({
    queryKey: ["process-events", process.id, kind],
    queryFn: ({ signal }) => searchEvents("*", searchBody(query), signal),
    staleTime: 60_000,
  });
  return (
    <Stack gap={4} mt="xs">
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {t("firstEvents", { count: Math.min(listed, process.kinds?.[kind] ?? 0) })}
        </Text>
        <ExploreAnchor query={query} />
      </Group>
      {found.error !== null && (
        <ErrorNotice title={t("eventsFailed")} error={found.error} onRetry={() => void found.refetch()} />
      )}
      <ol className={classes["events"]}>
        {found.data?.hits.hits.map(({ _id, _source }) => {
          const fields = readEventFields(_source);
          return (
            <li key={_id}>
              <TimeText time={fields.first("@timestamp")} style="exact" />{" "}
              <SentenceText sentence={describeEvent(fields)} />
            </li>
          );
        })}
      </ol>
    </Stack>
  );
}

function processTest({ entity_ids, host_id, host_name, pid }: ProcessNode): EventTest {
  if (entity_ids.length > 0) return { field: "process.entity_id", oneOf: entity_ids };
  const host: readonly EventTest[] =
    host_id !== null
      ? [{ field: "host.id", oneOf: [host_id] }]
      : host_name !== null
        ? [{ field: "host.name", oneOf: [host_name] }]
        : [];
  return { all: [...host, { field: "process.pid", oneOf: [pid ?? -1] }] };
}
