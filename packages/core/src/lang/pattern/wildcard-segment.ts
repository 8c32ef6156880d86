/** The part of a wildcard pattern between two `*`: plain text, with or without `?`. Offsets are UTF-16 units. */
export interface WildcardSegment {
  /** Where the segment ends if it stands at `from`, else -1. */
  endAt(value: string, from: number): number;
  /** Where the segment ends at its first place at or after `from`, else -1. */
  endAfter(value: string, from: number): number;
  /** Where the segment starts if the value ends with it, else -1. */
  startAtEnd(value: string): number;
}

/** Whether a segment is without `?`. */
export function isPlainSegment(segment: string): boolean {
  return !segment.includes("?");
}

export function compileSegment(segment: string): WildcardSegment {
  return isPlainSegment(segment) ? plainSegment(segment) : segmentWithGaps(segment.split("?"));
}

function plainSegment(text: string): WildcardSegment {
  return {
    endAt: (value, from) => (value.startsWith(text, from) ? from + text.length : -1),
    endAfter: (value, from) => {
      const found = value.indexOf(text, from);
      return found === -1 ? -1 : found + text.length;
    },
    startAtEnd: (value) => (value.endsWith(text) ? value.length - text.length : -1),
  };
}

/** A segment with one character of any kind between each two of the texts. */
function segmentWithGaps(texts: readonly string[]): WildcardSegment {
  const [firstText = "", ...followingTexts] = texts;
  const reversed = [...texts].reverse();

  const endAt = (value: string, from: number): number => {
    if (!value.startsWith(firstText, from)) return -1;
    let to = from + firstText.length;
    for (const text of followingTexts) {
      if (to >= value.length) return -1;
      to += widthAt(value, to);
      if (!value.startsWith(text, to)) return -1;
      to += text.length;
    }
    return to;
  };

  const endAfter = (value: string, from: number): number => {
    for (let start = value.indexOf(firstText, from); start !== -1 && start < value.length; ) {
      const end = endAt(value, start);
      if (end !== -1) return end;
      start = value.indexOf(firstText, start + widthAt(value, start));
    }
    return -1;
  };

  const startAtEnd = (value: string): number => {
    let from = value.length;
    for (const [index, text] of reversed.entries()) {
      if (index > 0) {
        if (from === 0) return -1;
        from -= widthBefore(value, from);
      }
      if (!value.endsWith(text, from)) return -1;
      from -= text.length;
    }
    return from;
  };

  return { endAt, endAfter, startAtEnd };
}

/** UTF-16 units of the character that begins at an offset. */
function widthAt(value: string, offset: number): number {
  return (value.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

/** UTF-16 units of the character that ends at an offset above zero. */
function widthBefore(value: string, offset: number): number {
  return offset >= 2 ? widthAt(value, offset - 2) : 1;
}
