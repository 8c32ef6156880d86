import {
  Alert,
  Button,
  Checkbox,
  Code,
  FileInput,
  Group,
  Modal,
  ScrollArea,
  Stack,
  Text,
} from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { importRuleFile } from "./import-report.ts";

interface ImportRulesProps {
  readonly isOpen: boolean;
  onClose(): void;
}

/** Takes a file of rules, and says what became of it and where it is wrong. */
export function ImportRules({ isOpen, onClose }: ImportRulesProps) {
  const { t } = useTranslation("rules");
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [isReplacing, setReplacing] = useState(false);
  const importing = useMutation({
    mutationFn: (chosen: File) => importRuleFile(chosen, isReplacing),
    onSuccess: () => client.invalidateQueries({ queryKey: ["rules"] }),
  });
  const close = (): void => {
    setFile(null);
    importing.reset();
    onClose();
  };
  const report = importing.data;
  return (
    <Modal opened={isOpen} onClose={close} title={t("import.title")} size="xl">
      <Stack>
        <Text size="sm" c="dimmed">
          {t("import.hint")}
        </Text>
        <FileInput
          label={t("import.file")}
          placeholder={t("import.choose")}
          accept=".ndjson,.json,.toml,.yaml,.yml"
          leftSection={<IconFileUpload size={16} aria-hidden />}
          value={file}
          clearable
          data-autofocus
          onChange={(chosen) => {
            setFile(chosen);
            importing.reset();
          }}
        />
        <Checkbox
          label={t("import.replace")}
          checked={isReplacing}
          onChange={({ currentTarget }) => setReplacing(currentTarget.checked)}
        />
        {importing.error !== null && <ErrorNotice title={t("import.failed")} error={importing.error} />}
        {report !== undefined && (
          <Alert
            role="status"
            color={report.imported > 0 ? "teal" : "red"}
            title={t("import.done", { count: report.imported })}
          >
            {report.exceptions > 0 && (
              <Text size="sm">{t("import.exceptions", { count: report.exceptions })}</Text>
            )}
            {report.problems.length > 0 && (
              <ScrollArea.Autosize mah={320} type="auto">
                <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
                  {report.problems.map((problem, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the list is made at once and never changes
                    <li key={at}>
                      {problem.printed === undefined ? (
                        <Text size="sm">{problem.message}</Text>
                      ) : (
                        <Code block tabIndex={0}>
                          {problem.printed}
                        </Code>
                      )}
                    </li>
                  ))}
                </Stack>
              </ScrollArea.Autosize>
            )}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("import.close")}
          </Button>
          <Button
            disabled={file === null}
            loading={importing.isPending}
            onClick={() => file !== null && importing.mutate(file)}
          >
            {t("import.submit")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
