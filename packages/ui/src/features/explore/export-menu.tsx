import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "../../shared/api/search-events.ts";
import { useFigures } from "../../shared/format/use-figures.ts";
import { saveFile } from "../../shared/ui/save-file.ts";
import { type Search, searchPage } from "./explore-queries.ts";
import { maxExportedEvents, toCsv, toNdjson } from "./export-events.ts";

type Form = "ndjson" | "csv";

const exportPageSize = 5_000;

/** All events that are found, as a file; it tells how far it is, and can be ended. */
export function ExportMenu({
  search,
  columns,
}: {
  readonly search: Search;
  readonly columns: readonly string[];
}) {
  const { t } = useTranslation("explore");
  const figures = useFigures();
  const [count, setCount] = useState(0);
  const abort = useRef<AbortController>(undefined);
  const exporting = useMutation({
    async mutationFn(form: Form) {
      abort.current = new AbortController();
      const hits = await collect(search, abort.current.signal, setCount);
      if (form === "csv") saveFile(new Blob([toCsv(hits, columns)], { type: "text/csv" }), "events.csv");
      else saveFile(new Blob([toNdjson(hits)], { type: "application/x-ndjson" }), "events.ndjson");
      return hits.length;
    },
    onSuccess(saved) {
      const message = saved < maxExportedEvents ? "exported" : "exportedMost";
      notifications.show({ message: t(message, { count: saved, total: figures.count(saved) }) });
    },
    onError(error) {
      if (abort.current?.signal.aborted === true) return;
      notifications.show({ color: "red", title: t("notExported"), message: error.message });
    },
  });
  if (exporting.isPending) {
    return (
      <Button size="xs" variant="default" onClick={() => abort.current?.abort()}>
        {t("exporting", { total: figures.count(count) })}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => exporting.mutate("ndjson")}>{t("exportNdjson")}</Menu.Item>
        <Menu.Item onClick={() => exporting.mutate("csv")}>{t("exportCsv")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function collect(
  search: Search,
  signal: AbortSignal,
  onCount: (count: number) => void,
): Promise<readonly SearchHit[]> {
  const all: SearchHit[] = [];
  let after: readonly unknown[] | undefined;
  for (;;) {
    const { hits } = await searchPage(search, after, exportPageSize, signal);
    for (const hit of hits.hits) all.push(hit);
    onCount(all.length);
    after = hits.hits.at(-1)?.sort;
    if (hits.hits.length < exportPageSize || all.length >= maxExportedEvents) return all;
  }
}
