/** Columns of the table, in their order. */
export const columnNames = [
  "severity",
  "time",
  "rule",
  "reason",
  "host",
  "user",
  "status",
  "tactics",
  "techniques",
  "risk",
  "assignees",
  "tags",
  "origin",
] as const;
export type ColumnName = (typeof columnNames)[number];

const usualColumns: readonly ColumnName[] = ["severity", "time", "rule", "host", "user", "status"];
const usualWideColumns: readonly ColumnName[] = [
  "severity",
  "time",
  "rule",
  "reason",
  "host",
  "user",
  "status",
  "tactics",
  "assignees",
];

/** Columns that are shown where nobody has chosen any: those that there is room for. */
export function standardColumns(isWide: boolean): readonly ColumnName[] {
  return isWide ? usualWideColumns : usualColumns;
}

/** How wide columns are in pixels, and how large a part of the room that is left they take. */
export const columnWidths: Readonly<Record<ColumnName, { readonly least: number; readonly share: number }>> =
  {
    severity: { least: 88, share: 0 },
    time: { least: 152, share: 0 },
    rule: { least: 140, share: 3 },
    reason: { least: 120, share: 4 },
    host: { least: 116, share: 1 },
    user: { least: 76, share: 1 },
    status: { least: 124, share: 0 },
    tactics: { least: 110, share: 1 },
    techniques: { least: 110, share: 1 },
    risk: { least: 58, share: 0 },
    assignees: { least: 90, share: 1 },
    tags: { least: 90, share: 1 },
    origin: { least: 100, share: 0 },
  };

/** As a grid has it. */
export function columnTrack(column: ColumnName): string {
  const { least, share } = columnWidths[column];
  return share === 0 ? `${least}px` : `minmax(${least}px, ${share}fr)`;
}
