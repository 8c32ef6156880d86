import { Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "../../../shared/ui/error-notice.tsx";
import type { PanelKind } from "../panel-rules.ts";
import classes from "./panels.module.css";

interface PanelFrameProps {
  readonly panel: PanelKind;
  readonly links?: ReactNode;
  readonly children: ReactNode;
}

/** A panel with its name and where it leads. */
export function PanelFrame({ panel, links, children }: PanelFrameProps) {
  const { t } = useTranslation("investigate");
  const titleId = useId();
  return (
    <Paper
      component="section"
      withBorder
      p="sm"
      aria-labelledby={titleId}
      className={classes["panel"]}
      id={`panel-${panel}`}
    >
      <Group justify="space-between" gap="xs" mb={6} align="baseline">
        <Title order={4} size="sm" id={titleId}>
          {t(`panel.${panel}.title`)}
        </Title>
        {links !== undefined && <Group gap="sm">{links}</Group>}
      </Group>
      {children}
    </Paper>
  );
}

interface LoadStateProps<T> {
  readonly query: {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly isPending: boolean;
    refetch(): unknown;
  };
  /** What could not be loaded, in the chosen language. */
  readonly title: string;
  readonly children: (data: T) => ReactNode;
}

/** What was loaded; as long as it is not, room for it, or what went wrong. */
export function LoadState<T>({ query, title, children }: LoadStateProps<T>) {
  const { t } = useTranslation("shared");
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null && query.error !== undefined) {
    return <ErrorNotice title={title} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <Stack gap={6} role="status" aria-label={t("loading")}>
      <Skeleton height={14} />
      <Skeleton height={14} width="85%" />
      <Skeleton height={14} width="60%" />
    </Stack>
  );
}

/** Says that there is nothing, and what that means. */
export function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}

/** A part of a panel. */
export function PanelPart({
  title,
  links,
  children,
}: {
  readonly title: string;
  readonly links?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes["part"]}>
      <Group justify="space-between" gap="xs" align="baseline">
        <Text component="h5" size="xs" fw={600} m={0} mb={2}>
          {title}
        </Text>
        {links}
      </Group>
      {children}
    </div>
  );
}
