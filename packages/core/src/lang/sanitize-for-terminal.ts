/** Characters that may pass although they steer the terminal. */
export interface KeptControls {
  readonly newlines?: boolean;
  readonly tabs?: boolean;
}

// Controls; what has no width or turns the direction of text; lone surrogates; annotations and line separators.
// The variation selectors that only choose between two looks of an emoji may stay.
const unsafe =
  /(?![\u{fe0e}\u{fe0f}])[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cs}\u{fff9}-\u{fffb}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside, such as an event or a rule, made harmless for a terminal: every character that could move the
 * cursor, change colours, reverse or hide text is replaced by something visible. An escape becomes `␛`, a bidirectional
 * override `<U+202E>`. Line breaks and tabs pass where they are kept; a carriage return passes never.
 */
export function sanitizeForTerminal(text: string, keep: KeptControls = {}): string {
  const unified = keep.newlines === true ? text.replaceAll("\r\n", "\n") : text;
  return unified.replace(unsafe, (char) => {
    if ((char === "\n" && keep.newlines === true) || (char === "\t" && keep.tabs === true)) return char;
    return visibleForm(char);
  });
}

function visibleForm(char: string): string {
  const codePoint = char.codePointAt(0) ?? 0;
  // The block "Control Pictures" has one for each C0 control, and one for DEL.
  if (codePoint < 0x20) return String.fromCharCode(0x2400 + codePoint);
  if (codePoint === 0x7f) return "\u2421";
  return `<U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}>`;
}
