import { compileFieldReader, type JsonObject } from "../events/index.ts";
import type { FieldType, Value } from "../lang/index.ts";
import { convertFieldValue } from "./field-value.ts";

/** Gives all values of a field; a single null where there is none. */
export type ReadValues = (document: JsonObject) => readonly Value[];

/**
 * Reads each field of an event once, however many conditions of however many rules ask for it. Remembers the values
 * of the last document it was shown, which must not change while it is looked at.
 */
export interface FieldMemo {
  reader(name: string, fieldType: FieldType): ReadValues;
}

const absent: readonly Value[] = [null];

export function createFieldMemo(): FieldMemo {
  const readers = new Map<string, ReadValues>();
  let current: JsonObject | undefined;
  let generation = 0;
  return {
    reader(name, fieldType) {
      const id = `${fieldType} ${name}`;
      const known = readers.get(id);
      if (known !== undefined) return known;
      const read = compileConvertingReader(name, fieldType);
      let values: readonly Value[] = absent;
      let readAt = -1;
      const remembering: ReadValues = (document) => {
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

function compileConvertingReader(name: string, fieldType: FieldType): ReadValues {
  const read = compileFieldReader(name);
  return (document) => {
    const raw = read(document);
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
