import { fail, foundHere, type RegexCursor, take, takeDigits } from "./regex-cursor.ts";
import { regexLimits } from "./regex-limits.ts";

/** How often an expression may occur, both included; `max` may be Infinity. */
export interface RepeatRange {
  readonly min: number;
  readonly max: number;
}

/** Reads `?`, `*`, `+`, `{n}`, `{n,}` or `{n,m}`; undefined where none stands here, or, with an error noted, a wrong one. */
export function parseQuantifier(cursor: RegexCursor): RepeatRange | undefined {
  if (take(cursor, "?")) return { min: 0, max: 1 };
  if (take(cursor, "*")) return { min: 0, max: Infinity };
  if (take(cursor, "+")) return { min: 1, max: Infinity };
  if (take(cursor, "{")) return parseBraces(cursor);
  return undefined;
}

/** The cursor stands after the `{`. */
function parseBraces(cursor: RegexCursor): RepeatRange | undefined {
  const offset = cursor.at - 1;
  const minText = takeDigits(cursor);
  if (minText === "") {
    const found = foundHere(cursor);
    return fail(
      cursor,
      offset,
      `Expected a number after \`{\`, found ${found}. Write \`{3}\`, \`{3,}\` or \`{3,5}\`, or \`\\{\` for the character.`,
    );
  }
  const min = Number(minText);
  let max = min;
  if (take(cursor, ",")) {
    const maxText = takeDigits(cursor);
    max = maxText === "" ? Infinity : Number(maxText);
  }
  if (!take(cursor, "}")) {
    return fail(cursor, offset, `This \`{\` is not closed: expected \`}\`, found ${foundHere(cursor)}.`);
  }
  if (min > regexLimits.maxRepeat || (max !== Infinity && max > regexLimits.maxRepeat)) {
    return fail(cursor, offset, `An expression may be repeated at most ${regexLimits.maxRepeat} times.`);
  }
  if (min > max)
    return fail(cursor, offset, `\`{${min},${max}}\` runs backwards. Write \`{${max},${min}}\`.`);
  return { min, max };
}
