// biome-ignore-all lint/a11y/useSemanticElements: a table of elements <table> cannot have rows that stand where they are put
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that it is at
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid takes the keys of the row that it is at
import { Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type KeyboardEvent, type MouseEvent, memo, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "../../shared/event/visible-text.ts";
import { useShortcut } from "../../shared/keyboard/shortcuts.ts";
import { useRuleNames } from "../../shared/rule-text/use-rule-texts.ts";
import { SeverityBadge } from "../../shared/ui/severity-badge.tsx";
import { AlertCell, StatusText } from "./alert-cell.tsx";
import type { AlertPages, AlertSummary } from "./alert-pages.ts";
import classes from "./alert-table.module.css";
import type { SortName } from "./alerts-search.ts";
import { type ColumnName, columnTrack, columnWidths } from "./column-names.ts";
import { isChosen, type Selection } from "./selection.ts";
import { useTallList } from "./use-tall-list.ts";

interface AlertTableProps {
  readonly pages: AlertPages;
  readonly columns: readonly ColumnName[];
  readonly sort: SortName;
  readonly openId: string | undefined;
  readonly selection: Selection;
  readonly mayTriage: boolean;
  readonly isNarrow: boolean;
  readonly onVisible: (visible: { readonly from: number; readonly to: number }) => void;
  readonly onSort: (sort: SortName) => void;
  readonly onOpen: (alert: AlertSummary) => void;
  readonly onToggle: (alert: AlertSummary) => void;
  /** Rows from one to another, both among them. */
  readonly onRange: (from: number, to: number) => void;
  readonly onClear: () => void;
}

const rowHeight = 34;
const cardHeight = 108;
const headHeight = 32;
const boxWidth = 34;

/** A table of as many alerts as there are. It is one stop of the tab key: `j` and `k` or the arrows go from row to row. */
export function AlertTable({
  pages,
  columns,
  sort,
  openId,
  selection,
  mayTriage,
  isNarrow,
  onVisible,
  onSort,
  onOpen,
  onToggle,
  onRange,
  onClear,
}: AlertTableProps) {
  const { t } = useTranslation("alerts");
  const nameOf = useRuleNames();
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<number>();
  /** Where a range begins. */
  const anchor = useRef<number>(undefined);
  const head = isNarrow ? 0 : headHeight;
  const list = useTallList(scroller, pages.total, isNarrow ? cardHeight : rowHeight, head);
  const { visible } = list;
  const slots = useRef(1);
  slots.current = Math.max(slots.current, list.rows.length);
  useEffect(() => onVisible(visible), [onVisible, visible]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its beginning
  useEffect(() => setCursor(undefined), [sort, pages.place]);

  const at = cursor === undefined ? undefined : Math.min(cursor, pages.total - 1);
  const current = at === undefined ? undefined : (pages.row(at) ?? undefined);
  const move = (by: number, isRange = false): void => {
    if (pages.total === 0) return;
    const next = at === undefined ? visible.from : Math.min(Math.max(at + by, 0), pages.total - 1);
    if (isRange && mayTriage) {
      anchor.current ??= at ?? next;
      onRange(anchor.current, next);
    } else anchor.current = undefined;
    setCursor(next);
    list.show(next);
    scroller.current?.focus({ preventScroll: true });
  };
  const toggleAt = (): void => {
    if (current !== undefined && mayTriage) onToggle(current);
    anchor.current = at;
  };
  useShortcut("j", t("keys.next"), () => move(1));
  useShortcut("k", t("keys.previous"), () => move(-1));
  useShortcut("x", t("keys.select"), toggleAt, mayTriage);
  useShortcut("J", t("keys.rangeDown"), () => move(1, true), mayTriage);
  useShortcut("K", t("keys.rangeUp"), () => move(-1, true), mayTriage);
  useShortcut("o", t("keys.open"), () => current !== undefined && onOpen(current));

  const onKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const inView = Math.max(visible.to - visible.from - 16, 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: inView,
      PageUp: -inView,
      Home: -pages.total,
      End: pages.total,
    };
    const step = steps[event.key];
    if (step !== undefined) move(step, event.shiftKey);
    else if (event.key === "Enter" && current !== undefined) onOpen(current);
    else if (event.key === " ") toggleAt();
    else if (event.key === "Escape") onClear();
    else return;
    event.preventDefault();
  };

  const pick = useRef({ onRange, onToggle, onOpen });
  pick.current = { onRange, onToggle, onOpen };
  const choose = useCallback((row: number, alert: AlertSummary, isRange: boolean) => {
    if (isRange && anchor.current !== undefined) pick.current.onRange(anchor.current, row);
    else {
      pick.current.onToggle(alert);
      anchor.current = row;
    }
    setCursor(row);
  }, []);
  const open = useCallback((row: number, alert: AlertSummary) => {
    setCursor(row);
    pick.current.onOpen(alert);
  }, []);

  const template = [...(mayTriage ? [`${boxWidth}px`] : []), ...columns.map(columnTrack)].join(" ");
  const width = columns.reduce((sum, column) => sum + columnWidths[column].least, mayTriage ? boxWidth : 0);
  return (
    <div
      ref={scroller}
      className={classes["scroller"]}
      data-narrow={isNarrow}
      role="grid"
      aria-label={t("table.label")}
      aria-rowcount={pages.total + 1}
      aria-multiselectable={mayTriage}
      aria-activedescendant={current === undefined ? undefined : `alert-row-${at}`}
      tabIndex={0}
      onKeyDown={onKey}
    >
      {!isNarrow && (
        <div
          className={classes["head"]}
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: template, minWidth: width }}
        >
          {mayTriage && (
            <div role="columnheader" className={classes["cell"]}>
              <span className={classes["unseen"]}>{t("table.chosen")}</span>
            </div>
          )}
          {columns.map((column) => (
            <ColumnHead key={column} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      )}
      <div
        className={classes["rows"]}
        role="rowgroup"
        style={{ height: list.height, minWidth: isNarrow ? 0 : width }}
      >
        {list.rows.map(({ at: row, top }) => {
          const alert = pages.row(row);
          const Row = isNarrow ? AlertCard : AlertRow;
          return (
            <Row
              // Rows that come in take the elements of those that went out: to make new ones takes longer than a frame.
              key={row % slots.current}
              row={row}
              top={top}
              alert={alert}
              nameOf={nameOf}
              columns={columns}
              template={template}
              mayTriage={mayTriage}
              isCurrent={row === at}
              isOpen={alert?.id === openId && openId !== undefined}
              isSelected={alert !== null && alert !== undefined && isChosen(selection, alert.id)}
              onChoose={choose}
              onOpen={open}
            />
          );
        })}
      </div>
    </div>
  );
}

interface ColumnHeadProps {
  readonly column: ColumnName;
  readonly sort: SortName;
  readonly onSort: (sort: SortName) => void;
}

function ColumnHead({ column, sort, onSort }: ColumnHeadProps) {
  const { t } = useTranslation("alerts");
  const label = t(`column.${column}`);
  const sorts: readonly SortName[] =
    column === "time" ? ["newest", "oldest"] : column === "severity" || column === "risk" ? [column] : [];
  const isSorted = sorts.includes(sort);
  const [first = "newest", second] = sorts;
  const Arrow = sort === "oldest" ? IconArrowUp : IconArrowDown;
  return (
    <div
      role="columnheader"
      className={classes["cell"]}
      aria-sort={isSorted ? (sort === "oldest" ? "ascending" : "descending") : undefined}
    >
      {sorts.length === 0 ? (
        <span className={classes["cut"]}>{label}</span>
      ) : (
        <UnstyledButton
          className={classes["sort"]}
          onClick={() => onSort(sort === first ? (second ?? "newest") : first)}
        >
          {label}
          {isSorted && <Arrow size={13} aria-hidden />}
        </UnstyledButton>
      )}
    </div>
  );
}

interface RowProps {
  /** Its place among all rows. */
  readonly row: number;
  readonly top: number;
  readonly alert: AlertSummary | null | undefined;
  /** The name of a rule in the reader's language. */
  readonly nameOf: (ruleId: string, name: string) => string;
  readonly columns: readonly ColumnName[];
  readonly template: string;
  readonly mayTriage: boolean;
  readonly isCurrent: boolean;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly onChoose: (row: number, alert: AlertSummary, isRange: boolean) => void;
  readonly onOpen: (row: number, alert: AlertSummary) => void;
}

const AlertRow = memo(function AlertRow(props: RowProps) {
  const { row, top, alert, nameOf, columns, template, mayTriage, isCurrent, isOpen, isSelected } = props;
  const { t } = useTranslation("alerts");
  return (
    <div
      id={`alert-row-${row}`}
      className={classes["row"]}
      role="row"
      aria-rowindex={row + 2}
      aria-selected={mayTriage ? isSelected : undefined}
      data-current={isCurrent}
      data-open={isOpen}
      data-selected={isSelected}
      data-severity={alert?.severity}
      data-closed={alert?.status === "closed"}
      data-alert={alert?.id}
      style={{ height: rowHeight, transform: `translateY(${top}px)`, gridTemplateColumns: template }}
      onClick={(event) => onClickOf(event, props)}
    >
      {mayTriage && (
        <div role="gridcell" className={classes["cell"]} data-choose>
          {alert !== null && alert !== undefined && (
            <input
              type="checkbox"
              className={classes["box"]}
              tabIndex={-1}
              checked={isSelected}
              aria-label={t("table.choose", { rule: nameOf(alert.rule_id, alert.rule_name) })}
              onChange={() => {}}
            />
          )}
        </div>
      )}
      {alert === null ? (
        <div role="gridcell" className={classes["gone"]}>
          {t("table.gone")}
        </div>
      ) : (
        columns.map((column) => (
          <div key={column} role="gridcell" className={classes["cell"]}>
            {alert === undefined ? (
              <span className={classes["coming"]} />
            ) : (
              <AlertCell alert={alert} nameOf={nameOf} column={column} />
            )}
          </div>
        ))
      )}
    </div>
  );
});

/** The same on a narrow screen. */
const AlertCard = memo(function AlertCard(props: RowProps) {
  const { row, top, alert, nameOf, mayTriage, isCurrent, isOpen, isSelected } = props;
  const { t } = useTranslation("alerts");
  return (
    <div
      id={`alert-row-${row}`}
      className={classes["card"]}
      role="row"
      aria-rowindex={row + 2}
      aria-selected={mayTriage ? isSelected : undefined}
      data-current={isCurrent}
      data-open={isOpen}
      data-selected={isSelected}
      data-closed={alert?.status === "closed"}
      data-alert={alert?.id}
      style={{ height: cardHeight, transform: `translateY(${top}px)` }}
      onClick={(event) => onClickOf(event, props)}
    >
      <div role="gridcell" className={classes["cardBody"]} data-severity={alert?.severity}>
        {alert === null && <Text size="sm">{t("table.gone")}</Text>}
        {alert === undefined && <span className={classes["coming"]} />}
        {alert !== null && alert !== undefined && (
          <>
            <div className={classes["cardLine"]}>
              <SeverityBadge severity={alert.severity} />
              <StatusText status={alert.status} reason={alert.status_reason} />
              {mayTriage && (
                <span className={classes["cardEnd"]} data-choose>
                  <input
                    type="checkbox"
                    className={classes["box"]}
                    tabIndex={-1}
                    checked={isSelected}
                    aria-label={t("table.choose", { rule: nameOf(alert.rule_id, alert.rule_name) })}
                    onChange={() => {}}
                  />
                </span>
              )}
            </div>
            <Text size="sm" fw={600} truncate>
              {nameOf(alert.rule_id, alert.rule_name)}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {alert.reason}
            </Text>
            <div className={classes["cardLine"]}>
              <Text size="xs" truncate>
                {visibleText([...alert.hosts, ...alert.users].join(" · "))}
              </Text>
              <span className={classes["cardEnd"]}>
                <AlertCell alert={alert} nameOf={nameOf} column="time" />
              </span>
            </div>
          </>
        )}
      </div>
    </div>
  );
});

/** The box chooses, with shift from where the last one was chosen; anything else opens. */
function onClickOf(event: MouseEvent, { row, alert, mayTriage, onChoose, onOpen }: RowProps): void {
  if (alert === null || alert === undefined) return;
  const isBox = event.target instanceof Element && event.target.closest("[data-choose]") !== null;
  if (mayTriage && (isBox || event.shiftKey || event.ctrlKey || event.metaKey)) {
    onChoose(row, alert, event.shiftKey);
    return;
  }
  // Who has marked text wants to copy it.
  if (globalThis.getSelection()?.isCollapsed !== false) onOpen(row, alert);
}
