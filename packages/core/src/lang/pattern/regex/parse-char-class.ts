import { type CharRange, type CharSet, charSet, namedClasses, singleChar } from "./char-set.ts";
import { fail, foundHere, peekCharacter, type RegexCursor, take } from "./regex-cursor.ts";
import type { CharsNode } from "./regex-syntax.ts";

/** A character that stands for itself, or a class such as `\d`. */
export type Escaped = { readonly character: string } | { readonly set: CharSet };

/** Reads what follows a backslash. The cursor stands after the backslash. */
export function parseEscape(cursor: RegexCursor): Escaped | undefined {
  const offset = cursor.at - 1;
  const character = peekCharacter(cursor);
  if (character === "")
    return fail(cursor, offset, "A backslash ends the expression. Write `\\\\` for a backslash.");
  cursor.at += character.length;
  const set = namedClasses.get(character);
  if (set !== undefined) return { set };
  if (/^[A-Za-z]$/.test(character)) return fail(cursor, offset, unknownEscape(character));
  return { character };
}

function unknownEscape(letter: string): string {
  const exists = `\`\\${letter}\` does not exist here; only \\d \\D \\s \\S \\w \\W do.`;
  switch (letter) {
    case "b":
    case "B":
      return `${exists} There is no test for the edge of a word: the whole value must match.`;
    case "A":
    case "z":
    case "Z":
      return `${exists} Leave it out: the whole value must match.`;
    case "n":
    case "r":
    case "t":
      return `${exists} Write \`\\s\`, or put the character itself into the expression.`;
    default:
      return `${exists} Write \`${letter}\` for the letter, or \`\\\\${letter}\` for a backslash before it.`;
  }
}

/** `[...]` or `[^...]`; the cursor stands after the `[`. Only `\`, `-`, `]` and a first `^` are special inside. */
export function parseCharClass(cursor: RegexCursor): CharsNode | undefined {
  const offset = cursor.at - 1;
  const negated = take(cursor, "^");
  const ranges: CharRange[] = [];
  // A `]` right after the opening is an ordinary character, as in Lucene.
  do {
    const part = parseClassPart(cursor, offset);
    if (part === undefined) return undefined;
    ranges.push(...part);
  } while (!take(cursor, "]"));
  return { kind: "Chars", set: charSet(ranges), negated, offset };
}

function parseClassPart(cursor: RegexCursor, classOffset: number): CharSet | undefined {
  const offset = cursor.at;
  const first = parseClassCharacter(cursor, classOffset);
  if (first === undefined) return undefined;
  if ("set" in first) return first.set;
  const from = first.character.codePointAt(0) ?? 0;
  if (!take(cursor, "-")) return singleChar(from);
  if (peekCharacter(cursor) === "]") {
    return fail(
      cursor,
      cursor.at - 1,
      "A `-` before `]` would begin a range. Write `\\-` for the character.",
    );
  }
  const endOffset = cursor.at;
  const last = parseClassCharacter(cursor, classOffset);
  if (last === undefined) return undefined;
  if ("set" in last)
    return fail(cursor, endOffset, "A range cannot end with a class. Write `\\-` for a plain `-`.");
  const to = last.character.codePointAt(0) ?? 0;
  if (from > to) {
    return fail(
      cursor,
      offset,
      `The range \`${first.character}-${last.character}\` runs backwards. Write \`${last.character}-${first.character}\`, or \`\\-\` for a plain \`-\`.`,
    );
  }
  return [{ from, to: to + 1 }];
}

function parseClassCharacter(cursor: RegexCursor, classOffset: number): Escaped | undefined {
  const character = peekCharacter(cursor);
  if (character === "") {
    return fail(
      cursor,
      classOffset,
      `This \`[\` is not closed: expected \`]\`, found ${foundHere(cursor)}. Write \`\\[\` for the character.`,
    );
  }
  cursor.at += character.length;
  return character === "\\" ? parseEscape(cursor) : { character };
}
