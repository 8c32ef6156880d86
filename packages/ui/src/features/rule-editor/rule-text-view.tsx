import { Code, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AnswerOf } from "../../shared/api/call.ts";
import classes from "./rule-editor.module.css";

export type CheckAnswer = AnswerOf<"POST /api/v1/rules/check">;

interface RuleTextViewProps {
  readonly text: string;
  onText(text: string): void;
  /** What the server says about the text; undefined until it has. */
  readonly checked: CheckAnswer | undefined;
}

/** A rule as the text of a rule file, with what is wrong with it and where. */
export function RuleTextView({ text, onText, checked }: RuleTextViewProps) {
  const { t } = useTranslation("rule-editor");
  const area = useRef<HTMLTextAreaElement>(null);
  const problems = checked?.diagnostics ?? [];
  const go = (from: number, to: number): void => {
    area.current?.focus();
    area.current?.setSelectionRange(from, Math.max(from, to));
  };
  return (
    <Stack gap="xs">
      <Textarea
        ref={area}
        label={t("text.label")}
        description={t("text.hint")}
        autosize
        minRows={16}
        maxRows={40}
        spellCheck={false}
        classNames={{ input: classes["text"] ?? "" }}
        value={text}
        onChange={({ currentTarget }) => onText(currentTarget.value)}
      />
      <Text size="sm" c="dimmed" role="status" component="div">
        {checked?.ok === true && (
          <Group gap={4}>
            <IconCircleCheck size={15} aria-hidden />
            {t("text.fine")}
          </Group>
        )}
        {checked?.ok === false && (
          <Group gap={4}>
            <IconCircleX size={15} aria-hidden />
            {t("text.broken")}
          </Group>
        )}
      </Text>
      <Stack
        component="ul"
        gap="xs"
        m={0}
        p={0}
        style={{ listStyle: "none" }}
        aria-label={t("text.problems")}
      >
        {problems.map((problem) => {
          const Icon = problem.severity === "error" ? IconCircleX : IconAlertTriangle;
          return (
            <Group
              key={`${problem.code} ${problem.place.from} ${problem.message}`}
              component="li"
              gap="xs"
              wrap="nowrap"
              align="flex-start"
            >
              <Icon
                size={16}
                aria-label={t(`problem.${problem.severity}`)}
                style={{ flex: "none", marginTop: 4 }}
              />
              <button
                type="button"
                className={classes["place"]}
                title={t("text.go")}
                onClick={() => go(problem.place.from, problem.place.to)}
              >
                <Code block>{problem.printed}</Code>
              </button>
            </Group>
          );
        })}
      </Stack>
    </Stack>
  );
}
