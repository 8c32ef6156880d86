import { crc32, createInflateRaw } from "node:zlib";
import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import type { ByteSource } from "./byte-cursor.ts";
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

/**
 * The files of a zip archive without folders and the copies of resource forks that macOS adds.
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
    if (name.endsWith("/") || name.startsWith("__MACOSX/")) continue;
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
  const { compressionMethod: method } = entry;
  if (entry.isEncrypted())
    throw new InputError("encrypted", "It is encrypted; unpack it with its password first.");
  if (method !== stored && method !== deflated) {
    throw new InputError(
      "unsupported-container",
      `Zip compression method ${method} is not read; unpack it first.`,
    );
  }
  const packed = packedBytes(zip, entry, onPackedBytes);
  const unpacked = method === deflated ? unpackZlib(packed, createInflateRaw(), budget) : packed;
  let size = 0;
  let checksum = 0;
  for await (const bytes of unpacked) {
    size += bytes.length;
    checksum = crc32(bytes, checksum);
    yield bytes;
  }
  if (size !== entry.uncompressedSize)
    throw damaged(`it has ${size} bytes instead of ${entry.uncompressedSize}`);
  if (checksum !== entry.crc32) throw damaged("its checksum is wrong: records may have changed");
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
