import stringWidth from "string-width";

/** A Chinese character or mark, with the bracket that opens before it; else a word with the spaces behind it. */
const pieces =
  /[（“]?[\p{sc=Han}\u3000-\u303f\uff00-\uffef“”]|[^\s\p{sc=Han}\u3000-\u303f\uff00-\uffef“”]+\s*|\s+/gu;

/**
 * Breaks a text into lines of at most `width` columns. Chinese text may break between any two characters, other text at
 * spaces; a word that is wider than a line stays whole. `first` and `rest` stand before the first and the other lines.
 */
export function wrapText(text: string, width: number, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  for (const [piece] of text.matchAll(pieces)) {
    const isFull = stringWidth(line) + stringWidth(piece.trimEnd()) > width;
    // Chinese punctuation never starts a line.
    if (isFull && line.trim() !== "" && !/^[，。；：、！？）”]/u.test(piece)) {
      lines.push(line.trimEnd());
      line = rest;
    }
    line += piece;
  }
  return [...lines, line.trimEnd()].join("\n");
}
