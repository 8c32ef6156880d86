import { type FieldReader, type JsonObject, type JsonValue, parseJson } from "../events/index.ts";
import type { Condition, FieldType, Value } from "../lang/index.ts";
import {
  compileConvertingReader,
  compilePredicate,
  type FieldSource,
  type Predicate,
  type ReadRaw,
  type ReadValues,
} from "../match/index.ts";
import { leafTests, mentionsOf } from "./condition-terms.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import {
  valueBytes,
  valueEnd,
  valueField,
  valueHasEscapes,
  valueHasLoneSurrogate,
  valueIsBoolean,
  valueIsString,
  valueNext,
  valueStart,
} from "./memory-layout.ts";

/** Text of bytes that are all ASCII. Passed in where the platform has a faster way than this package knows. */
export type DecodeAscii = (bytes: Uint8Array, from: number, to: number) => string;

/**
 * One event as the kernel has it: the values of wanted fields where they stand in memory. The same object for all events;
 * what it gives is read anew once it has moved to the next one. An event that came as a document is read from that.
 */
export interface EventView {
  /** Counts the events that the view has stood on. */
  readonly serial: number;
  /** All values of a field as the event holds them. */
  read(field: number): readonly JsonValue[];
  /** How many values a field has: 0, 1, or more. */
  count(field: number): number;
  /**
   * Shows the values of all fields one by one, for whoever wants bytes and no strings: texts where they stand in UTF-8,
   * valid during the call. Of other values, and of texts of which that cannot be said, the field is told, to be read.
   */
  visit(visitor: ValueVisitor): void;
}

export interface ValueVisitor {
  text(field: number, bytes: Uint8Array, from: number, to: number): void;
  other(field: number): void;
}

/** Fields that are asked for, each with a number. Compile conditions, keys and orders with it, then create the kernel. */
export interface KernelFields extends FieldSource<EventView> {
  readonly names: readonly string[];
  numberOf(name: string): number;
}

export function createKernelFields(): KernelFields {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const readers = new Map<string, ReadValues<EventView>>();
  const numberOf = (name: string): number => {
    let number = numbers.get(name);
    if (number === undefined) {
      number = names.push(name) - 1;
      numbers.set(name, number);
    }
    return number;
  };
  const raw = (name: string): ReadRaw<EventView> => {
    const field = numberOf(name);
    return (view) => view.read(field);
  };
  return {
    names,
    numberOf,
    raw,
    values(name: string, fieldType: FieldType) {
      const id = `${fieldType} ${name}`;
      let reader = readers.get(id);
      if (reader === undefined) {
        reader = remember(compileConvertingReader(raw(name), fieldType));
        readers.set(id, reader);
      }
      return reader;
    },
  };
}

function remember(read: ReadValues<EventView>): ReadValues<EventView> {
  let values: readonly Value[] = [];
  let readAt = -1;
  return (view) => {
    if (readAt !== view.serial) {
      values = read(view);
      readAt = view.serial;
    }
    return values;
  };
}

/**
 * A predicate that is compiled when it is first asked: the kernel decides most conditions itself. Its fields are asked for
 * at once.
 */
export function lazyPredicate(condition: Condition, fields: KernelFields): Predicate<EventView> {
  for (const test of leafTests(condition)) for (const { name } of mentionsOf(test)) fields.numberOf(name);
  let holds: Predicate<EventView> | undefined;
  return (view) => {
    holds ??= compilePredicate(condition, fields);
    return holds(view);
  };
}

/** The view, and how the kernel moves it. */
export interface MovableView extends EventView {
  /** To an event of a block whose values stand between two addresses. */
  moveTo(valuesFrom: number, valuesTo: number): void;
  /** To an event that came as a document. */
  moveToDocument(document: JsonObject): void;
}

const noValues: readonly JsonValue[] = [];

/** @param documentReaders for each field what reads it from a document */
export function createEventView(
  memory: KernelMemory,
  documentReaders: readonly FieldReader[],
  decodeAscii: DecodeAscii = decodeAsciiBytes,
): MovableView {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const fieldCount = documentReaders.length;
  // For each field its first value in the current event, and which event that was.
  const firstValues = new Uint32Array(fieldCount);
  const firstSerials = new Float64Array(fieldCount).fill(-1);
  const read = new Array<readonly JsonValue[]>(fieldCount).fill(noValues);
  const readSerials = new Float64Array(fieldCount).fill(-1);
  let serial = 0;
  let document: JsonObject | undefined;
  let unreadFrom = 0;
  let unreadTo = 0;
  let eventFrom = 0;

  const textOf = (from: number, to: number): string => {
    const { bytes } = memory;
    for (let at = from; at < to; at += 1) {
      if ((bytes[at] ?? 0) > 0x7f) return decoder.decode(bytes.subarray(from, to));
    }
    return decodeAscii(bytes, from, to);
  };

  const valueAt = (value: number): JsonValue => {
    const flags = memory.words[(value + valueField) / 4] ?? 0;
    if ((flags & valueHasEscapes) !== 0 && memory.functions.readValueText(value) === 0) {
      // No room for the text without its escapes: the whole string goes through the parser.
      return parsed(`"${textOf(start(value), end(value))}"`);
    }
    const from = start(value);
    const to = end(value);
    if ((flags & valueIsString) !== 0) {
      const hasLone = ((memory.words[(value + valueField) / 4] ?? 0) & valueHasLoneSurrogate) !== 0;
      return hasLone ? decodeLoneSurrogates(memory.bytes, from, to) : textOf(from, to);
    }
    if ((flags & valueIsBoolean) !== 0) return memory.bytes[from] === 0x74;
    return parsed(textOf(from, to));
  };

  /** Has the module write a text without its escapes; false where it has no room, or where that is no UTF-8. */
  const writePlainText = (value: number): boolean =>
    memory.functions.readValueText(value) !== 0 &&
    ((memory.words[(value + valueField) / 4] ?? 0) & valueHasLoneSurrogate) === 0;

  const start = (value: number): number => memory.words[(value + valueStart) / 4] ?? 0;
  const end = (value: number): number => memory.words[(value + valueEnd) / 4] ?? 0;

  /** Notes where the first value of each field stands. Of many events nothing is ever asked. */
  const noteValues = (): void => {
    const { words } = memory;
    for (; unreadFrom < unreadTo; unreadFrom += valueBytes) {
      const field = (words[(unreadFrom + valueField) / 4] ?? 0) & 0xffff;
      if (firstSerials[field] === serial) continue;
      firstSerials[field] = serial;
      firstValues[field] = unreadFrom;
    }
  };

  const readMemory = (field: number): readonly JsonValue[] => {
    noteValues();
    if (firstSerials[field] !== serial) return noValues;
    const first = firstValues[field] ?? 0;
    const next = memory.words[(first + valueNext) / 4] ?? 0;
    if (next === 0) return [valueAt(first)];
    const values: JsonValue[] = [];
    for (let value = first; value !== 0; value = memory.words[(value + valueNext) / 4] ?? 0) {
      values.push(valueAt(value));
    }
    return values;
  };

  return {
    get serial() {
      return serial;
    },
    moveTo(valuesFrom, valuesTo) {
      serial += 1;
      document = undefined;
      eventFrom = valuesFrom;
      unreadFrom = valuesFrom;
      unreadTo = valuesTo;
    },
    moveToDocument(moved) {
      serial += 1;
      document = moved;
      unreadTo = unreadFrom;
    },
    count(field) {
      if (document !== undefined) return this.read(field).length;
      noteValues();
      if (firstSerials[field] !== serial) return 0;
      return memory.words[((firstValues[field] ?? 0) + valueNext) / 4] === 0 ? 1 : 2;
    },
    visit(visitor) {
      if (document !== undefined) {
        for (let field = 0; field < fieldCount; field += 1) visitor.other(field);
        return;
      }
      const { bytes, words } = memory;
      for (let value = eventFrom; value < unreadTo; value += valueBytes) {
        const flags = words[(value + valueField) / 4] ?? 0;
        const isText =
          (flags & valueIsString) !== 0 && ((flags & valueHasEscapes) === 0 || writePlainText(value));
        if (isText) visitor.text(flags & 0xffff, bytes, start(value), end(value));
        else visitor.other(flags & 0xffff);
      }
    },
    read(field) {
      if (readSerials[field] === serial) return read[field] ?? noValues;
      const values =
        document === undefined ? readMemory(field) : (documentReaders[field]?.(document) ?? noValues);
      readSerials[field] = serial;
      read[field] = values;
      return values;
    },
  };
}

/** The module has found a number or string here: parsing it again cannot fail. */
function parsed(text: string): JsonValue {
  const result = parseJson(text);
  if (!result.ok) throw new Error(`the kernel took "${text}" for a value of JSON`);
  return result.value;
}

function decodeAsciiBytes(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  // In pieces: as many arguments as a long text has bytes would overflow the stack.
  for (let at = from; at < to; at += 4_096) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(to, at + 4_096)));
  }
  return text;
}

/** UTF-8 in which halves of surrogate pairs stand as three bytes each, as no decoder of the platform takes it. */
function decodeLoneSurrogates(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; ) {
    const first = bytes[at] ?? 0;
    const count = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let code = count === 1 ? first : first & (0xff >> (count + 1));
    for (let i = 1; i < count; i += 1) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f);
    text += String.fromCodePoint(code);
    at += count;
  }
  return text;
}
