import { Anchor, Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../../shared/event/visible-text.ts";
import {
  type ProcessNode,
  prevalenceKey,
  prevalenceQuery,
  processTreeQuery,
  programOf,
} from "../../../shared/processes/process-queries.ts";
import { type ProcessRow, processRows } from "../../../shared/processes/process-rows.ts";
import { SignatureText } from "../../../shared/processes/signature-text.tsx";
import { TimeText } from "../../../shared/ui/time-text.tsx";
import type { AlertSubject } from "../alert-subject.ts";
import { treeQuery } from "../panel-queries.ts";
import { LoadState, Nothing, PanelFrame } from "./panel-frame.tsx";
import classes from "./panels.module.css";
import { PrevalenceText } from "./prevalence-text.tsx";
import { RowsTable } from "./rows-table.tsx";

/** Parents and children of the alert's process. */
export function TreePanel({ subject }: { readonly subject: AlertSubject }) {
  const { t } = useTranslation("investigate");
  const asked = treeQuery(subject);
  const tree = useQuery({ ...processTreeQuery(asked ?? {}), enabled: asked !== undefined });
  const programs = tree.data?.processes.flatMap((process) => programOf(process) ?? []) ?? [];
  const prevalence = useQuery(prevalenceQuery(programs));
  if (asked === undefined) {
    return (
      <PanelFrame panel="process-tree">
        <Nothing>{t("noProcess")}</Nothing>
      </PanelFrame>
    );
  }
  const { host, entity, pid, at, from, to } = asked;
  const howCommon = (process: ProcessNode) => {
    const program = programOf(process);
    return program === undefined ? undefined : prevalence.data?.byKey.get(prevalenceKey(program));
  };
  return (
    <PanelFrame
      panel="process-tree"
      links={
        <Anchor
          component={Link}
          to="/processes"
          search={{ host, entity, pid, at, from, to } as never}
          size="xs"
        >
          {t("panel.process-tree.open")}
        </Anchor>
      }
    >
      <LoadState query={tree} title={t("panel.process-tree.failed")}>
        {(data) =>
          data.processes.length === 0 ? (
            <Nothing>{t("panel.process-tree.nothing")}</Nothing>
          ) : (
            <>
              <RowsTable
                label={t("panel.process-tree.title")}
                rows={processRows(data.processes)}
                keyOf={({ process }) => process.id}
                isMarked={({ process }) => process.relation === "subject"}
                columns={[
                  {
                    key: "process",
                    title: t("column.process"),
                    isWide: true,
                    cell: (row) => <ProcessCell row={row} />,
                  },
                  {
                    key: "started",
                    title: t("column.started"),
                    cell: ({ process }) => <TimeText time={process.started_at} style="clock" />,
                  },
                  {
                    key: "user",
                    title: t("column.user"),
                    cell: ({ process }) => visibleText(process.user ?? "–"),
                  },
                  {
                    key: "signature",
                    title: t("column.signature"),
                    cell: ({ process }) => <SignatureText process={process} />,
                  },
                  {
                    key: "hash",
                    title: t("column.hash"),
                    cell: ({ process }) => <HashCell process={process} />,
                  },
                  {
                    key: "prevalence",
                    title: t("column.prevalence"),
                    cell: ({ process }) => (
                      <PrevalenceText
                        prevalence={howCommon(process)}
                        isPartial={prevalence.data?.isPartial}
                        isLoading={prevalence.isLoading}
                      />
                    ),
                  },
                ]}
              />
              {data.is_cut && <Nothing>{t("panel.process-tree.cut")}</Nothing>}
            </>
          )
        }
      </LoadState>
    </PanelFrame>
  );
}

function ProcessCell({ row: { process, depth } }: { readonly row: ProcessRow }) {
  const { t } = useTranslation("investigate");
  return (
    <div style={{ paddingInlineStart: Math.min(depth, 12) * 14 }}>
      <Group gap={6} wrap="wrap">
        {depth > 0 && (
          <span className={classes["branch"]} aria-hidden>
            └
          </span>
        )}
        <Text span size="xs" fw={600}>
          {visibleText(process.name ?? process.executable ?? process.id)}
        </Text>
        {process.pid !== null && (
          <Text span size="xs" c="dimmed">
            {process.pid}
          </Text>
        )}
        {process.relation === "subject" && (
          <Badge size="xs" variant="light">
            {t("panel.process-tree.subject")}
          </Badge>
        )}
        {!process.is_seen && (
          <Text span size="xs" c="dimmed">
            {t("panel.process-tree.notSeen")}
          </Text>
        )}
      </Group>
      <Text
        size="xs"
        c="dimmed"
        lineClamp={2}
        className={classes["mono"]}
        title={process.command_line ?? undefined}
      >
        {visibleText(process.executable ?? "")}
        {process.command_line !== null && process.command_line !== process.executable
          ? ` · ${visibleText(process.command_line)}`
          : ""}
      </Text>
    </div>
  );
}

function HashCell({ process }: { readonly process: ProcessNode }) {
  const hash = process.sha256 ?? process.sha1 ?? process.md5;
  if (hash === null) return "–";
  return (
    <span className={classes["short"]} data-hint={hash}>
      {hash.slice(0, 10)}…
    </span>
  );
}
