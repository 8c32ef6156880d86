import { parseJson, stringifyJson } from "@eqlite/core/events";

const lineFeed = 0x0a;

/**
 * The document of a request as bytes without a line feed. One that is laid out over several lines is written anew; what is no
 * JSON stays what it is, without its line feeds, and is refused as such.
 */
export function documentLine(body: Uint8Array): Uint8Array {
  if (!body.includes(lineFeed)) return body;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  const parsed = parseJson(text);
  // A line feed in a string is no JSON: the backslash keeps it so.
  return Buffer.from(parsed.ok ? stringifyJson(parsed.value) : `\\${text.replaceAll("\n", " ")}`);
}
