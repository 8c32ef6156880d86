import { Button, Table } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { investigateLimits } from "../investigate-limits.ts";
import classes from "./panels.module.css";

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** A part of the width; what is long gets more. */
  readonly isWide?: boolean;
}

interface RowsTableProps<Row> {
  /** What the table is of, for who cannot see where it stands. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, at: number) => string;
  readonly isMarked?: (row: Row) => boolean;
  /** All that there are, where not all were loaded. */
  readonly total?: number;
}

/** A small table: the first rows, and all of them when asked for. */
export function RowsTable<Row>({
  label,
  columns,
  rows,
  keyOf,
  isMarked,
  total = rows.length,
}: RowsTableProps<Row>) {
  const { t } = useTranslation("investigate");
  const [showsAll, setShowsAll] = useState(false);
  const most = investigateLimits.shownRows;
  const shown = showsAll ? rows : rows.slice(0, most);
  return (
    <div className={classes["tableScroll"]}>
      <Table aria-label={label} verticalSpacing={3} horizontalSpacing="xs" className={classes["table"]}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, title, isWide }) => (
              <Table.Th key={key} data-wide={isWide}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((row, at) => (
            <Table.Tr key={keyOf(row, at)} data-marked={isMarked?.(row) === true ? true : undefined}>
              {columns.map(({ key, cell, isWide }) => (
                <Table.Td key={key} data-wide={isWide}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > shown.length && (
        <Button variant="subtle" size="compact-xs" onClick={() => setShowsAll(true)}>
          {t("showAll", { count: rows.length })}
        </Button>
      )}
      {showsAll && total > rows.length && (
        <span className={classes["more"]}>{t("moreStored", { shown: rows.length, total })}</span>
      )}
    </div>
  );
}
