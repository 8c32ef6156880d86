/** The functions of the module, see `wasm/index.ts`. Addresses are byte offsets in the shared memory. */
export interface KernelFunctions {
  run(valueRoomBytes: number, foundRoomBytes: number): number;
  beginEvent(): void;
  dropEvent(): void;
  addFieldValue(fieldAndFlags: number, from: number, to: number): number;
  judgeEvent(bucket: number): number;
  locateBucket(): number;
  readValueText(value: number): number;
  hashKeyAt(from: number, length: number): number;
  hashTextInto(from: number, length: number, into: number): void;
}

/**
 * The memory that the module works in. Filled from low to high addresses and never freed: what is written lives as long as
 * the kernel, and all of it is bounded by the queries and by the limits of `kernel-limits.ts`.
 */
export interface KernelMemory {
  readonly functions: KernelFunctions;
  // Views of the whole memory; they are replaced when it grows, so do not keep them.
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly floats: Float64Array;
  /** Zeroed bytes at an address that is a multiple of 8 and never 0. */
  allocate(count: number): number;
  /** Writes words at a new address. */
  putWords(values: readonly number[]): number;
  /** Writes a text in UTF-8. The address is never 0, and 8 bytes behind the text may be read. */
  putText(text: string): { readonly address: number; readonly length: number };
  /** Gives the memory up for the next kernel; nothing may be done with it here any more. */
  release(): void;
}

/**
 * Memory of kernels that are done. To touch new memory costs more than most searches take in it, so the next kernel gets what
 * an earlier one had, zeroed.
 */
export interface KernelMemories {
  readonly kept: WebAssembly.Memory[];
}

/** Memories that are kept, and how large they may be. */
const mostKept = 4;
const mostKeptBytes = 16 * 1024 * 1024;

export function createKernelMemories(): KernelMemories {
  return { kept: [] };
}

const pageBytes = 65_536;
/** 1 GiB: far beyond what the limits of blocks, buckets and queries need. */
const maxPages = 16_384;

/** What the module asks for, see `wasm/caller.ts`. */
export interface KernelCaller {
  testLeaf(number: number): number;
  writeText(value: number): number;
  writeProgram(bucket: number, entry: number): number;
}

export function createKernelMemory(
  module: WebAssembly.Module,
  firstFree: number,
  caller: KernelCaller,
  memories: KernelMemories = createKernelMemories(),
): KernelMemory {
  const memory = memories.kept.pop() ?? new WebAssembly.Memory({ initial: 64, maximum: maxPages });
  const instance = new WebAssembly.Instance(module, { env: { memory }, caller: { ...caller } });
  const functions = instance.exports as unknown as KernelFunctions;
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(memory.buffer);
  let words = new Uint32Array(memory.buffer);
  let floats = new Float64Array(memory.buffer);
  let top = firstFree;

  const allocate = (count: number): number => {
    const address = (top + 7) & ~7;
    top = address + count;
    if (top > memory.buffer.byteLength) {
      // In steps of an eighth, so that many small growths do not add up.
      const missing = Math.ceil((top - memory.buffer.byteLength) / pageBytes);
      const step = Math.ceil(memory.buffer.byteLength / pageBytes / 8);
      memory.grow(Math.max(missing, step));
      bytes = new Uint8Array(memory.buffer);
      words = new Uint32Array(memory.buffer);
      floats = new Float64Array(memory.buffer);
    }
    return address;
  };

  return {
    functions,
    get bytes() {
      return bytes;
    },
    get words() {
      return words;
    },
    get floats() {
      return floats;
    },
    allocate,
    release() {
      if (memories.kept.length < mostKept && memory.buffer.byteLength <= mostKeptBytes) {
        new Uint8Array(memory.buffer).fill(0, 0, Math.min(top, memory.buffer.byteLength));
        memories.kept.push(memory);
      }
      bytes = new Uint8Array();
      words = new Uint32Array();
      floats = new Float64Array();
    },
    putWords(values) {
      const address = allocate(values.length * 4);
      words.set(values, address / 4);
      return address;
    },
    putText(text) {
      if (isAscii(text)) {
        const address = allocate(text.length + 16);
        for (let at = 0; at < text.length; at += 1) bytes[address + at] = text.charCodeAt(at);
        return { address, length: text.length };
      }
      const encoded = encoder.encode(text);
      const address = allocate(encoded.length + 16);
      bytes.set(encoded, address);
      return { address, length: encoded.length };
    },
  };
}

/** A loop of our own: rules have tens of thousands of short texts, and an encoder takes its time to begin. */
function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
