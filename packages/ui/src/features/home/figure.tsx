import { Group, Paper, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface FigureProps {
  readonly label: string;
  /** Undefined while it is not known. */
  readonly value: string | undefined;
  readonly error: Error | null;
  /** Leads to what is counted; the label says what is to be seen there. */
  readonly link?: (value: string) => ReactNode;
  readonly children?: ReactNode;
}

/** One figure with what it is made of. */
export function Figure({ label, value, error, link, children }: FigureProps) {
  const { t } = useTranslation("home");
  return (
    <Paper withBorder p="md" bg="var(--eqlite-surface)">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {value === undefined && error === null ? (
        <Skeleton height={30} my={5} width={90} />
      ) : (
        <Text fz={26} lh="40px" fw={600} className="tabular" title={error?.message}>
          {value === undefined ? t("figure.unknown") : (link?.(value) ?? value)}
        </Text>
      )}
      <Group gap="sm" mih={20}>
        {children}
      </Group>
    </Paper>
  );
}
