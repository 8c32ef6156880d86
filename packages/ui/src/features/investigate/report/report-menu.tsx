import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { saveFile } from "../../../shared/ui/save-file.ts";
import { reportHtml } from "./report-html.ts";
import { reportMarkdown } from "./report-markdown.ts";
import type { useReport } from "./use-report.ts";

type Format = "md" | "html";

/** The report as a file. */
export function ReportMenu({
  make,
  name,
}: {
  readonly make: ReturnType<typeof useReport>;
  readonly name: string;
}) {
  const { t } = useTranslation("investigate");
  const save = useMutation({
    mutationFn: async (format: Format) => {
      const { report, words } = await make();
      switch (format) {
        case "md":
          return saveFile(
            new Blob([reportMarkdown(report, words)], { type: "text/markdown;charset=utf-8" }),
            `${name}.md`,
          );
        case "html":
          return saveFile(
            new Blob([reportHtml(report, words)], { type: "text/html;charset=utf-8" }),
            `${name}.html`,
          );
      }
    },
    onError: (error) =>
      notifications.show({ color: "red", title: t("report.failed"), message: error.message }),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={save.isPending}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("report.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save.mutate("md")}>{t("report.asMarkdown")}</Menu.Item>
        <Menu.Item onClick={() => save.mutate("html")}>{t("report.asHtml")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
