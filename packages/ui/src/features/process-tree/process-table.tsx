import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../shared/event/visible-text.ts";
import type { ProcessNode } from "../../shared/processes/process-queries.ts";
import type { ProcessRow } from "../../shared/processes/process-rows.ts";
import { TimeText } from "../../shared/ui/time-text.tsx";
import { KindChips } from "./kind-chips.tsx";
import classes from "./process-tree.module.css";

export interface TreeActions {
  readonly rows: readonly ProcessRow[];
  readonly selected: string | undefined;
  select(id: string): void;
  /** Shows the children of a process, and loads them where they are not there yet; or folds them away. */
  expand(id: string, isExpanded: boolean): void;
  missing(process: ProcessNode): number;
}

const rowHeight = 40;

/** Processes below their parents. Arrow keys lead through it as through every tree. */
export function ProcessTable({ rows, selected, select, expand, missing }: TreeActions) {
  const { t } = useTranslation("process-tree");
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const at = rows.findIndex(({ process }) => process.id === selected);
  useEffect(() => {
    const { current } = scroller;
    if (current === null || at < 0) return;
    const top = at * rowHeight;
    if (top < current.scrollTop) current.scrollTop = top;
    else if (top + rowHeight > current.scrollTop + current.clientHeight)
      current.scrollTop = top + rowHeight - current.clientHeight;
  }, [at]);

  const goTo = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row !== undefined) select(row.process.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    const parentAt =
      row === undefined ? -1 : rows.findLastIndex(({ depth }, index) => index < at && depth < row.depth);
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      PageDown: () => goTo(at + 10),
      PageUp: () => goTo(at - 10),
      ArrowRight() {
        if (row === undefined) return;
        if (row.isExpanded) goTo(at + 1);
        else if (row.shownChildren > 0 || missing(row.process) > 0) expand(row.process.id, true);
      },
      ArrowLeft() {
        if (row === undefined) return;
        if (row.isExpanded) expand(row.process.id, false);
        else if (parentAt >= 0) goTo(parentAt);
      },
      Enter() {
        if (row !== undefined && missing(row.process) > 0) expand(row.process.id, true);
      },
    };
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };

  return (
    <div
      ref={scroller}
      className={classes["scroller"]}
      role="tree"
      tabIndex={0}
      aria-label={t("table")}
      aria-activedescendant={at < 0 ? undefined : rowId(rows[at]?.process.id ?? "")}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <TreeRow
              key={row.process.id}
              row={row}
              top={item.start}
              isSelected={row.process.id === selected}
              select={select}
              expand={expand}
              missing={missing(row.process)}
            />
          );
        })}
      </div>
    </div>
  );
}

export function rowId(id: string): string {
  return `process-${id}`;
}

interface TreeRowProps extends Pick<TreeActions, "select" | "expand"> {
  readonly row: ProcessRow;
  readonly top: number;
  readonly isSelected: boolean;
  readonly missing: number;
}

function TreeRow({ row, top, isSelected, select, expand, missing }: TreeRowProps) {
  const { t } = useTranslation("process-tree");
  const { process, depth, place, siblings, isExpanded, shownChildren } = row;
  const canExpand = shownChildren > 0 || missing > 0;
  const name = visibleText(process.name ?? process.executable ?? process.id);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keys
    <div
      id={rowId(process.id)}
      className={classes["row"]}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={isSelected}
      aria-expanded={canExpand ? isExpanded : undefined}
      data-relation={process.relation}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      onClick={() => select(process.id)}
    >
      <span className={classes["cell"]} style={{ paddingInlineStart: 6 + Math.min(depth, 14) * 14 }}>
        <button
          type="button"
          tabIndex={-1}
          className={classes["toggle"]}
          style={{ visibility: canExpand ? "visible" : "hidden" }}
          aria-label={t(isExpanded ? "fold" : "unfold", { name })}
          onClick={(event) => {
            event.stopPropagation();
            expand(process.id, !isExpanded || missing > 0);
          }}
        >
          {isExpanded ? "▾" : "▸"}
          {missing > 0 && <small>+{missing}</small>}
        </button>
        <span className={classes["name"]}>
          <span className={classes["title"]}>
            <b>{name}</b> <span className={classes["dim"]}>{process.pid}</span>
            {process.relation === "subject" && <span className={classes["subject"]}>{t("subject")}</span>}
            {!process.is_seen && <span className={classes["dim"]}>{t("notSeen")}</span>}
          </span>
          <span className={classes["command"]} title={process.command_line ?? undefined}>
            {visibleText(process.command_line ?? process.executable ?? "")}
          </span>
        </span>
      </span>
      <span className={classes["side"]}>
        <span className={classes["dim"]}>
          <TimeText time={process.started_at} style="clock" />
        </span>
        <KindChips kinds={process.kinds} />
      </span>
    </div>
  );
}
