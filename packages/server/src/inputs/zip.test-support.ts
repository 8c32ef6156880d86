import { crc32, deflateRawSync } from "node:zlib";

export interface ZipTestMember {
  readonly name: string;
  readonly content: string | Buffer;
  /** Method as in the zip format: 0 stored, 8 deflated (where nothing else is said). */
  readonly method?: number;
  readonly isEncrypted?: boolean;
  readonly hasWrongChecksum?: boolean;
  /** Sizes and offset in the 64-bit extra field. */
  readonly isZip64?: boolean;
  /** Bytes to put in place of the packed ones, to damage them. */
  readonly packed?: (packed: Buffer) => Buffer;
}

/** Writes a zip archive with whatever is asked for, right or wrong. */
export function buildZip(members: readonly ZipTestMember[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const content = Buffer.from(member.content);
    const method = member.method ?? 8;
    const right = method === 8 ? deflateRawSync(content) : content;
    const packed = member.packed?.(right) ?? right;
    const checksum = member.hasWrongChecksum === true ? 1 : crc32(content);
    const name = Buffer.from(member.name);
    const fields = {
      ...member,
      method,
      checksum,
      name,
      packedSize: packed.length,
      size: content.length,
      offset,
    };
    const local = Buffer.concat([localHeader(fields), name, packed]);
    bodies.push(local);
    directory.push(directoryEntry(fields));
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listing, end]);
}

interface Fields {
  readonly name: Buffer;
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
  readonly isEncrypted?: boolean;
  readonly isZip64?: boolean;
}

function localHeader({ name, method, checksum, packedSize, size, isEncrypted }: Fields): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  header.writeUInt16LE(isEncrypted === true ? 1 : 0, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(packedSize, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function directoryEntry({
  name,
  method,
  checksum,
  packedSize,
  size,
  offset,
  isEncrypted,
  isZip64,
}: Fields): Buffer {
  const entry = Buffer.alloc(46);
  const extra = isZip64 === true ? Buffer.alloc(28) : Buffer.alloc(0);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(isEncrypted === true ? 1 : 0, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(checksum, 16);
  entry.writeUInt32LE(isZip64 === true ? 0xffffffff : packedSize, 20);
  entry.writeUInt32LE(isZip64 === true ? 0xffffffff : size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(isZip64 === true ? 0xffffffff : offset, 42);
  if (isZip64 === true) {
    extra.writeUInt16LE(1);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(size), 4);
    extra.writeBigUInt64LE(BigInt(packedSize), 12);
    extra.writeBigUInt64LE(BigInt(offset), 20);
  }
  return Buffer.concat([entry, name, extra]);
}
