import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { RawRecord, ReadProblem } from "../record-reader.ts";
import { crc32 } from "./crc32.ts";
import { createEvtxReader } from "./evtx-reader.ts";
import { valueType } from "./read-value.ts";

export const repository = new URL("../../../../../", import.meta.url);

/** A recording in the repository's folder of that name, unpacked. */
export function recording(name: string): Uint8Array {
  return unpackedFile(new URL(`recordings/evtx/${encodeURIComponent(name)}`, repository));
}

export function unpackedFile(url: URL): Uint8Array {
  const bytes = readFileSync(url);
  return new Uint8Array(url.pathname.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

export interface EvtxContent {
  readonly records: readonly RawRecord[];
  readonly problems: readonly ReadProblem[];
}

/** Reads a file pushed in parts of the given sizes, used in turn. */
export function readEvtx(bytes: Uint8Array, partSizes: readonly number[] = [bytes.length || 1]): EvtxContent {
  const records: RawRecord[] = [];
  const problems: ReadProblem[] = [];
  const reader = createEvtxReader({
    record: (record) => records.push(record),
    problem: (problem) => problems.push(problem),
  });
  for (let from = 0, part = 0; from < bytes.length; part += 1) {
    const size = partSizes[part % partSizes.length] ?? 1;
    reader.push(bytes.subarray(from, from + size));
    from += size;
  }
  reader.end();
  return { records, problems };
}

/** Writes binary XML into a chunk, as Windows does: each name and template where it is first used. */
export class BinXmlWriter {
  readonly view: DataView;
  offset: number;
  /** Whether elements are written as in a template, with the number of a value that they depend on. */
  isTemplate = false;

  constructor(view: DataView, offset: number) {
    this.view = view;
    this.offset = offset;
  }

  u8(...values: readonly number[]): this {
    for (const value of values) this.view.setUint8(this.offset++, value);
    return this;
  }

  u16(value: number): this {
    this.view.setUint16(this.offset, value, true);
    this.offset += 2;
    return this;
  }

  u32(value: number): this {
    this.view.setUint32(this.offset, value, true);
    this.offset += 4;
    return this;
  }

  units(text: string): this {
    for (let index = 0; index < text.length; index += 1) this.u16(text.charCodeAt(index));
    return this;
  }

  name(text: string): this {
    this.u32(this.offset + 4)
      .u32(0)
      .u16(0)
      .u16(text.length);
    return this.units(text).u16(0);
  }

  element(name: string, content?: (writer: this) => void): this {
    this.open(name, false);
    if (content === undefined) return this.u8(0x03);
    this.u8(0x02);
    content(this);
    return this.u8(0x04);
  }

  /** An element with attributes, each given by what writes its value. */
  elementWith(
    name: string,
    attributes: Record<string, (writer: this) => void>,
    content?: (writer: this) => void,
  ): this {
    this.open(name, true);
    for (const [attribute, value] of Object.entries(attributes)) {
      this.u8(0x06).name(attribute);
      value(this);
    }
    if (content === undefined) return this.u8(0x03);
    this.u8(0x02);
    content(this);
    return this.u8(0x04);
  }

  open(name: string, hasAttributes: boolean): this {
    this.u8(hasAttributes ? 0x41 : 0x01);
    if (this.isTemplate) this.u16(0xffff);
    this.u32(0).name(name);
    return hasAttributes ? this.u32(0) : this;
  }

  text(text: string): this {
    return this.u8(0x05, 0x01).u16(text.length).units(text);
  }

  slot(index: number): this {
    return this.u8(0x0d).u16(index).u8(0);
  }

  optionalSlot(index: number): this {
    return this.u8(0x0e).u16(index).u8(0);
  }

  /** A use of a template that is defined by it; gives the definition's offset. */
  define(templateId: number, template: (writer: this) => void, values: readonly Value[]): number {
    this.u8(0x0c, 1).u32(templateId);
    const definition = this.offset + 4;
    this.u32(definition).u32(0).u32(templateId).u32(0).u32(0).u32(0);
    const sizeOffset = this.offset;
    this.u32(0);
    const wasTemplate = this.isTemplate;
    this.isTemplate = true;
    this.u8(0x0f, 1, 1, 0);
    template(this);
    this.u8(0x00);
    this.isTemplate = wasTemplate;
    this.view.setUint32(sizeOffset, this.offset - sizeOffset - 4, true);
    this.values(values);
    return definition;
  }

  /** A use of a template that was defined before. */
  use(templateId: number, definition: number, values: readonly Value[]): this {
    return this.u8(0x0c, 1).u32(templateId).u32(definition).values(values);
  }

  values(values: readonly Value[]): this {
    this.u32(values.length);
    for (const value of values) this.u16(value.bytes.length).u8(value.type, 0);
    for (const value of values) this.u8(...value.bytes);
    return this;
  }
}

export interface Value {
  readonly type: number;
  readonly bytes: readonly number[];
}

export const nullValue: Value = { type: valueType.null, bytes: [] };

export function stringValue(text: string): Value {
  return { type: valueType.string, bytes: utf16Bytes(text) };
}

export function uint16Value(value: number): Value {
  return { type: valueType.uint16, bytes: [value & 0xff, value >>> 8] };
}

export function utf16Bytes(text: string): number[] {
  return Array.from(
    { length: 2 * text.length },
    (_, index) => (text.charCodeAt(index >> 1) >>> (8 * (index & 1))) & 0xff,
  );
}

/** A sound file of one chunk with a record for each of the writers, numbered from one. */
export function buildEvtx(...records: readonly ((writer: BinXmlWriter) => void)[]): Uint8Array {
  const file = new Uint8Array(4096 + 65_536);
  file.set(new TextEncoder().encode("ElfFile\0"));
  const fileView = new DataView(file.buffer, 0, 4096);
  fileView.setUint32(124, crc32(fileView, 0, 120), true);

  const view = new DataView(file.buffer, 4096);
  file.set(new TextEncoder().encode("ElfChnk\0"), 4096);
  let from = 512;
  records.forEach((write, index) => {
    const writer = new BinXmlWriter(view, from + 24);
    writer.u8(0x0f, 1, 1, 0);
    write(writer);
    writer.u8(0x00);
    const sizeBytes = writer.offset + 4 - from;
    writer.u32(sizeBytes);
    view.setUint32(from, 0x2a2a, true);
    view.setUint32(from + 4, sizeBytes, true);
    view.setBigUint64(from + 8, BigInt(index + 1), true);
    from = writer.offset;
  });
  view.setBigUint64(24, 1n, true);
  view.setBigUint64(32, BigInt(records.length), true);
  view.setUint32(48, from, true);
  signChunk(view);
  return file;
}

/** Puts the right checksums into a chunk. */
export function signChunk(view: DataView): void {
  view.setUint32(52, crc32(view, 512, view.getUint32(48, true)), true);
  view.setUint32(124, crc32(view, 128, 512, crc32(view, 0, 120)), true);
}
