import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeEvent } from "../../shared/event/describe-event.ts";
import { readEventFields } from "../../shared/event/flatten-event.ts";
import { SentenceText } from "../../shared/event/sentence-text.tsx";
import { visibleText } from "../../shared/event/visible-text.ts";
import { ExploreAnchor } from "../../shared/events-query/explore-anchor.tsx";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { AlertStep } from "./alert-queries.ts";
import type { AlertSubject } from "./alert-subject.ts";
import { fillPlaceholders } from "./fill-placeholders.ts";
import classes from "./guide.module.css";
import type { GuideBlock, GuideStep } from "./guide-parts.ts";
import { LoadState, Nothing } from "./panels/panel-frame.tsx";
import { RowsTable } from "./panels/rows-table.tsx";
import { searchQuery } from "./panels/search-query.ts";
import { pivotQuery } from "./pivot-query.ts";
import { osqueryStepId } from "./step-ids.ts";
import { Finding } from "./step-record.tsx";

interface BlockProps {
  readonly block: GuideBlock;
  readonly at: number;
  readonly step: GuideStep;
  readonly subject: AlertSubject;
  readonly steps: ReadonlyMap<string, AlertStep>;
}

/** A block of a guide, carried out as far as stored events can. */
export function GuideBlockView({ block, at, step, subject, steps }: BlockProps) {
  const { t } = useTranslation("investigate");
  switch (block.kind) {
    case "osquery": {
      const id = osqueryStepId(step, at);
      return (
        <OsqueryBlock
          label={block.label}
          sql={fillPlaceholders(block.query, subject)}
          answer={
            <Finding
              alertId={subject.alertId}
              step={id}
              record={steps.get(id)}
              label={t("osquery.answer")}
              placeholder={t("osquery.placeholder")}
            />
          }
        />
      );
    }
    case "investigate":
      return <PivotBlock block={block} subject={subject} />;
    case "problem":
      return (
        <Text size="xs" c="dimmed">
          {t("block.problem", { plugin: block.plugin, message: block.message })}
        </Text>
      );
  }
}

interface OsqueryBlockProps {
  readonly label: string;
  readonly sql: string;
  /** Where the answer is recorded; what runs the query on the host stands beside it once there is such a thing. */
  readonly answer: ReactNode;
  readonly run?: ReactNode;
}

/** A query for the host itself: to be copied, run there, and answered here. */
function OsqueryBlock({ label, sql, answer, run }: OsqueryBlockProps) {
  const { t } = useTranslation("investigate");
  const text = sql.trim();
  return (
    <div className={classes["block"]}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="xs" fw={600}>
          {visibleText(label)}
        </Text>
        <Group gap="xs">
          {run}
          <CopyTextButton text={text} label={t("osquery.copy")} />
        </Group>
      </Group>
      <Code block className={classes["sql"]} tabIndex={0}>
        {visibleText(text)}
      </Code>
      <div className={classes["answer"]}>{answer}</div>
    </div>
  );
}

interface PivotBlockProps {
  readonly block: Extract<GuideBlock, { kind: "investigate" }>;
  readonly subject: AlertSubject;
}

/** A query that the guide brings along: how many events there are, and the events when asked for. */
function PivotBlock({ block, subject }: PivotBlockProps) {
  const { t } = useTranslation("investigate");
  const [isOpen, setOpen] = useState(false);
  const pivot = pivotQuery(block, subject);
  const query = pivot.kind === "query" && !pivot.asksForAlerts ? pivot.query : undefined;
  // Panels come first: a block is asked for when it is about to be seen.
  const { ref, entry } = useIntersection({ rootMargin: "200px" });
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (entry?.isIntersecting === true) setNear(true);
  }, [entry]);
  const found = useQuery({ ...searchQuery(query), enabled: query !== undefined && isNear });
  const label = visibleText(fillPlaceholders(block.label, subject));
  // Alerts are no events: the panel of other alerts answers that.
  if (pivot.kind === "query" && pivot.asksForAlerts) {
    return (
      <Text size="xs" c="dimmed">
        {label} · {t("pivot.alerts")}
      </Text>
    );
  }
  if (query === undefined) {
    return (
      <Text size="xs" c="dimmed">
        {label} · {t("pivot.missing", { fields: pivot.kind === "missing" ? pivot.fields.join(", ") : "" })}
      </Text>
    );
  }
  return (
    <div className={classes["pivot"]} ref={ref}>
      <Group gap="sm" justify="space-between" wrap="wrap">
        <Text size="xs" fw={600} title={block.description}>
          {label}
        </Text>
        <Group gap="sm">
          {found.data !== undefined && found.data.hits.length > 0 ? (
            <Button size="compact-xs" variant="light" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {t(found.data.isCut ? "pivot.atLeast" : "pivot.events", { count: found.data.total })}
            </Button>
          ) : (
            <Text size="xs" c="dimmed">
              {found.data !== undefined ? t("pivot.none") : found.error === null ? t("looking") : ""}
            </Text>
          )}
          <ExploreAnchor query={query} />
        </Group>
      </Group>
      {(found.error !== null || isOpen) && (
        <LoadState query={found} title={t("pivot.failed")}>
          {({ hits, total }) =>
            hits.length === 0 ? (
              <Nothing>{t("pivot.none")}</Nothing>
            ) : (
              <RowsTable
                label={label}
                rows={hits}
                total={total}
                keyOf={({ _id }, index) => `${_id}-${index}`}
                columns={[
                  {
                    key: "time",
                    title: t("column.time"),
                    cell: ({ _source }) => <TimeText time={readEventFields(_source).first("@timestamp")} />,
                  },
                  {
                    key: "what",
                    title: t("column.what"),
                    isWide: true,
                    cell: ({ _source }) => (
                      <SentenceText sentence={describeEvent(readEventFields(_source))} />
                    ),
                  },
                ]}
              />
            )
          }
        </LoadState>
      )}
    </div>
  );
}

/** Blocks of one step under each other. */
export function GuideBlocks({ step, ...rest }: Omit<BlockProps, "block" | "at">) {
  if (step.blocks.length === 0) return null;
  return (
    <Stack gap="xs">
      {step.blocks.map((block, at) => (
        <GuideBlockView key={block.span.from} block={block} at={at} step={step} {...rest} />
      ))}
    </Stack>
  );
}
