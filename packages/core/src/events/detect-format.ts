import { isJsonObject } from "./document.ts";
import { isEvtx } from "./evtx/evtx-reader.ts";
import { type ParsedJson, parseJson } from "./json/parse-json.ts";
import { utf16LabelOf } from "./utf16-transcoder.ts";
import { isEventXmlFile } from "./xml/is-event-xml-file.ts";

export type RecordFormat = "ndjson" | "json-array" | "json-values" | "evtx" | "xml" | "unknown";

/** As much of the beginning of a file as `detectFormat` can make use of. */
export const detectHeadBytes = 64 * 1024;

/**
 * The format of a file by its content alone.
 *
 * @param head the first bytes, `detectHeadBytes` or the whole file where that is shorter
 */
export function detectFormat(head: Uint8Array): RecordFormat {
  if (isEvtx(head)) return "evtx";
  const isWhole = head.length < detectHeadBytes;
  const text = new TextDecoder(utf16LabelOf(head) ?? "utf-8").decode(head, { stream: true }).trimStart();
  // Nothing but white space holds no records, whichever reader says so.
  if (text === "") return "ndjson";
  if (/^\[\s*(?:[{\]]|$)/.test(text)) return "json-array";
  if (/^\{\s*(?:["}]|$)/.test(text)) {
    const lineEnd = text.indexOf("\n");
    const first = parseJson(lineEnd === -1 ? text : text.slice(0, lineEnd));
    if (isSearchResponse(first) || searchResponseStart.test(text)) return "json-values";
    const isOnlyCutOff = !first.ok && first.kind === "truncated" && lineEnd === -1;
    const isTooDeep = !first.ok && first.kind === "too-deep";
    return isObject(first) || isOnlyCutOff || isTooDeep || isMostlyLines(text, isWhole)
      ? "ndjson"
      : "json-values";
  }
  // The first line may be damaged and the rest fine.
  if (isMostlyLines(text, isWhole)) return "ndjson";
  return isEventXmlFile(text) ? "xml" : "unknown";
}

/** The beginning of a search response on one line. Up to the hits nothing nests but `_shards`, `total` and the like. */
const searchResponseStart =
  /^\{[^[]{0,8192}?"hits"\s*:\s*\{[^[{]{0,1024}(?:\{[^[{}]{0,256}\}[^[{]{0,1024})?"hits"\s*:\s*\[/;

function isSearchResponse(parsed: ParsedJson): boolean {
  const hits = parsed.ok && isJsonObject(parsed.value) ? parsed.value["hits"] : undefined;
  return isJsonObject(hits) && Array.isArray(hits["hits"]);
}

/** Whether at least half of the lines in the head, and one of them, are objects of their own. */
function isMostlyLines(text: string, isWhole: boolean): boolean {
  const lines = text.split("\n");
  if (!isWhole) lines.pop();
  const written = lines.filter((line) => line.trim() !== "");
  const objects = written.filter((line) => line.startsWith("{") && isObject(parseJson(line)));
  return objects.length > 0 && objects.length * 2 >= written.length;
}

function isObject(parsed: ParsedJson): boolean {
  return parsed.ok && isJsonObject(parsed.value);
}
