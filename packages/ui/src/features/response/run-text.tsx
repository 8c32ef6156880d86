import { Badge, Group, Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyTextButton } from "../../shared/ui/copy-text-button.tsx";
import classes from "./response.module.css";
import { type ResponseSubject, responseText } from "./response-texts.ts";
import type { ResponseTarget } from "./target.ts";

interface RunTextProps {
  readonly subject: ResponseSubject;
  readonly target: ResponseTarget;
}

/** A text to be run by a person, after reading. */
export function RunText({ subject, target }: RunTextProps) {
  const { t } = useTranslation("response");
  const text = responseText(subject, target);
  const title = t(`subject.${subject}`);
  return (
    <Paper withBorder p="xs" component="section" aria-label={title}>
      <Group justify="space-between" mb={4} gap="xs">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Badge size="xs" variant="default" tt="none">
            {target.shell === "powershell" ? "PowerShell" : "Shell"}
          </Badge>
        </Group>
        {text !== undefined && <CopyTextButton text={text} />}
      </Group>
      {text === undefined ? (
        <Text size="sm" c="dimmed">
          {t(`without.${subject}`)}
        </Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
        <section className={classes["code"]} tabIndex={0} aria-label={t("textOf", { title })}>
          {text}
        </section>
      )}
    </Paper>
  );
}
