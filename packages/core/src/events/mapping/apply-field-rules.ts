import type { MutableJsonObject } from "../document.ts";
import type { EventData } from "./event-data.ts";
import type { FieldRule } from "./put-field.ts";

/** Puts each value that a rule names into the document and takes it out of the event data unless it is copied. */
export function applyFieldRules(
  document: MutableJsonObject,
  data: EventData,
  rules: readonly FieldRule[],
): void {
  for (const rule of rules) {
    const text = data.read(rule.from);
    if (text === undefined) continue;
    if (rule.put(document, text) && rule.copied !== true) data.take(rule.from);
  }
}
