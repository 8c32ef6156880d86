/** A guide taken apart: what stays in the note, and its level-2 "Setup" section with the heading. */
export interface SetupSection {
  readonly note: string;
  readonly setup: string;
}

/** Cuts the first "## Setup" section out of a guide; undefined when it has none. Fenced code is not searched. */
export function cutSetupSection(note: string): SetupSection | undefined {
  // Most guides have none, and need not be taken apart to know it.
  if (!hasSetupHeading(note)) return undefined;
  const lines = note.split("\n");
  const headings = levelTwoHeadings(lines);
  const found = headings.findIndex(({ title }) => title.toLowerCase() === "setup");
  const heading = headings[found];
  if (heading === undefined) return undefined;
  const end = headings[found + 1]?.line ?? lines.length;
  const before = lines.slice(0, heading.line).join("\n").trimEnd();
  const after = lines.slice(end).join("\n").trim();
  return {
    note: [before, after].filter((part) => part !== "").join("\n\n"),
    setup: lines.slice(heading.line, end).join("\n").trim(),
  };
}

/** Whether a line looks like the heading. A search for its two signs is far faster than one for all of it. */
function hasSetupHeading(note: string): boolean {
  const heading = /^## [^\S\n]*setup[^\S\n]*$/imy;
  for (let at = note.indexOf("## "); at !== -1; at = note.indexOf("## ", at + 1)) {
    heading.lastIndex = at;
    if (heading.test(note)) return true;
  }
  return false;
}

/** Headings of level 1 and 2, either of which ends a section of level 2; those of level 1 without their title. */
function levelTwoHeadings(lines: readonly string[]): { readonly line: number; readonly title: string }[] {
  const headings: { line: number; title: string }[] = [];
  let isInFence = false;
  for (const [line, text] of lines.entries()) {
    if (text.trimStart().startsWith("```")) isInFence = !isInFence;
    if (isInFence) continue;
    if (text.startsWith("## ")) headings.push({ line, title: text.slice(3).trim() });
    else if (text.startsWith("# ")) headings.push({ line, title: "" });
  }
  return headings;
}
