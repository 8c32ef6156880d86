import type { Random } from "./random.test-support.ts";

/** A text as a string of EQL: plain with escapes, or raw where it can be. */
export function stringLiteral(text: string, random: Random): string {
  const canBeRaw = !/["\r\n]/.test(text);
  if (canBeRaw && random.chance(text.includes("\\") ? 0.6 : 0.1)) return `"""${text}"""`;
  const spelled = [...text].map((character) => {
    if (character === "\\" || character === '"') return `\\${character}`;
    if (character < " " || random.chance(0.02)) return codePointEscape(character);
    return character;
  });
  return `"${spelled.join("")}"`;
}

function codePointEscape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}}`;
}

/** A pattern made from a text, so that it often fits that text: parts become `*` or `?`, letters change their case. */
export function randomWildcard(text: string, random: Random): string {
  const characters = [...(random.chance(0.5) ? changeCase(text, random) : text)];
  const makers: readonly (readonly [number, () => string])[] = [
    [3, () => `${characters.slice(0, random.int(characters.length + 1)).join("")}*`],
    [3, () => `*${characters.slice(random.int(characters.length + 1)).join("")}`],
    [3, () => `*${someSlice(characters, random).join("")}*`],
    [2, () => `${characters.slice(0, 1).join("")}*${characters.slice(-2).join("")}`],
    [2, () => characters.map((character) => (random.chance(0.2) ? "?" : character)).join("")],
    [2, () => characters.map((character) => (random.chance(0.2) ? "*" : character)).join("")],
    [2, () => characters.join("")],
    [1, () => random.pick(["*", "?", "**", "*?", "?*", "??", "*?*", ""])],
    [1, () => `*${characters.slice(0, 2).join("")}*${characters.slice(2, 5).join("")}*`],
  ];
  return random.pickWeighted(makers)();
}

/** A regular expression made from a text, so that it often fits. */
export function randomRegex(text: string, random: Random): string {
  // Beyond 1,000 characters an expression fails at run time.
  const characters = [...text].slice(0, 60).map(escapeRegex);
  const makers: readonly (readonly [number, () => string])[] = [
    [3, () => `${characters.slice(0, random.int(characters.length + 1)).join("")}.*`],
    [3, () => `.*${someSlice(characters, random).join("")}.*`],
    [2, () => characters.map((one) => (random.chance(0.2) ? "." : one)).join("")],
    [
      2,
      () =>
        characters
          .map((one) => (random.chance(0.2) ? random.pick(["[a-z]", "[^a]", "\\w", "\\d"]) : one))
          .join(""),
    ],
    [
      2,
      () =>
        `(${characters.join("")}|${random.pick(["a+", "b{2,3}", "cmd\\..*", "<0-20>", '"a.b"', "@", "#"])})`,
    ],
    [1, () => `${characters.join("")}${random.pick(["?", "*", "+", "{1,2}"])}`.replace(/^[?*+{]/, "a$&")],
    [
      1,
      () =>
        random.pick([
          ".*",
          "@",
          ".+",
          "~(a)",
          "~(.*b.*)",
          "a.*&.*e",
          "[A-Z].*",
          ".{3}",
          "(ab)+",
          "\\s?.*",
          "^a$",
        ]),
    ],
  ];
  return random.pickWeighted(makers)();
}

function escapeRegex(character: string): string {
  return /[.?*+|{}[\]()"\\#@&<>~^$-]/.test(character) ? `\\${character}` : character;
}

function someSlice(characters: readonly string[], random: Random): readonly string[] {
  const from = random.int(characters.length + 1);
  return characters.slice(from, from + 1 + random.int(6));
}

function changeCase(text: string, random: Random): string {
  const changed = random.chance(0.5) ? text.toUpperCase() : text.toLowerCase();
  // Only ASCII folds everywhere; the other letters are there to show where that is forgotten.
  return random.chance(0.7)
    ? changed
    : [...text].map((one) => (random.chance(0.5) ? one.toUpperCase() : one)).join("");
}
