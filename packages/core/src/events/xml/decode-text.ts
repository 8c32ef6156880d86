const namedCharacters: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const reference = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,8})|#x([0-9a-fA-F]{1,8}));/g;

/**
 * Character data as the text it stands for. A reference to anything but a character, and an ampersand that begins none,
 * stay as written: entities that the file itself declares are never expanded, and careless exporters forget to escape.
 */
export function decodeText(raw: string): string {
  const text = decodeLineEnds(raw);
  if (!text.includes("&")) return text;
  return text.replace(reference, (written, name?: string, decimal?: string, hexadecimal?: string) => {
    if (name !== undefined) return namedCharacters[name] ?? written;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
    return characterOf(code) ?? written;
  });
}

/** The value of an attribute, in which white space that is not written as a reference is blanks (XML 1.0 section 3.3.3). */
export function decodeAttribute(raw: string): string {
  return decodeText(/[\t\n\r]/.test(raw) ? decodeLineEnds(raw).replace(/[\t\n]/g, " ") : raw);
}

/** CR LF and CR are LF (XML 1.0 section 2.11). A CR that is meant is written as `&#13;`. */
export function decodeLineEnds(raw: string): string {
  return raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
}

/** Control characters stand for themselves, as Windows writes them; half of a surrogate pair could not become UTF-8. */
function characterOf(code: number): string | undefined {
  if (code > 0x10ffff) return undefined;
  return code >= 0xd800 && code <= 0xdfff ? "\ufffd" : String.fromCodePoint(code);
}
