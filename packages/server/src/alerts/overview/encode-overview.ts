import { codedColumns, type OverviewState } from "./overview-columns.ts";

/** Grows with every change of the columns or of how they are written: what has another number is not read. */
const format = 1;

const alignment = 8;

interface Head {
  readonly format: number;
  readonly count: number;
  readonly dictionaries: Readonly<Record<string, readonly (string | null)[]>>;
}

/** Columns as bytes: the length of a head in JSON, the head, and the columns as they stand in memory. */
export function encodeOverview(state: OverviewState): Buffer {
  const head: Head = { format, count: state.numbers.length, dictionaries: state.dictionaries };
  const headBytes = Buffer.from(JSON.stringify(head));
  const padded = Math.ceil((4 + headBytes.length) / alignment) * alignment;
  const start = Buffer.alloc(padded, 0x20);
  start.writeUInt32LE(headBytes.length, 0);
  start.set(headBytes, 4);
  const arrays = [
    state.numbers,
    state.times,
    state.order,
    ...codedColumns.map((column) => state.codes[column]),
    state.isBuildingBlock,
  ];
  return Buffer.concat([
    start,
    ...arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
  ]);
}

/** Undefined where the bytes are no columns. */
export function decodeOverview(bytes: Uint8Array): OverviewState | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 4) return undefined;
  const headLength = buffer.readUInt32LE(0);
  let head: Head;
  try {
    head = JSON.parse(buffer.toString("utf8", 4, 4 + headLength)) as Head;
  } catch {
    return undefined;
  }
  const { count, dictionaries } = head;
  let at = Math.ceil((4 + headLength) / alignment) * alignment;
  const rowBytes = 8 + 8 + 4 + codedColumns.length * 4 + 1;
  if (head.format !== format || !Number.isSafeInteger(count) || buffer.length !== at + count * rowBytes)
    return undefined;
  const take = <A extends Float64Array | Uint32Array | Uint8Array>(type: new (length: number) => A): A => {
    const array = new type(count);
    const target = new Uint8Array(array.buffer);
    target.set(buffer.subarray(at, at + target.length));
    at += target.length;
    return array;
  };
  const numbers = take(Float64Array);
  const times = take(Float64Array);
  const order = take(Uint32Array);
  const codes = Object.fromEntries(codedColumns.map((column) => [column, take(Uint32Array)]));
  return {
    numbers,
    times,
    order,
    codes: codes as OverviewState["codes"],
    isBuildingBlock: take(Uint8Array),
    dictionaries: dictionaries as OverviewState["dictionaries"],
  };
}
