import { createGunzip } from "node:zlib";
import {
  type BlockRecords,
  createRecordReader,
  type LineBlock,
  type RawRecord,
  type RecordSink,
} from "@eqlite/core/events";
import type { ZipFile } from "yauzl";
import { type ByteCursor, type ByteSource, createByteCursor } from "./byte-cursor.ts";
import { containerHeadBytes, detectContainer } from "./detect-container.ts";
import type { InputLimits } from "./input-limits.ts";
import { InputError, type InputProblem } from "./input-problem.ts";
import { readAhead } from "./read-ahead.ts";
import { salvageZipMembers } from "./salvage-zip-members.ts";
import { tarMembers } from "./tar-members.ts";
import type { UnpackBudget } from "./unpack-budget.ts";
import { unpackZlib } from "./unpack-zlib.ts";
import { unpackZstd } from "./unpack-zstd.ts";
import { openZip, type ZipMember, zipMembers } from "./zip-members.ts";

/** Where content was found inside one file on disk. */
interface Place {
  /** Name in the archive, with the names of the archives around it before it. */
  readonly member?: string;
  /** Containers around it. */
  readonly depth: number;
  /** Its container is a compressed file, whose one content keeps the name of the file. */
  readonly isCompressed: boolean;
}

/** What happens to the content of one file on disk. */
export interface ContentHandlers {
  /** Asked before an archive member is read. */
  wants(member: string): boolean;
  /** Told the size of each piece of unpacked content. Throws to stop. */
  onContent(count: number): void;
  /** Told how many bytes of a zip were read; other files are read from start to end by the caller. */
  onPackedBytes(count: number): void;
  /** Content begins: what follows belongs to it. @param isPlain it is the file itself, packed in nothing */
  onStart(member: string | undefined, isPlain: boolean): void;
  record(record: RawRecord): void;
  /** Takes NDJSON in blocks, see `RecordSink.lines`; without it all comes as records. */
  block?(block: LineBlock, records: BlockRecords): number;
  problem(problem: InputProblem, member: string | undefined): void;
}

/** Reads the content of one file on disk, through all its layers of packing, to records. */
export interface ContentReader {
  /**
   * Reports what it cannot read and never throws an InputError.
   *
   * @param openRandomZip opens the file as a zip where it can be read at any place
   */
  read(source: ByteSource, openRandomZip?: () => Promise<ZipFile>): Promise<void>;
}

export function createContentReader(
  handlers: ContentHandlers,
  budget: UnpackBudget,
  limits: InputLimits,
  canReadAhead: boolean,
): ContentReader {
  const reported = new WeakSet<InputError>();
  const namesakes = new Map<string, number>();

  /** Turns an InputError into a problem, once: it passes through all layers around the place where it shows. */
  function report(error: unknown, member: string | undefined): void {
    if (!(error instanceof InputError)) throw error;
    if (reported.has(error)) return;
    reported.add(error);
    handlers.problem({ kind: error.kind, message: error.message }, member);
  }

  function memberPlace(place: Place, name: string): Place & { readonly member: string } {
    const full = place.member === undefined ? name : `${place.member}/${name}`;
    const count = (namesakes.get(full) ?? 0) + 1;
    namesakes.set(full, count);
    // Archives may hold one name twice; a record must still be found again by its member's name.
    const member = count === 1 ? full : `${full} (${count})`;
    return { member, depth: place.depth + 1, isCompressed: false };
  }

  async function readContent(
    source: ByteSource,
    place: Place,
    openRandomZip?: () => Promise<ZipFile>,
  ): Promise<void> {
    const cursor = createByteCursor(source);
    try {
      const container = detectContainer(await cursor.peek(containerHeadBytes));
      if (container === undefined) return await readRecords(cursor, place);
      if (container.kind === "other") {
        const message = `${container.name} archives are not read; unpack it first.`;
        throw new InputError("unsupported-container", message);
      }
      // A tar in a compressed file is one container, not two.
      const isTarball = container.kind === "tar" && place.isCompressed;
      if (!isTarball && place.depth >= limits.maxArchiveDepth) {
        const message = `It is packed more than ${limits.maxArchiveDepth} times; unpack it first.`;
        throw new InputError("unsupported-container", message);
      }
      const inner: Place = { ...place, depth: place.depth + 1, isCompressed: true };
      switch (container.kind) {
        case "gzip":
          return await readContent(unpackZlib(cursor, createGunzip(), budget), inner);
        case "zstd":
          return await readContent(unpackZstd(cursor.rest(), limits, budget), inner);
        case "tar":
          return await readTar(cursor, isTarball ? { ...place, depth: place.depth - 1 } : place);
        case "zip":
          if (openRandomZip === undefined) return await readBufferedZip(cursor, place);
          return await readZip(openRandomZip, cursor, place, handlers.onPackedBytes);
      }
    } catch (error) {
      report(error, place.member);
      throw error;
    } finally {
      await cursor.close();
    }
  }

  async function readTar(cursor: ByteCursor, place: Place): Promise<void> {
    for await (const { name, content } of tarMembers(cursor)) {
      budget.spendMember();
      await readMember(content, memberPlace(place, name));
    }
  }

  async function readZip(
    open: () => Promise<ZipFile>,
    fromStart: ByteCursor,
    place: Place,
    onPackedBytes: (count: number) => void,
  ): Promise<void> {
    let zip: ZipFile;
    try {
      zip = await open();
    } catch (error) {
      report(error, place.member);
      return await readZipMembers(salvageZipMembers(fromStart, budget), place);
    }
    try {
      await readZipMembers(zipMembers(zip, budget, onPackedBytes), place);
    } finally {
      zip.close();
    }
  }

  async function readZipMembers(members: AsyncIterable<ZipMember>, place: Place): Promise<void> {
    for await (const { name, content } of members) {
      budget.spendMember();
      await readMember(content(), memberPlace(place, name));
    }
  }

  /** A zip that can only be read from start to end must be held as a whole: its directory stands at its end. */
  async function readBufferedZip(cursor: ByteCursor, place: Place): Promise<void> {
    const bytes = await takeAll(cursor, limits.maxNestedZipBytes);
    await readZip(
      () => openZip(bytes),
      createByteCursor(onePiece(bytes)),
      place,
      () => {},
    );
  }

  /** A damaged member costs only itself, unless the archive is a bomb. */
  async function readMember(content: ByteSource, place: Place): Promise<void> {
    try {
      await readContent(content, place);
    } catch (error) {
      if (!(error instanceof InputError) || error.kind === "bomb") throw error;
    }
  }

  async function readRecords(cursor: ByteCursor, { member, depth }: Place): Promise<void> {
    if (member !== undefined && !handlers.wants(member)) return;
    handlers.onStart(member, depth === 0);
    let isUnknown = false;
    const { block } = handlers;
    const sink: RecordSink = {
      record: (record) => handlers.record(record),
      ...(block === undefined ? {} : { lines: block }),
      problem(problem) {
        isUnknown ||= problem.kind === "unknown-format";
        handlers.problem(problem, member);
      },
    };
    const reader = createRecordReader(sink, limits);
    try {
      const content = cursor.rest();
      for await (const bytes of canReadAhead ? readAhead(content) : content) {
        handlers.onContent(bytes.length);
        reader.push(bytes);
        if (isUnknown) return;
      }
    } catch (error) {
      report(error, member);
      reader.end();
      throw error;
    }
    reader.end();
  }

  return {
    async read(source, openRandomZip) {
      try {
        await readContent(source, { depth: 0, isCompressed: false }, openRandomZip);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    },
  };
}

async function takeAll(cursor: ByteCursor, maxBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of cursor.rest()) {
    pieces.push(bytes);
    size += bytes.length;
    if (size > maxBytes) {
      const message = `A zip inside another archive is read up to ${maxBytes} bytes; unpack it first.`;
      throw new InputError("unsupported-container", message);
    }
  }
  return Buffer.concat(pieces);
}

async function* onePiece(bytes: Uint8Array): ByteSource {
  yield bytes;
}
