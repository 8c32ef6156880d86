import { Alert, Code, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../shared/api/call.ts";

type Problem = AnswerOf<"GET /api/v1/status">["problems"][number];

/** What somebody should look at, the gravest first. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation("home");
  if (problems.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        <IconCircleCheck size={16} aria-hidden style={{ verticalAlign: "text-bottom" }} />{" "}
        {t("problems.none")}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      {problems.map(({ code, severity, message, action, details }) => {
        const Icon = severity === "error" ? IconExclamationCircle : IconAlertTriangle;
        return (
          <Alert
            key={code}
            variant="light"
            color={severity === "error" ? "red" : "yellow"}
            icon={<Icon size={18} aria-hidden />}
            title={t(`problem.${code}`, { defaultValue: message })}
          >
            <Text size="sm">{message}</Text>
            <Text size="sm">{action}</Text>
            {details.length > 0 && (
              <List size="xs" mt={4}>
                {details.map((detail) => (
                  <List.Item key={detail}>
                    <Code>{detail}</Code>
                  </List.Item>
                ))}
              </List>
            )}
          </Alert>
        );
      })}
    </Stack>
  );
}
