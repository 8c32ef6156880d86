import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
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
          return saveFile(`${name}.md`, "text/markdown;charset=utf-8", reportMarkdown(report, words));
        case "html":
          return saveFile(`${name}.html`, "text/html;charset=utf-8", reportHtml(report, words));
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

function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to save by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
