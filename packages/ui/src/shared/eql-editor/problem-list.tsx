import { type Diagnostic, type Fix, positionAt } from "@eqlite/core/lang";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MarkedText } from "../ui/marked-text.tsx";
import { fixLabel } from "./eql-diagnostics.ts";

const mostShown = 5;
const icons = { error: IconCircleX, warning: IconAlertTriangle, hint: IconInfoCircle } as const;
const colours = { error: "red", warning: "orange", hint: "gray" } as const;

interface ProblemListProps {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  onGo(diagnostic: Diagnostic): void;
  /** What puts one right, and what does it; nothing where the text cannot be changed. */
  fixesOf(diagnostic: Diagnostic): readonly Fix[];
  onFix(fix: Fix): void;
}

/** What is wrong with a text, each with its place, what to do, and what puts it right at once. */
export function ProblemList({ text, diagnostics, onGo, fixesOf, onFix }: ProblemListProps) {
  const { t } = useTranslation("eql-editor");
  if (diagnostics.length === 0) return null;
  return (
    <Stack component="ul" gap={4} m={0} p={0} aria-label={t("problems")} style={{ listStyle: "none" }}>
      {diagnostics.slice(0, mostShown).map((diagnostic) => {
        const { severity, message, help, primary, code } = diagnostic;
        const { line, column } = positionAt(text, primary.span.from);
        const Icon = icons[severity];
        return (
          <Group key={`${code} ${primary.span.from} ${message}`} component="li" gap={8} align="flex-start">
            <Icon
              size={16}
              color={`var(--mantine-color-${colours[severity]}-text)`}
              aria-label={t(`problem.${severity}`)}
              style={{ flex: "none", marginTop: 2 }}
            />
            <Text size="sm" style={{ flex: "1 1 14rem", minWidth: 0, overflowWrap: "anywhere" }}>
              <MarkedText text={help === undefined ? message : `${message} ${help}`} />{" "}
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => onGo(diagnostic)}
                px={2}
                style={{ verticalAlign: "baseline" }}
              >
                {t("place", { line, column })}
              </Button>
            </Text>
            <Group gap={4} ml="auto" wrap="wrap" justify="flex-end" style={{ maxWidth: "100%" }}>
              {fixesOf(diagnostic).map((fix) => (
                <Button key={fix.replacement} size="compact-xs" variant="light" onClick={() => onFix(fix)}>
                  {fixLabel(fix, t as (key: string) => string)}
                </Button>
              ))}
            </Group>
          </Group>
        );
      })}
      {diagnostics.length > mostShown && (
        <Text component="li" size="sm" c="dimmed">
          {t("more", { count: diagnostics.length - mostShown })}
        </Text>
      )}
    </Stack>
  );
}
