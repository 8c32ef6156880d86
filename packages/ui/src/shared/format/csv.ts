/** A table as CSV (RFC 4180). A value that a spreadsheet would take for a formula is led by an apostrophe; names of columns are ours. */
export function csvText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(quoted), ...rows.map((row) => row.map(csvCell))];
  return `${lines.map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

export function csvCell(value: string): string {
  return quoted(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
