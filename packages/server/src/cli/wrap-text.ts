import stringWidth from "string-width";

/**
 * Breaks a text into lines of at most `width` columns. Chinese text may break between any two characters, other text at
 * spaces. `first` and `rest` stand before the first and the other lines.
 */
export function wrapText(text: string, width: number, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  for (const piece of text.match(/[\p{sc=Han}\p{P}]|[^\s\p{sc=Han}]+\s*|\s+/gu) ?? []) {
    const isFull = stringWidth(line) + stringWidth(piece.trimEnd()) > width;
    // Chinese punctuation never starts a line.
    if (isFull && line.trim() !== "" && !/^[，。；：、）”]/u.test(piece)) {
      lines.push(line.trimEnd());
      line = rest;
    }
    line += piece;
  }
  return [...lines, line.trimEnd()].join("\n");
}
