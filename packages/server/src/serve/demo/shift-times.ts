import { isJsonObject, type JsonObject, type JsonValue } from "@eqlite/core/events";
import type { FieldCatalogue } from "@eqlite/core/lang";

/** How far a field's times are moved, in milliseconds; whole seconds, so that times without fractions keep their distances. */
export type ShiftOf = (field: string) => number;

/**
 * The document at another time: all times in its texts, such as `UtcTime: 2021-06-12 01:07:15.633` in a message, and all
 * numbers in fields of type date, each in the form it had.
 */
export function shiftTimes(
  document: JsonObject,
  shiftOf: ShiftOf,
  catalogue: Pick<FieldCatalogue, "typeOf">,
): JsonObject {
  const shiftValue = (value: JsonValue, field: string): JsonValue => {
    if (typeof value === "string") return shiftTimeTexts(value, shiftOf(field));
    if (typeof value === "number") return isDate(field) ? value + shiftOf(field) : value;
    if (Array.isArray(value)) return value.map((item) => shiftValue(item, field));
    return isJsonObject(value) ? shiftMembers(value, `${field}.`) : value;
  };
  const isDate = (field: string): boolean => {
    const type = catalogue.typeOf(field);
    return type === "date" || type === "date_nanos";
  };
  const shiftMembers = (object: JsonObject, prefix: string): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]) => [name, shiftValue(value, `${prefix}${name}`)]),
    );
  return shiftMembers(document, "");
}

/** A day and a time of day, with or without parts of a second and in either common way to join the two. */
const timePattern = /\b(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(?!\d)/g;

export function shiftTimeTexts(text: string, shiftMs: number): string {
  return text.replace(timePattern, (whole, day: string, between: string, time: string) => {
    const ms = Date.parse(`${day}T${time}Z`);
    if (Number.isNaN(ms)) return whole;
    // Parts of a second stand behind it and stay.
    const [newDay = "", newTime = ""] = new Date(ms + shiftMs).toISOString().split(/[T.]/);
    return `${newDay}${between}${newTime}`;
  });
}
