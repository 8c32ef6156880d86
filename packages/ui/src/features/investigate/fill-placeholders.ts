import type { AlertSubject } from "./alert-subject.ts";

const placeholder = /\{\{\s*([\w.@-]+)\s*\}\}/g;

/** Puts the alert's values where `{{field}}` stands. What the alert does not have stays as it was written. */
export function fillPlaceholders(text: string, subject: Pick<AlertSubject, "valuesOf">): string {
  return text.replace(placeholder, (written, field: string) => {
    const values = subject.valuesOf(field);
    return values.length === 0 ? written : values.join(", ");
  });
}

/** The same in Markdown: values are code, so that nothing in them is taken for Markdown. */
export function fillMarkdown(text: string, subject: Pick<AlertSubject, "valuesOf">): string {
  return text.replace(placeholder, (written, field: string) => {
    const values = subject.valuesOf(field);
    return values.length === 0 ? `\`${written}\`` : values.map(markdownCode).join(", ");
  });
}

/** Text as code in Markdown, with a fence longer than any run of backquotes in it. */
export function markdownCode(text: string): string {
  const oneLine = text.replace(/[\r\n]+/g, " ");
  const longest = Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const needsRoom = longest > 0 || /^\s|\s$/.test(oneLine);
  return needsRoom ? `${fence} ${oneLine} ${fence}` : `${fence}${oneLine}${fence}`;
}
