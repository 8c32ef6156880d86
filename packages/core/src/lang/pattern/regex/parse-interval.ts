import { fail, type RegexCursor } from "./regex-cursor.ts";
import { regexLimits } from "./regex-limits.ts";
import type { IntervalNode } from "./regex-syntax.ts";

/**
 * Reads `<n-m>`; the cursor stands after the `<`. Bounds of the same number of digits ask for exactly that many, so
 * `<01-12>` matches `05` and not `5`; otherwise any number of leading zeros may stand before the number. Bounds in
 * the wrong order are swapped. Both as in Lucene.
 */
export function parseInterval(cursor: RegexCursor): IntervalNode | undefined {
  const offset = cursor.at - 1;
  const close = cursor.text.indexOf(">", cursor.at);
  const inner = close === -1 ? "" : cursor.text.slice(cursor.at, close);
  const bounds = /^([0-9]+)-([0-9]+)$/.exec(inner);
  if (bounds === null) {
    const example = "Write two whole numbers as in `<1-31>`, or `\\<` for the character.";
    return fail(cursor, offset, `\`<\` does not begin a range of numbers here. ${example}`);
  }
  cursor.at = close + 1;
  const [, firstText = "", lastText = ""] = bounds;
  const first = Number(firstText);
  const last = Number(lastText);
  const max = Math.max(first, last);
  if (max > regexLimits.maxInterval) {
    return fail(cursor, offset, `The numbers of a range may be at most ${regexLimits.maxInterval}.`);
  }
  const width = firstText.length === lastText.length ? firstText.length : undefined;
  return { kind: "Interval", min: Math.min(first, last), max, width, offset };
}
