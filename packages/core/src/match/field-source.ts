import { compileFieldReader, type JsonObject, type JsonValue } from "../events/index.ts";
import type { FieldType, Value } from "../lang/index.ts";
import { convertFieldValue } from "./field-value.ts";

/** Gives all values of a field as the event holds them; empty where it has none. */
export type ReadRaw<D> = (event: D) => readonly JsonValue[];

/** Gives all values of a field in its type; a single null where there is none. */
export type ReadValues<D> = (event: D) => readonly Value[];

/**
 * What conditions, join keys and orders read an event through. `D` is the form the event is in: a document here, bytes in
 * the kernel. All that is asked about the same events should share one source, which reads each field once, however many
 * conditions of however many rules ask for it: it remembers the values of the last event it was shown, which must not
 * change while it is looked at.
 */
export interface FieldSource<D> {
  raw(name: string): ReadRaw<D>;
  values(name: string, fieldType: FieldType): ReadValues<D>;
}

const absent: readonly Value[] = [null];

/** Reads documents. */
export function createDocumentFields(): FieldSource<JsonObject> {
  const readers = new Map<string, ReadValues<JsonObject>>();
  let current: JsonObject | undefined;
  let generation = 0;
  return {
    raw: compileFieldReader,
    values(name, fieldType) {
      const id = `${fieldType} ${name}`;
      const known = readers.get(id);
      if (known !== undefined) return known;
      const read = compileConvertingReader(compileFieldReader(name), fieldType);
      let values: readonly Value[] = absent;
      let readAt = -1;
      const remembering: ReadValues<JsonObject> = (document) => {
        if (document !== current) {
          current = document;
          generation += 1;
        }
        if (readAt !== generation) {
          readAt = generation;
          values = read(document);
        }
        return values;
      };
      readers.set(id, remembering);
      return remembering;
    },
  };
}

/** Brings raw values into the type of their field. Those that do not fit it are left out. */
export function compileConvertingReader<D>(read: ReadRaw<D>, fieldType: FieldType): ReadValues<D> {
  return (event) => {
    const raw = read(event);
    const [only] = raw;
    if (only === undefined) return absent;
    if (raw.length === 1) {
      const value = convertFieldValue(only, fieldType);
      return value === undefined ? absent : [value];
    }
    const values = raw.flatMap((item) => convertFieldValue(item, fieldType) ?? []);
    return values.length === 0 ? absent : values;
  };
}
