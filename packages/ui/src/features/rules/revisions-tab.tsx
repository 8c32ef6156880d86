import { Group, NavLink, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { ruleToml } from "../../shared/rule-text/rule-toml.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { TimeText } from "../../shared/ui/time-text.tsx";
import type { RuleDetails } from "./rule-queries.ts";

const TextDiff = lazy(async () => ({ default: (await import("./text-diff.tsx")).TextDiff }));

interface RevisionsTabProps {
  readonly history: RuleDetails["history"];
  /** Compared with the one before; the newest where it is undefined. */
  readonly revision: number | undefined;
  onRevision(revision: number): void;
}

/** What a rule was before, and what has changed each time. */
export function RevisionsTab({ history, revision, onRevision }: RevisionsTabProps) {
  const { t } = useTranslation("rules");
  const newest = history.at(-1);
  const shown = history.find((one) => one.revision === revision) ?? newest;
  const before = shown === undefined ? undefined : history[history.indexOf(shown) - 1];
  if (shown === undefined) return null;
  return (
    <Group align="flex-start" gap="md" wrap="wrap">
      <Paper withBorder w={260} component="nav" aria-label={t("revisions.label")}>
        {history.toReversed().map((one) => (
          <NavLink
            key={one.revision}
            component="button"
            active={one === shown}
            aria-current={one === shown}
            onClick={() => onRevision(one.revision)}
            label={t("revisions.number", { revision: one.revision })}
            description={
              <>
                {one.saved_by} · <TimeText time={one.saved_at} />
              </>
            }
          />
        ))}
      </Paper>
      <Stack gap="xs" flex="1 1 420px" miw={0}>
        {before === undefined ? (
          <EmptyState title={t("revisions.first")}>
            {history.length === 1 ? t("revisions.firstHint") : undefined}
          </EmptyState>
        ) : (
          <>
            <Title order={2} size="h5">
              {t("revisions.diff", { from: before.revision, to: shown.revision })}
            </Title>
            <Text size="sm" c="dimmed">
              {t("revisions.diffHint")}
            </Text>
            <Suspense fallback={<Skeleton height={320} />}>
              <TextDiff
                before={ruleToml(before.parameters)}
                after={ruleToml(shown.parameters)}
                label={t("revisions.diff", { from: before.revision, to: shown.revision })}
              />
            </Suspense>
          </>
        )}
      </Stack>
    </Group>
  );
}
