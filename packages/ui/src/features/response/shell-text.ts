/** A shell that commands are written for. */
export type Shell = "powershell" | "sh";

// Controls, what has no width or turns the direction of text, line separators, lone surrogates: nothing of this is pasted as it is.
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cs}\p{Zl}\p{Zp}]/u;
const unseenAll = new RegExp(unseen.source, "gu");

/**
 * A value as one word of PowerShell. In single quotes nothing is special but the quote, and PowerShell takes four typographic ones
 * for it too. What cannot be seen is written by its number.
 */
export function powershellText(value: string): string {
  const quoted = (text: string): string => `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
  if (!unseen.test(value)) return quoted(value);
  const parts: string[] = [];
  let from = 0;
  for (const { 0: char, index } of value.matchAll(unseenAll)) {
    if (index > from) parts.push(quoted(value.slice(from, index)));
    for (let at = 0; at < char.length; at += 1) parts.push(`[char]${char.charCodeAt(at)}`);
    from = index + char.length;
  }
  if (from < value.length) parts.push(quoted(value.slice(from)));
  // An addition that begins with a text is one of texts.
  return `('' + ${parts.join(" + ")})`;
}

/**
 * A value as one word of a POSIX shell. In single quotes nothing is special but the quote. What cannot be seen is written by its
 * bytes, in the `$'…'` that bash, zsh and ksh know.
 */
export function shText(value: string): string {
  if (!unseen.test(value)) return `'${value.replaceAll("'", "'\\''")}'`;
  const escaped = value
    .replace(/[\\']/g, "\\$&")
    .replace(unseenAll, (char) =>
      [...new TextEncoder().encode(char)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
    );
  return `$'${escaped}'`;
}

/** A value as a text of EQL. */
export function eqlText(value: string): string {
  const escaped = value
    .replace(/["\\]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(unseenAll, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}}`);
  return `"${escaped}"`;
}
