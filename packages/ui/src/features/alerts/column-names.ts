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

export const standardColumns: readonly ColumnName[] = [
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

/** How wide columns are, as a grid has it. */
export const columnWidths: Readonly<Record<ColumnName, string>> = {
  severity: "92px",
  time: "168px",
  rule: "minmax(150px, 2fr)",
  reason: "minmax(160px, 3fr)",
  host: "minmax(90px, 1fr)",
  user: "minmax(80px, 1fr)",
  status: "112px",
  tactics: "minmax(110px, 1fr)",
  techniques: "minmax(110px, 1fr)",
  risk: "48px",
  assignees: "minmax(80px, 1fr)",
  tags: "minmax(80px, 1fr)",
  origin: "84px",
};
