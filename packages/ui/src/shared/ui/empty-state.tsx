import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly title: string;
  /** What to do so that something is here. */
  readonly children?: ReactNode;
}

export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Title order={3} size="h4">
        {title}
      </Title>
      {typeof children === "string" ? (
        <Text c="dimmed" size="sm" maw={520}>
          {children}
        </Text>
      ) : (
        children
      )}
    </Stack>
  );
}
