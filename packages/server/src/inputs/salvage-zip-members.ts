import { type ExtraField, getFileNameLowLevel, parseExtraFields } from "yauzl";
import { type ByteCursor, type ByteSource, createByteCursor } from "./byte-cursor.ts";
import { InputError } from "./input-problem.ts";
import type { UnpackBudget } from "./unpack-budget.ts";
import { isLeftOut, unpackZipMember, type ZipMember, type ZipMemberHeader } from "./zip-members.ts";

const headerBytes = 30;
const signature = Buffer.from("504b0304", "hex");
const zip64FieldId = 1;
const inZip64Field = 0xffffffff;

interface LocalHeader extends ZipMemberHeader {
  readonly name: string;
  /** Undefined where the member must be unpacked to find its end. */
  readonly packedSize: number | undefined;
}

/**
 * The files of a zip archive whose directory is lost, as when it is cut off: found by the headers in front of them, one
 * after the other from the start. Ends where no further header is found; that the archive is damaged is known already.
 */
export async function* salvageZipMembers(cursor: ByteCursor, budget: UnpackBudget): AsyncIterable<ZipMember> {
  while (await skipToHeader(cursor)) {
    const header = await takeHeader(cursor);
    if (header === undefined) return;
    const { name, packedSize } = header;
    const packed = packedSize === undefined ? cursor : createByteCursor(bounded(cursor, packedSize));
    if (!isLeftOut(name)) yield { name, content: () => unpackZipMember(packed, header, budget) };
    if (packed !== cursor) while ((await packed.takeSome()).length > 0) {}
  }
}

/** Goes on to the next header; behind a member of unknown size, or one that was not read to its end, it must be found. */
async function skipToHeader(cursor: ByteCursor): Promise<boolean> {
  for (;;) {
    const head = await cursor.peek(signature.length);
    if (head.length < signature.length) return false;
    const bytes = Buffer.from(await cursor.peekSome(Number.POSITIVE_INFINITY));
    const at = bytes.indexOf(signature);
    if (at === 0) return true;
    // The last three bytes may be the beginning of the signature.
    await cursor.takeSome(at === -1 ? bytes.length - signature.length + 1 : at);
  }
}

async function takeHeader(cursor: ByteCursor): Promise<LocalHeader | undefined> {
  const fixed = Buffer.from(await cursor.take(headerBytes));
  if (fixed.length < headerBytes) return undefined;
  const flags = fixed.readUInt16LE(6);
  const nameBytes = await cursor.take(fixed.readUInt16LE(26));
  const extraFields = parseFields(Buffer.from(await cursor.take(fixed.readUInt16LE(28))));
  const name = getFileNameLowLevel(flags, Buffer.from(nameBytes), extraFields, false);
  const method = fixed.readUInt16LE(8);
  const isEncrypted = (flags & 1) !== 0;
  // Bit 3: sizes and checksum stand behind the member. Only deflated data tells by itself where it ends.
  if ((flags & 8) !== 0) {
    const unknown = { packedSize: undefined, uncompressedSize: undefined, checksum: undefined };
    return method === 8 && !isEncrypted ? { name, method, isEncrypted, ...unknown } : undefined;
  }
  const zip64 = extraFields.find(({ id, data }) => id === zip64FieldId && data.length >= 16)?.data;
  const sizeAt = (offset: number, zip64Offset: number): number => {
    const size = fixed.readUInt32LE(offset);
    return size === inZip64Field && zip64 !== undefined ? Number(zip64.readBigUInt64LE(zip64Offset)) : size;
  };
  const uncompressedSize = sizeAt(22, 0);
  return {
    name,
    method,
    isEncrypted,
    packedSize: sizeAt(18, 8),
    uncompressedSize,
    checksum: fixed.readUInt32LE(14),
  };
}

function parseFields(bytes: Buffer): ExtraField[] {
  try {
    return parseExtraFields(bytes);
  } catch {
    return [];
  }
}

async function* bounded(cursor: ByteCursor, length: number): ByteSource {
  for (let left = length; left > 0; ) {
    const bytes = await cursor.takeSome(left);
    if (bytes.length === 0)
      throw new InputError("damaged-container", "It is cut off; what came before was read.");
    left -= bytes.length;
    yield bytes;
  }
}
