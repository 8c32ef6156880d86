import { type FieldReader, isJsonObject, type JsonObject, type JsonValue } from "../events/index.ts";
import { buildFieldTree, type FieldNode } from "./field-tree.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import {
  textsLimitAt,
  textsTopAt,
  valueEnd,
  valueField,
  valueHasLoneSurrogate,
  valueIsBoolean,
  valueIsDeferred,
  valueIsNumber,
  valueIsPlainInteger,
  valueIsString,
  valueStart,
} from "./memory-layout.ts";

/**
 * Writes the values that a document has of wanted fields into the memory, as the projection of a line does, for the event
 * that the module has begun.
 */
export interface DocumentValues {
  /** Writes the values of a few fields, one field after the other. False where they do not fit. */
  writeFields(document: JsonObject, fields: readonly number[]): boolean;
  /** Writes the text of a deferred value; 0 where there is no room. For the module. */
  writeText(value: number): number;
  /** Compiles the writing of many fields on one walk over the document. */
  compileWalk(fields: readonly number[]): WriteDocument;
}

/**
 * - `written`: all values are written.
 * - `full`: they do not fit, and nothing can be said about the document.
 * - `dotted`: a key with dots was met. A field may then have values from several places, in an order that only reading field
 *   by field gives; what was written has to be dropped.
 */
export type WriteResult = "written" | "full" | "dotted";
export type WriteDocument = (document: JsonObject) => WriteResult;

/** Whole numbers up to here have one way to be written, which is the text of their value too. */
const maxPlainInteger = 999_999_999_999_999;

/** @param readers for each field what reads it by its name */
export function createDocumentValues(
  memory: KernelMemory,
  names: readonly string[],
  readers: readonly FieldReader[],
): DocumentValues {
  /** Set by the walk. */
  let hasDotted = false;
  /** Strings of the current document that nobody has asked for yet: of most, nobody will. */
  const deferred: string[] = [];

  const add = (field: number, value: JsonValue): boolean => {
    const from = memory.words[textsTopAt / 4] ?? 0;
    if (typeof value === "boolean") return put(field | valueIsBoolean, from, encode(from, String(value)));
    if (typeof value === "string") return put(field | valueIsString, from, encode(from, value));
    if (typeof value !== "number" && typeof value !== "bigint") return true;
    const isPlain =
      Number.isInteger(value) && Math.abs(Number(value)) <= maxPlainInteger && !Object.is(value, -0);
    const flags = isPlain ? valueIsNumber | valueIsPlainInteger : valueIsNumber;
    return put(field | flags, from, encode(from, String(value)));
  };

  const defer = (field: number, text: string): boolean => {
    const number = deferred.push(text) - 1;
    return memory.functions.addFieldValue(field | valueIsString | valueIsDeferred, number, number) !== 0;
  };

  const put = (fieldAndFlags: number, from: number, to: number): boolean => {
    if (to === noRoom) {
      // A value that nothing is known of: whoever asks is sent to the document.
      return memory.functions.addFieldValue(fieldAndFlags & 0xffff, from, from) !== 0;
    }
    memory.words[textsTopAt / 4] = to;
    const lone = isLone ? valueHasLoneSurrogate : 0;
    return memory.functions.addFieldValue(fieldAndFlags | lone, from, to) !== 0;
  };

  let isLone = false;
  /** Writes a text; the address behind it, or `noRoom`. */
  const encode = (from: number, text: string): number => {
    isLone = false;
    // A unit of UTF-16 takes at most three bytes; 16 more may be read behind the text.
    if (from + text.length * 3 + 16 > (memory.words[textsLimitAt / 4] ?? 0)) return noRoom;
    const { bytes } = memory;
    if (text.length >= longText) {
      const { read, written } = encoder.encodeInto(text, bytes.subarray(from, from + text.length));
      // As many bytes as units and all of the text: it is ASCII.
      if (read === text.length && written === text.length) return from + written;
    }
    let at = from;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) {
        bytes[at++] = unit;
        continue;
      }
      const code = text.codePointAt(i) ?? 0;
      if (code > 0xffff) i += 1;
      else if (code >= 0xd800 && code < 0xe000) isLone = true;
      at = writeCharacter(bytes, at, code);
    }
    return at;
  };

  const walkObject = (object: JsonObject, node: FieldNode): boolean => {
    // Of all loops over an object this one reads values several times faster; documents inherit nothing enumerable.
    for (const key in object) {
      const below = node.keys.get(key);
      if (below === undefined) continue;
      hasDotted ||= below.isDotted;
      const value = object[key];
      if (value !== undefined && !walkValue(value, below.node)) return false;
    }
    return true;
  };

  const walkValue = (value: JsonValue, node: FieldNode): boolean => {
    if (value === null) return true;
    if (typeof value === "string" && value.length > shortText)
      return node.field < 0 || defer(node.field, value);
    if (typeof value !== "object") return node.field < 0 || add(node.field, value);
    if (isJsonObject(value)) return node.keys.size === 0 || walkObject(value, node);
    for (const item of value) if (!walkValue(item, node)) return false;
    return true;
  };

  const writeFields = (document: JsonObject, fields: readonly number[]): boolean => {
    for (const field of fields) {
      for (const value of readers[field]?.(document) ?? []) if (!add(field, value)) return false;
    }
    return true;
  };
  return {
    writeFields,
    writeText(value) {
      const { words } = memory;
      const number = words[(value + valueStart) / 4] ?? 0;
      const from = words[textsTopAt / 4] ?? 0;
      const to = encode(from, deferred[number] ?? "");
      if (to === noRoom) return 0;
      words[textsTopAt / 4] = to;
      const flags = (words[(value + valueField) / 4] ?? 0) & ~valueIsDeferred;
      words[(value + valueField) / 4] = isLone ? flags | valueHasLoneSurrogate : flags;
      words[(value + valueStart) / 4] = from;
      words[(value + valueEnd) / 4] = to;
      return 1;
    },
    compileWalk(fields) {
      const root = buildFieldTree(
        fields.map((field) => names[field] ?? ""),
        { numbers: fields },
      );
      return (document) => {
        hasDotted = false;
        deferred.length = 0;
        if (!walkObject(document, root)) return "full";
        return hasDotted ? "dotted" : "written";
      };
    },
  };
}

const noRoom = -1;

const encoder = new TextEncoder();

/** Texts from this length on, in UTF-16 units, are encoded by the platform: it is faster, but takes its time to begin. */
const longText = 24;

/** Texts up to this length, in UTF-16 units, are written at once: to defer them would take as long. */
const shortText = 8;

function writeCharacter(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x800) {
    bytes[at] = 0xc0 | (code >> 6);
    bytes[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  if (code < 0x10000) {
    bytes[at] = 0xe0 | (code >> 12);
    bytes[at + 1] = 0x80 | ((code >> 6) & 0x3f);
    bytes[at + 2] = 0x80 | (code & 0x3f);
    return at + 3;
  }
  bytes[at] = 0xf0 | (code >> 18);
  bytes[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  bytes[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  bytes[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
}
