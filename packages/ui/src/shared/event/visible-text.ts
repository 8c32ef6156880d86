import { sanitizeForTerminal } from "@eqlite/core/lang";

/** A value of an event as it may be shown: what would hide, reverse or overlay text becomes visible. Line breaks and tabs stay. */
export function visibleText(text: string): string {
  return sanitizeForTerminal(text, { newlines: true, tabs: true });
}
