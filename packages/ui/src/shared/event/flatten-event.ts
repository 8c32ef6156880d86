import { createFieldWalker, type JsonObject } from "@eqlite/core/events";
import type { EventDocument } from "../api/search-events.ts";

/** A value that holds no others. */
export type FieldValue = string | number | boolean | bigint;

/** A field of an event under its dotted name, with all values that the event holds for it. */
export interface EventField {
  readonly name: string;
  readonly values: readonly FieldValue[];
}

const walk = createFieldWalker();

/** The fields of an event as conditions see them: arrays give each value, null gives none. In the order of their names. */
export function flattenEvent(document: EventDocument): readonly EventField[] {
  const fields = new Map<string, FieldValue[]>();
  walk(document as JsonObject, (name, value) => {
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  });
  return [...fields]
    .map(([name, values]) => ({ name, values }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Reads fields of one event by their dotted names. */
export interface EventFields {
  /** All values as texts; empty where there is none. */
  all(name: string): readonly string[];
  /** The first value of the first of these names that has one. */
  first(...names: readonly string[]): string | undefined;
}

export function readEventFields(document: EventDocument): EventFields {
  const values = new Map<string, string[]>();
  walk(document as JsonObject, (name, value) => {
    const known = values.get(name);
    if (known === undefined) values.set(name, [String(value)]);
    else known.push(String(value));
  });
  return {
    all: (name) => values.get(name) ?? [],
    first: (...names) =>
      names.map((name) => values.get(name)?.[0]).find((value) => value !== undefined && value !== ""),
  };
}
