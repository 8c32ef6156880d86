const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, "0"),
);

const lowerHexPairs: readonly string[] = hexPairs.map((pair) => pair.toLowerCase());

function hexByte(view: DataView, offset: number): string {
  return hexPairs[view.getUint8(offset)] ?? "";
}

/** Bytes as upper-case hexadecimal digits. */
export function hexText(view: DataView, offset: number, sizeBytes: number): string {
  let text = "";
  for (let index = 0; index < sizeBytes; index += 1) text += hexByte(view, offset + index);
  return text;
}

/** `{5770385F-C22A-43E0-BF4C-06F5698FFBD9}`: the first three parts are little-endian numbers. */
export function guidText(view: DataView, offset: number): string {
  const byte = (index: number): string => hexByte(view, offset + index);
  return (
    `{${byte(3)}${byte(2)}${byte(1)}${byte(0)}-${byte(5)}${byte(4)}-${byte(7)}${byte(6)}-` +
    `${byte(8)}${byte(9)}-${hexText(view, offset + 10, 6)}}`
  );
}

/** Size of the SID that starts at `offset`: revision, count, six bytes of authority, four for each sub-authority. */
export function sidBytes(view: DataView, offset: number): number {
  return 8 + 4 * view.getUint8(offset + 1);
}

/** `S-1-5-18`. */
export function sidText(view: DataView, offset: number): string {
  const authority = view.getUint16(offset + 2) * 2 ** 32 + view.getUint32(offset + 4);
  let text = `S-${view.getUint8(offset)}-${authority}`;
  const to = offset + sidBytes(view, offset);
  for (let sub = offset + 8; sub < to; sub += 4) text += `-${view.getUint32(sub, true)}`;
  return text;
}

/** `0x3e7`, as Windows writes it. */
export function hexNumberText32(view: DataView, offset: number): string {
  return `0x${hexDigits(view.getUint32(offset, true))}`;
}

export function hexNumberText64(view: DataView, offset: number): string {
  const low = view.getUint32(offset, true);
  const high = view.getUint32(offset + 4, true);
  return high === 0 ? `0x${hexDigits(low)}` : `0x${hexDigits(high)}${eightHexDigits(low)}`;
}

/** Large numbers are no small integers to an engine, whose own way to write them is several times slower. */
function hexDigits(value: number): string {
  return value < 0x1000_0000 ? value.toString(16) : eightHexDigits(value);
}

function eightHexDigits(value: number): string {
  const pair = (shift: number): string => lowerHexPairs[(value >>> shift) & 0xff] ?? "";
  return pair(24) + pair(16) + pair(8) + pair(0);
}
