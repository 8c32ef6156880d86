import type { CaseFold } from "../condition.ts";
import { foldAscii } from "../pattern/fold-ascii.ts";

/** A text with its letters folded as asked (specification 3.6). Keeps the length, so positions stay valid. */
export function foldText(text: string, fold: CaseFold): string {
  switch (fold) {
    case "none":
      return text;
    case "ascii":
      return foldAscii(text);
    case "unicode":
      return foldUnicode(text);
  }
}

function foldUnicode(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  // A few capitals become two units; they are left alone so that positions keep their meaning.
  return Array.from(text, (char) => {
    const folded = char.toLowerCase();
    return folded.length === char.length ? folded : char;
  }).join("");
}
