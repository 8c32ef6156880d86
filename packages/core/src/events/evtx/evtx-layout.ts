/** Where things stand in an EVTX file: a file header, then chunks that each hold records and all that these refer to. */
export const fileHeaderBytes = 4096;
export const chunkBytes = 65_536;
export const chunkHeaderBytes = 512;
/** Magic, size, number and time of a record. */
export const recordHeaderBytes = 24;
/** A record repeats its size in its last four bytes. */
export const minRecordBytes = recordHeaderBytes + 4;
/** "**" and two zeros, read as a little-endian number. */
export const recordMagic = 0x2a2a;

export const fileMagic = "ElfFile\0";
export const chunkMagic = "ElfChnk\0";

/** Whether the eight characters of a magic stand at `offset`. */
export function hasMagic(bytes: Uint8Array, offset: number, magic: string): boolean {
  if (offset + magic.length > bytes.length) return false;
  for (let index = 0; index < magic.length; index += 1) {
    if (bytes[offset + index] !== magic.charCodeAt(index)) return false;
  }
  return true;
}

export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let offset = from; offset < to; offset += 1) {
    if (bytes[offset] !== 0) return false;
  }
  return true;
}
