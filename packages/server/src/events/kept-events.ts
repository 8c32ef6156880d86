import { type AppendedBytes, createByteChunks } from "./byte-chunks.ts";
import { lastAtMost } from "./last-at-most.ts";

/** What is kept of an event: bytes, of which its document is made when it is asked for. */
export interface KeptEvent {
  readonly arrival: number;
  /** The bytes are a line as it stood in the input, or the document as it was mapped. */
  readonly kind: "line" | "document";
  readonly bytes: Uint8Array;
  readonly record: number;
  readonly id?: string | undefined;
  readonly index?: string | undefined;
}

/** Events as bytes: an object for each would take several times the memory. */
export interface KeptEvents {
  /** Events come in the order of their arrival. False where there is no room for it. */
  add(event: KeptEvent): boolean;
  /** There was no room for an event: the next one need not be brought into bytes. */
  readonly isFull: boolean;
  has(arrival: number): boolean;
  get(arrival: number): KeptEvent | undefined;
}

/** @param openOverflow where events go that do not fit into memory; without it they are not kept */
export function createKeptEvents(budgetBytes: number, openOverflow?: () => AppendedBytes): KeptEvents {
  const memory = createByteChunks();
  let usedBytes = 0;
  let isFull = false;
  let overflow: AppendedBytes | undefined;
  const arrivals: number[] = [];
  /** Offset in memory; in the overflow its complement, which is negative. */
  const offsets: number[] = [];
  const lengths: number[] = [];

  function placeFor(bytes: Uint8Array): number | undefined {
    if (usedBytes + bytes.length <= budgetBytes) {
      usedBytes += bytes.length;
      return memory.append(bytes);
    }
    if (openOverflow === undefined) return undefined;
    overflow ??= openOverflow();
    return -1 - overflow.append(bytes);
  }

  function indexOf(arrival: number): number {
    const at = lastAtMost(arrivals, arrival);
    return arrivals[at] === arrival ? at : -1;
  }

  return {
    add(event) {
      const bytes = pack(event);
      const offset = placeFor(bytes);
      if (offset === undefined) {
        isFull = true;
        return false;
      }
      arrivals.push(event.arrival);
      offsets.push(offset);
      lengths.push(bytes.length);
      return true;
    },
    get isFull() {
      return isFull;
    },
    has: (arrival) => indexOf(arrival) !== -1,
    get(arrival) {
      const at = indexOf(arrival);
      const offset = offsets[at];
      const length = lengths[at];
      if (offset === undefined || length === undefined) return undefined;
      const bytes = new Uint8Array(length);
      if (offset >= 0) memory.read(offset, bytes);
      else overflow?.read(-1 - offset, bytes);
      return unpack(arrival, bytes);
    },
  };
}

const lineFeed = 0x0a;

type Header = readonly [isLine: 0 | 1, record: number, id: string | null, index: string | null];

/** A line with all but the bytes, and the bytes. */
function pack({ kind, record, id, index, bytes }: KeptEvent): Uint8Array {
  const header: Header = [kind === "line" ? 1 : 0, record, id ?? null, index ?? null];
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]);
}

function unpack(arrival: number, packed: Uint8Array): KeptEvent {
  const end = packed.indexOf(lineFeed);
  const header = Buffer.from(packed.subarray(0, end)).toString();
  const [isLine, record, id, index] = JSON.parse(header) as Header;
  return {
    arrival,
    kind: isLine === 1 ? "line" : "document",
    bytes: packed.subarray(end + 1),
    record,
    id: id ?? undefined,
    index: index ?? undefined,
  };
}
