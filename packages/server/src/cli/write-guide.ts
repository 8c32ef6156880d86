import { renderGuide } from "@eqlite/core/detect";
import { oneLine } from "./describe-event.ts";
import type { Messages } from "./messages/messages.ts";
import type { OutputStream } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

const maxSteps = 6;

/** The first steps of a rule's investigation guide. */
export function writeGuide(note: string, messages: Messages, out: OutputStream): void {
  const markdown = renderGuide(note)
    .map((segment) => (segment.kind === "markdown" ? segment.text : ""))
    .join("\n");
  const steps = guideSteps(markdown).slice(0, maxSteps);
  if (steps.length === 0) return;
  out.write(`\n${out.colors.bold(messages.demo.guide)}\n`);
  for (const [at, step] of steps.entries())
    out.write(`${wrapText(`${at + 1}. ${step}`, out.width || 100, "  ", "     ")}\n`);
}

/** The list items of a guide at the outermost level, each as one line of plain text. */
function guideSteps(markdown: string): readonly string[] {
  const items = markdown.matchAll(/^(?:- |\d+\. )(.+(?:\n {2,}(?!-)\S.*)*)/gm);
  return [...items].map(([, item = ""]) => oneLine(item.replace(/\n\s+/g, " ").replace(/\*\*|`/g, "")));
}
