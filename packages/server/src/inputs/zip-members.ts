import { crc32, createInflateRaw } from "node:zlib";
import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import { type ByteCursor, type ByteSource, createByteCursor } from "./byte-cursor.ts";
import { InputError, reasonOf } from "./input-problem.ts";
import type { UnpackBudget } from "./unpack-budget.ts";
import { unpackZlib } from "./unpack-zlib.ts";

/** A file in a zip archive. Members can be left unread, and reading one that is damaged does not touch the others. */
export interface ZipMember {
  readonly name: string;
  /** Throws an InputError where the member is encrypted, packed by an unknown method, or damaged. */
  content(): ByteSource;
}

const stored = 0;
const deflated = 8;

/** Names are never used as paths, so odd ones are no reason to refuse an archive. */
const zipOptions = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };

/** Opens a zip by its path or in memory; the caller closes it. Throws an InputError where it is none. */
export async function openZip(input: string | Buffer): Promise<ZipFile> {
  try {
    return await (typeof input === "string"
      ? openPromise(input, zipOptions)
      : fromBufferPromise(input, zipOptions));
  } catch (error) {
    throw damaged(reasonOf(error), error);
  }
}

/** Whether a member is nothing to read: a folder, or a resource fork that macOS adds. */
export function isLeftOut(name: string): boolean {
  return name.endsWith("/") || name.startsWith("__MACOSX/");
}

/**
 * The files of a zip archive without what is left out.
 *
 * @param onPackedBytes is told how many packed bytes were read
 */
export async function* zipMembers(
  zip: ZipFile,
  budget: UnpackBudget,
  onPackedBytes: (count: number) => void,
): AsyncIterable<ZipMember> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await nextEntry(entries);
    if (next.done === true) return;
    const entry = next.value;
    const name = nameOf(entry);
    if (isLeftOut(name)) continue;
    yield { name, content: () => contentOf(zip, entry, budget, onPackedBytes) };
  }
}

async function nextEntry(entries: AsyncIterator<Entry>): Promise<IteratorResult<Entry>> {
  try {
    return await entries.next();
  } catch (error) {
    throw damaged(`its directory is broken: ${reasonOf(error)}`, error);
  }
}

function nameOf(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

async function* contentOf(
  zip: ZipFile,
  entry: Entry,
  budget: UnpackBudget,
  onPackedBytes: (count: number) => void,
): ByteSource {
  const { compressionMethod: method, uncompressedSize, crc32: checksum } = entry;
  const cursor = createByteCursor(packedBytes(zip, entry, onPackedBytes));
  try {
    yield* unpackZipMember(
      cursor,
      { method, isEncrypted: entry.isEncrypted(), uncompressedSize, checksum },
      budget,
    );
  } finally {
    await cursor.close();
  }
}

/** What a header says about a member. Size and checksum are undefined where only what follows the member has them. */
export interface ZipMemberHeader {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly uncompressedSize: number | undefined;
  readonly checksum: number | undefined;
}

/** The content of a member whose packed bytes come next. Throws an InputError where it cannot be read or is damaged. */
export async function* unpackZipMember(
  cursor: ByteCursor,
  header: ZipMemberHeader,
  budget: UnpackBudget,
): ByteSource {
  const { method, isEncrypted, uncompressedSize } = header;
  if (isEncrypted) throw new InputError("encrypted", "It is encrypted; unpack it with its password first.");
  if (method !== stored && method !== deflated) {
    throw new InputError(
      "unsupported-container",
      `Zip compression method ${method} is not read; unpack it first.`,
    );
  }
  const unpacked = method === deflated ? unpackZlib(cursor, createInflateRaw(), budget) : cursor.rest();
  let size = 0;
  let checksum = 0;
  for await (const bytes of unpacked) {
    size += bytes.length;
    checksum = crc32(bytes, checksum);
    yield bytes;
  }
  if (size !== (uncompressedSize ?? size))
    throw damaged(`it has ${size} bytes instead of ${uncompressedSize}`);
  if (checksum !== (header.checksum ?? checksum))
    throw damaged("its checksum is wrong: records may have changed");
}

async function* packedBytes(zip: ZipFile, entry: Entry, onPackedBytes: (count: number) => void): ByteSource {
  for await (const bytes of rawBytes(zip, entry)) {
    onPackedBytes(bytes.length);
    yield bytes;
  }
}

async function* rawBytes(zip: ZipFile, entry: Entry): ByteSource {
  try {
    for await (const bytes of await zip.openReadStreamPromise(entry, { decodeFileData: false })) yield bytes;
  } catch (error) {
    throw damaged(reasonOf(error), error);
  }
}

function damaged(reason: string, cause?: unknown): InputError {
  return new InputError(
    "damaged-container",
    `The zip archive is damaged (${reason}); what came before was read.`,
    cause,
  );
}
