import { Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { processRows } from "../../shared/processes/process-rows.ts";
import { EmptyState } from "../../shared/ui/empty-state.tsx";
import { ErrorNotice } from "../../shared/ui/error-notice.tsx";
import { ProcessDetails } from "./process-details.tsx";
import { ProcessLanes } from "./process-lanes.tsx";
import { ProcessTable } from "./process-table.tsx";
import classes from "./process-tree.module.css";
import { type ProcessesSearch, processViews } from "./processes-search.ts";
import { useProcesses } from "./use-processes.ts";

// The library of the graph is loaded with the first graph that is shown.
const ProcessGraph = lazy(async () => ({ default: (await import("./process-graph.tsx")).ProcessGraph }));

interface ProcessExplorerProps {
  readonly search: ProcessesSearch;
  readonly onChange: (change: Partial<ProcessesSearch>) => void;
}

/** The tree around a process: as a table, and beside it as a graph or as lanes over time. */
export function ProcessExplorer({ search, onChange }: ProcessExplorerProps) {
  const { t } = useTranslation("process-tree");
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<readonly string[]>([]);
  const { base, processes, isOpening, openError, missing } = useProcesses(search, opened);
  const rows = useMemo(() => processRows(processes.values(), (id) => folded.has(id)), [processes, folded]);
  const selected = search.process ?? base.data?.subject ?? undefined;
  const select = useCallback((id: string) => onChange({ process: id }), [onChange]);
  const expand = useCallback((id: string, isExpanded: boolean) => {
    setFolded((before) => {
      const after = new Set(before);
      if (isExpanded) after.delete(id);
      else after.add(id);
      return after;
    });
    if (isExpanded) setOpened((before) => (before.includes(id) ? before : [...before, id]));
  }, []);

  if (base.error !== null && base.data === undefined) {
    return <ErrorNotice title={t("failed")} error={base.error} onRetry={() => void base.refetch()} />;
  }
  if (base.data === undefined) return <Skeleton height={480} aria-label={t("loading")} />;
  if (base.data.subject === null)
    return <EmptyState title={t("nothing.title")}>{t("nothing.hint")}</EmptyState>;
  const chosen = selected === undefined ? undefined : processes.get(selected);
  const view = search.view ?? "graph";
  const tree = { rows, selected, select, expand, missing };
  return (
    <div className={classes["explorer"]}>
      <div className={classes["left"]}>
        <Group justify="space-between" mb={6} gap="xs" mih={34}>
          <Text size="xs" c="dimmed" role="status">
            {t("count", { count: processes.size })}
            {isOpening ? ` · ${t("loading")}` : ""}
            {base.data.is_cut || base.data.is_partial ? ` · ${t("cut")}` : ""}
          </Text>
        </Group>
        {openError !== null && <ErrorNotice title={t("failed")} error={openError} />}
        <ProcessTable {...tree} />
      </div>
      <div className={classes["right"]}>
        <Group justify="flex-end" mb={6} mih={34}>
          <SegmentedControl
            size="xs"
            aria-label={t("view")}
            value={view}
            onChange={(value) => {
              const next = processViews.find((one) => one === value);
              if (next !== undefined) onChange({ view: next });
            }}
            data={processViews.map((value) => ({ value, label: t(`views.${value}`) }))}
          />
        </Group>
        {view === "graph" ? (
          <Suspense fallback={<Skeleton className={classes["graph"] ?? ""} />}>
            <ProcessGraph {...tree} />
          </Suspense>
        ) : (
          <ProcessLanes {...tree} />
        )}
      </div>
      <div className={classes["bottom"]}>
        {chosen !== undefined && <ProcessDetails key={chosen.id} process={chosen} />}
      </div>
    </div>
  );
}
