import type { MutableJsonObject } from "../document.ts";

/** What kind of event an id stands for, in ECS terms. */
export interface EventClass {
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly action: string;
}

/** Adds category, type and action to an event block; an empty category or type is left out. */
export function setEventClass(event: MutableJsonObject, eventClass: EventClass): void {
  event["action"] = eventClass.action;
  if (eventClass.category.length > 0) event["category"] = eventClass.category;
  if (eventClass.type.length > 0) event["type"] = eventClass.type;
}
