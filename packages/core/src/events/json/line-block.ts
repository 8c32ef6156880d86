import { isJsonObject } from "../document.ts";
import { bulkActionOf } from "./bulk-action.ts";
import { type JsonLimits, jsonLimits } from "./json-limits.ts";
import { parseJson } from "./parse-json.ts";

/**
 * Whole lines of NDJSON, as they stand in the input. A bulk action and its document are in one block, unless a whole
 * block of blank lines parts them.
 */
export interface LineBlock {
  /** Ends with a line feed, except at the end of the input. Valid during the call only. */
  readonly bytes: Uint8Array;
  /** Record number of its first line, one-based. Blank lines count. */
  readonly firstLine: number;
  /** Where its first byte stands in the decompressed input. */
  readonly byteOffset: number;
  /** Handed out at the end of the input: only then may the last line lack its line feed. */
  readonly isLast: boolean;
}

const lineFeed = 0x0a;
const openBrace = 0x7b;
const quote = 0x22;
const backslash = 0x5c;

/** JSON's own white space, which is also the CR of CRLF. */
export function isBlankLine(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
  let at = from;
  while (at < to && isWhiteSpace(bytes[at])) at++;
  return at === to;
}

/** Where the first byte stands that is no white space. */
function textStart(bytes: Uint8Array, from = 0): number {
  let at = from;
  while (at < bytes.length && isWhiteSpace(bytes[at])) at++;
  return at;
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === lineFeed;
}

/**
 * Where the bulk action begins whose document would be the line after these whole lines; -1 where none waits. What
 * stands before the bytes is taken not to wait for them.
 */
export function waitingActionAt(bytes: Uint8Array, limits: JsonLimits): number {
  // A line that looks like an action may be the document of the action before it: go back to where none can wait.
  const starts: number[] = [];
  const isDelete: boolean[] = [];
  for (let to = bytes.length; to > 0; ) {
    const from = to === 1 ? 0 : bytes.lastIndexOf(lineFeed, to - 2) + 1;
    const line = bytes.subarray(from, to);
    to = from;
    if (isBlankLine(line)) continue;
    const kind = bulkActionKindOf(line, limits);
    if (kind === undefined) break;
    starts.push(from);
    isDelete.push(kind === "delete");
  }
  let waiting = -1;
  for (let i = starts.length - 1; i >= 0; i--) {
    const start = starts[i] ?? -1;
    waiting = waiting !== -1 || isDelete[i] === true ? -1 : start;
  }
  return waiting;
}

/** Whether the last of these whole lines is a bulk action whose document is in another block. */
export function endsInAction(bytes: Uint8Array, limits: JsonLimits = jsonLimits): boolean {
  return waitingActionAt(bytes, limits) !== -1;
}

function bulkActionKindOf(line: Uint8Array, limits: JsonLimits): string | undefined {
  if (!mayBeBulkAction(line)) return undefined;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return undefined;
  }
  const parsed = parseJson(text, limits.maxDepth);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  return bulkActionOf(parsed.value)?.kind;
}

const actionKeys = ["index", "create", "delete", "update"].map((kind) =>
  new TextEncoder().encode(`${kind}"`),
);

/** True for every action and for few other lines, without parsing: looks at the first key alone. */
function mayBeBulkAction(line: Uint8Array): boolean {
  const brace = textStart(line);
  if (line[brace] !== openBrace) return false;
  const key = textStart(line, brace + 1);
  if (line[key] !== quote) return false;
  if (actionKeys.some((bytes) => bytes.every((byte, i) => line[key + 1 + i] === byte))) return true;
  // A key may be written with escapes.
  return line.subarray(key + 1, line.indexOf(quote, key + 1)).includes(backslash);
}
