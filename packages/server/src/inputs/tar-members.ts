import type { ByteCursor, ByteSource } from "./byte-cursor.ts";
import { InputError } from "./input-problem.ts";

/** A file in a tar archive. Its content must be read, or left unread, before the next member is asked for. */
export interface TarMember {
  readonly name: string;
  readonly content: ByteSource;
}

const blockBytes = 512;
// Names and other metadata in extended headers; longer ones are not written by anything sane.
const maxMetadataBytes = 1024 * 1024;

/**
 * The regular files of a tar archive: ustar with the extensions of pax and GNU tar for long names and sizes. Folders,
 * links and devices are left out. Reads member by member as they are asked for: after damage in the middle, all that
 * came before it has been handed on. Throws an InputError where the archive is damaged.
 */
export async function* tarMembers(cursor: ByteCursor): AsyncIterable<TarMember> {
  // One error object: whoever reports it can tell that it is the same end of the archive.
  const cutOff = new InputError(
    "damaged-container",
    "The tar archive is cut off; what came before was read.",
  );
  let extended: Extended = {};

  async function takeExactly(length: number): Promise<Uint8Array> {
    const bytes = await cursor.take(length);
    if (bytes.length < length) throw cutOff;
    return bytes;
  }

  async function takeMetadata(sizeBytes: number): Promise<Buffer> {
    if (sizeBytes > maxMetadataBytes) throw damaged("an extended header is too long");
    const metadata = await takeExactly(sizeBytes);
    await takeExactly(paddingOf(sizeBytes));
    return Buffer.from(metadata);
  }

  function createContent(sizeBytes: number): { read(): ByteSource; skip(): Promise<void> } {
    let left = sizeBytes;
    const takeSome = async (): Promise<Uint8Array> => {
      const bytes = await cursor.takeSome(left);
      if (bytes.length === 0) throw cutOff;
      left -= bytes.length;
      return bytes;
    };
    return {
      async *read() {
        while (left > 0) yield await takeSome();
      },
      async skip() {
        while (left > 0) await takeSome();
      },
    };
  }

  for (;;) {
    const block = await cursor.take(blockBytes);
    // Two blocks of zeros end an archive, and so does the end of the file: both are seen in practice.
    if (block.length === 0 || block.every((byte) => byte === 0)) return;
    if (block.length < blockBytes) throw cutOff;
    const header = parseHeader(Buffer.from(block));
    switch (header.type) {
      case "x":
        extended = { ...extended, ...parsePax(await takeMetadata(header.sizeBytes)) };
        break;
      case "L":
        extended = { ...extended, name: untilNul(await takeMetadata(header.sizeBytes)) };
        break;
      default: {
        const sizeBytes = extended.sizeBytes ?? header.sizeBytes;
        const content = createContent(sizeBytes);
        if (contentTypes.has(header.type))
          yield { name: extended.name ?? header.name, content: content.read() };
        await content.skip();
        await takeExactly(paddingOf(sizeBytes));
        // A long link name (K) stands before the same member as a long name, a global header (g) before any.
        if (header.type !== "K" && header.type !== "g") extended = {};
      }
    }
  }
}

/** Regular files, old and new, and contiguous ones, which nobody tells apart from them. */
const contentTypes: ReadonlySet<string> = new Set(["0", "\0", "7"]);

interface Header {
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
}

interface Extended {
  readonly name?: string;
  readonly sizeBytes?: number;
}

function parseHeader(block: Buffer): Header {
  const expected = parseNumber(block.subarray(148, 156));
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (sum !== expected) throw damaged("the checksum of a header is wrong");
  const name = untilNul(block.subarray(0, 100));
  // Only POSIX ustar has a prefix; GNU tar keeps other things there.
  const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? untilNul(block.subarray(345, 500)) : "";
  const sizeBytes = parseNumber(block.subarray(124, 136));
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw damaged("the size of a member is no number");
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    type: block.toString("latin1", 156, 157),
    sizeBytes,
  };
}

/** Octal digits, or a big-endian number where the first bit is set (GNU tar, for sizes beyond 8 GiB). */
function parseNumber(field: Buffer): number {
  const first = field[0] ?? 0;
  if (first >= 0x80) return field.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x7f);
  const digits = untilNul(field).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits === "" ? "0" : digits, 8) : Number.NaN;
}

/** Records of the form `length key=value\n`, where the length in bytes counts all of it. */
function parsePax(metadata: Buffer): Extended {
  let extended: Extended = {};
  for (let from = 0; from < metadata.length; ) {
    const space = metadata.indexOf(0x20, from);
    const length = space === -1 ? Number.NaN : Number(metadata.toString("latin1", from, space));
    if (!Number.isSafeInteger(length) || length <= space - from)
      throw damaged("an extended header is broken");
    const record = metadata.toString("utf8", space + 1, from + length - 1);
    const equals = record.indexOf("=");
    const value = record.slice(equals + 1);
    if (record.startsWith("path=")) extended = { ...extended, name: value };
    if (record.startsWith("size=")) {
      if (!/^\d{1,15}$/.test(value)) throw damaged("an extended header is broken");
      extended = { ...extended, sizeBytes: Number(value) };
    }
    from += length;
  }
  return extended;
}

const paddingOf = (sizeBytes: number): number => (blockBytes - (sizeBytes % blockBytes)) % blockBytes;

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end === -1 ? bytes.length : end);
}

function damaged(reason: string): InputError {
  return new InputError(
    "damaged-container",
    `The tar archive is damaged (${reason}); what came before was read.`,
  );
}
