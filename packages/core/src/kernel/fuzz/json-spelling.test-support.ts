import type { Random } from "./random.test-support.ts";

/** How one document is written: JSON leaves white space and escapes open. */
export interface JsonSpelling {
  /** A string with its quotes. */
  string(text: string): string;
  /** What may stand between two tokens. No line feed: the document is one line. */
  space(): string;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** One habit for a whole document, as with one writer: most write compact JSON and escape only what they must. */
export function randomSpelling(random: Random): JsonSpelling {
  const escapeShare = random.pickWeighted([
    [6, 0],
    [2, 0.05],
    [1, 1],
  ]);
  const spaces = random.pickWeighted<readonly string[]>([
    [6, [""]],
    [2, [" "]],
    [1, ["", " ", "  ", "\t", "\r", "\t \r"]],
  ]);
  return {
    string(text) {
      const spell = (character: string): string => spellCharacter(character, random);
      // By character and not by unit: a pair of surrogates is escaped as a whole or stands as it is.
      const spelled =
        escapeShare === 0
          ? text.replaceAll(mustEscape, spell)
          : text.replaceAll(/./gsu, (one) =>
              one.search(mustEscape) === 0 || random.chance(escapeShare) ? spell(one) : one,
            );
      return `"${spelled}"`;
    },
    space: () => random.pick(spaces),
  };
}

/** What JSON wants escaped, some control characters more, and what UTF-8 cannot write: half of a pair of surrogates. */
const mustEscape = /["\\\p{Cc}\p{Cs}]/gu;

function spellCharacter(character: string, random: Random): string {
  const short = shortEscapes[character];
  if (short !== undefined && random.chance(0.8)) return short;
  return Array.from({ length: character.length }, (_, at) =>
    unitEscape(character.charCodeAt(at), random),
  ).join("");
}

function unitEscape(unit: number, random: Random): string {
  const digits = unit.toString(16).padStart(4, "0");
  return `\\u${random.chance(0.5) ? digits.toUpperCase() : digits}`;
}
