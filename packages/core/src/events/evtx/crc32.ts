const polynomial = 0xedb88320;

/** Table 0 moves the checksum by one byte, table n by n more, so that eight bytes cost one step. */
const tables = new Uint32Array(8 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  tables[byte] = crc;
}
for (let index = 256; index < tables.length; index += 1) {
  const previous = entry(index - 256);
  tables[index] = (previous >>> 8) ^ entry(previous & 0xff);
}

function entry(index: number): number {
  return tables[index] ?? 0;
}

/** CRC-32 (IEEE 802.3) of the bytes `from` up to `to`, going on from the checksum of the bytes `before`. */
export function crc32(view: DataView, from: number, to: number, before = 0): number {
  let crc = ~before;
  let offset = from;
  for (; offset + 8 <= to; offset += 8) {
    crc ^= view.getUint32(offset, true);
    const next = view.getUint32(offset + 4, true);
    crc =
      entry(1792 + (crc & 0xff)) ^
      entry(1536 + ((crc >>> 8) & 0xff)) ^
      entry(1280 + ((crc >>> 16) & 0xff)) ^
      entry(1024 + (crc >>> 24)) ^
      entry(768 + (next & 0xff)) ^
      entry(512 + ((next >>> 8) & 0xff)) ^
      entry(256 + ((next >>> 16) & 0xff)) ^
      entry(next >>> 24);
  }
  for (; offset < to; offset += 1) crc = (crc >>> 8) ^ entry((crc ^ view.getUint8(offset)) & 0xff);
  return ~crc >>> 0;
}
