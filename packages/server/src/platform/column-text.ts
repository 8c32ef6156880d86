/** Longer values are cut in the columns that are filtered by, as a keyword field ignores what is above its limit. */
const maxColumnUnits = 1_024;

/**
 * A text from outside as it stands in a column, where it serves filters and counts alone: without NUL, which a column cannot
 * hold, and cut. A filter's value goes through it as well, so that both are still compared as one.
 */
export function columnText(text: string): string {
  const cut = text.length > maxColumnUnits ? text.slice(0, maxColumnUnits) : text;
  return cut.includes("\0") ? cut.replaceAll("\0", "\uFFFD") : cut;
}
