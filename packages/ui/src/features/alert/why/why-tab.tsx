import { Alert, Badge, Group, Paper, Skeleton, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../../shared/event/visible-text.ts";
import { CopyTextButton } from "../../../shared/ui/copy-text-button.tsx";
import { TimeText } from "../../../shared/ui/time-text.tsx";
import type { AlertEvent } from "../alert-event.ts";
import type { RuleOfAlert } from "../rule-of-alert.ts";
import { type ClauseRow, clauseRows, queryPieces } from "./clause-rows.ts";
import type { ExplainedStage, Explanation } from "./explain-alert.ts";
import classes from "./why.module.css";

interface WhyTabProps {
  readonly rule: RuleOfAlert;
  readonly events: readonly AlertEvent[];
  readonly explanation: Explanation | undefined;
}

/** The query of the rule, each of its clauses with what the events made of it. */
export function WhyTab({ rule, events, explanation }: WhyTabProps) {
  const { t } = useTranslation("alert");
  if (rule.query === undefined || rule.type !== "eql") {
    return <Text size="sm">{t("why.noQuery", { type: rule.type })}</Text>;
  }
  if (explanation === undefined) return <Skeleton h={320} />;
  if (!explanation.ok) {
    return (
      <Stack>
        <Alert color="yellow" title={t("why.unreadable")}>
          {explanation.problem}
        </Alert>
        <pre className={classes["query"]}>{visibleText(rule.query)}</pre>
      </Stack>
    );
  }
  const { query, stages, kind } = explanation.value;
  const pieces = queryPieces(
    query,
    stages.flatMap(({ judged }) => judged),
  );
  return (
    <Stack gap="md">
      <div>
        <Group justify="space-between" mb={6}>
          <Title order={2} size="h5">
            {t("why.query")}
          </Title>
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {rule.version === undefined ? "" : t("why.version", { version: rule.version })}
            </Text>
            <CopyTextButton text={query} />
          </Group>
        </Group>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
        <section className={classes["query"]} tabIndex={0} aria-label={t("why.query")}>
          {pieces.map(({ text, verdict, values }, at) =>
            verdict === undefined ? (
              visibleText(text)
            ) : (
              <mark
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces have their place and nothing else
                key={at}
                className={classes["piece"]}
                data-verdict={verdict}
                data-hint={`${t(`why.${verdict}`)} · ${visibleText(values)}`}
              >
                {visibleText(text)}
              </mark>
            ),
          )}
        </section>
        <Group gap="md" mt={4}>
          {(["true", "false", "not-evaluated"] as const).map((verdict) => (
            <Text key={verdict} size="xs">
              <span aria-hidden>{signs[verdict]} </span>
              <mark className={classes["piece"]} data-verdict={verdict}>
                {t(`why.${verdict}`)}
              </mark>
            </Text>
          ))}
        </Group>
      </div>
      {stages.map((stage) => (
        <StageClauses
          key={stage.stage}
          stage={stage}
          query={query}
          isOnly={kind === "event"}
          event={stage.eventAt === undefined ? undefined : events[stage.eventAt]}
        />
      ))}
    </Stack>
  );
}

const signs = { true: "✓", false: "✗", "not-evaluated": "–" } as const;

interface StageClausesProps {
  readonly stage: ExplainedStage;
  readonly query: string;
  readonly isOnly: boolean;
  readonly event: AlertEvent | undefined;
}

function StageClauses({ stage, query, isOnly, event }: StageClausesProps) {
  const { t } = useTranslation("alert");
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const rows = clauseRows(stage.judged, query, unfolded);
  const title = isOnly ? t("why.event") : t("why.stage", { number: stage.stage + 1 });
  const toggle = (id: string): void => {
    const next = new Set(unfolded);
    if (!next.delete(id)) next.add(id);
    setUnfolded(next);
  };
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Group gap="sm" mb={6}>
        <Title order={3} size="h6">
          {title}
        </Title>
        {event?.timeMs !== undefined && (
          <Text size="xs" c="dimmed">
            <TimeText time={event.timeMs} style="exact" />
          </Text>
        )}
        {stage.keys.map(({ name, values }) => (
          <Badge
            key={name}
            variant="default"
            size="sm"
            tt="none"
            fw={400}
            title={`${name} = ${visibleText(values.join(", "))}`}
            maw="100%"
          >
            {t("why.joinedBy", { name, value: visibleText(values.join(", ")) || "–" })}
          </Badge>
        ))}
      </Group>
      {stage.isMissing ? (
        <Text size="sm">{t("why.missing")}</Text>
      ) : rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("why.gone")}
        </Text>
      ) : (
        <ul className={classes["rows"]}>
          {rows.map((row) => (
            <ClauseLine
              key={row.id}
              row={row}
              isUnfolded={unfolded.has(row.id)}
              onToggle={() => toggle(row.id)}
            />
          ))}
        </ul>
      )}
    </Paper>
  );
}

interface ClauseLineProps {
  readonly row: ClauseRow;
  readonly isUnfolded: boolean;
  readonly onToggle: () => void;
}

function ClauseLine({ row, isUnfolded, onToggle }: ClauseLineProps) {
  const { t } = useTranslation("alert");
  const { kind, verdict, values, tests } = row;
  return (
    <li className={classes["row"]} data-verdict={verdict}>
      <span className={classes["sign"]} role="img" aria-label={t(`why.${verdict}`)}>
        {signs[verdict]}
      </span>
      <span
        className={kind === "test" ? classes["text"] : undefined}
        style={{ paddingInlineStart: row.depth * 16 }}
      >
        {kind === "test" ? (
          visibleText(row.text)
        ) : row.canFold ? (
          <UnstyledButton fz="sm" aria-expanded={isUnfolded} onClick={onToggle} td="underline">
            {t(`why.${kind}`)} · {t("why.tests", { count: tests })}
          </UnstyledButton>
        ) : (
          t(`why.${kind}`)
        )}
      </span>
      <span className={classes["values"]} title={values.map(({ name }) => name).join(", ")}>
        {values
          .map(({ values: all }) => (all.length === 0 ? t("why.noValue") : visibleText(all.join(", "))))
          .join(" · ")}
      </span>
    </li>
  );
}
