import { OperationalError } from "../../platform/operational-error.ts";
import { storesLimits } from "../stores-limits.ts";

export const segmentSuffix = ".ndjson.zst";
export const indexSuffix = ".idx";
/** What is being written; whoever finds such a file after a crash removes it. */
export const unfinishedSuffix = ".tmp";

const positionDigits = 20;

/** @param position at or before that of the first event */
export function segmentName(position: number): string {
  return `${String(position).padStart(positionDigits, "0")}${segmentSuffix}`;
}

export function isSegmentName(name: string): boolean {
  return name.length === positionDigits + segmentSuffix.length && /^\d+\.ndjson\.zst$/.test(name);
}

export function indexPathOf(segmentPath: string): string {
  return `${segmentPath.slice(0, -segmentSuffix.length)}${indexSuffix}`;
}

/**
 * The folder of a data stream. Small letters, digits, `-`, `_` and `.` stand for themselves, other bytes as `%` and two
 * digits, so that no name leads out of the store, and no two are one where the file system does not tell case apart.
 * Throws OperationalError `bad-request` where the name is empty or too long.
 */
export function folderOfDataStream(dataStream: string): string {
  let folder = "";
  for (const byte of Buffer.from(dataStream)) {
    const isPlain =
      (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f;
    const isInnerDot = byte === 0x2e && folder !== "";
    folder += isPlain || isInnerDot ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`;
  }
  // Windows cuts a dot at the end off.
  folder = folder.replace(/\.$/, "%2e");
  if (folder === "" || folder.length > storesLimits.maxFolderNameBytes) {
    const message =
      folder === ""
        ? "a data stream needs a name"
        : `the name of the data stream ${dataStream.slice(0, 60)}… is too long`;
    throw new OperationalError("bad-request", message);
  }
  return folder;
}

/** Undefined for folders that the store has not made. */
export function dataStreamOfFolder(folder: string): string | undefined {
  const bytes = [...folder.matchAll(/%([0-9a-f]{2})|([a-z0-9._-])/g)].map(([, code, plain = ""]) =>
    code === undefined ? plain.charCodeAt(0) : Number.parseInt(code, 16),
  );
  const name = Buffer.from(bytes).toString();
  if (name === "") return undefined;
  return folderOfDataStream(name) === folder ? name : undefined;
}
