import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

interface PageHeaderProps {
  readonly title: string;
  readonly hint?: string;
  readonly actions?: ReactNode;
}

/** Also names the page in the browser's tab. */
export function PageHeader({ title, hint, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · eqlite`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-end" mb="sm" gap="sm">
      <div>
        <Title order={1} size="h3">
          {title}
        </Title>
        {hint !== undefined && (
          <Text c="dimmed" size="sm">
            {hint}
          </Text>
        )}
      </div>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
