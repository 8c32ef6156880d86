import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/api-error.ts";

interface ErrorNoticeProps {
  readonly error: unknown;
  /** What could not be done, in the chosen language. */
  readonly title: string;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, what was kept, and what to try. */
export function ErrorNotice({ error, title, onRetry }: ErrorNoticeProps) {
  const { t } = useTranslation("shared");
  const message = error instanceof Error ? error.message : String(error);
  const isPassing = error instanceof ApiError && error.isPassing;
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={title}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{message}</Text>
        {isPassing && <Text size="sm">{t("error.passing")}</Text>}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t("error.retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
