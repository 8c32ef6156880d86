import { type CaseFold, type Condition, compileRegex, hasWildcard, type Term } from "../lang/index.ts";

/** A pattern of an exception, read: parts that stand for themselves, `*` for any text, `?` for one character. */
type PatternPart = { readonly kind: "text"; readonly text: string } | { readonly kind: "any" | "one" };

/**
 * The test of a field for a pattern with `*`, `?` and the backslash, which takes the meaning from the character behind it;
 * a backslash at the end stands for itself (specification 6.2). Undefined where the pattern is too large to be compiled.
 */
export function wildcardCondition(
  operand: Extract<Term, { kind: "FieldValue" }>,
  pattern: string,
  fold: CaseFold,
): Condition | undefined {
  const parts = readPattern(pattern);
  const isPlain = parts.every((part) => part.kind !== "text" || !hasWildcard(part.text));
  if (isPlain) {
    const written = parts.map((part) => (part.kind === "text" ? part.text : part.kind === "any" ? "*" : "?"));
    return { kind: "Leaf", test: { kind: "Wildcard", operand, patterns: [written.join("")], fold } };
  }
  // The patterns of the language have no escape: those that need one become expressions, which have.
  const expression = parts.map((part) =>
    part.kind === "text" ? escapeRegex(part.text) : part.kind === "any" ? ".*" : ".",
  );
  return regexCondition(operand, expression.join(""), fold);
}

/** Whether a backslash stands before a character that has no meaning to take away: in a path it was meant as itself. */
export function hasIdleBackslash(pattern: string): boolean {
  return /\\[^*?\\]/.test(pattern.replaceAll(/\\[*?\\]/g, ""));
}

function readPattern(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
  };
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === "\\" && at + 1 < pattern.length) {
      at += 1;
      text += pattern.charAt(at);
    } else if (char === "*" || char === "?") {
      flush();
      parts.push({ kind: char === "*" ? "any" : "one" });
    } else {
      text += char;
    }
  }
  flush();
  return parts;
}

const range = (from: number, to: number): string =>
  `${String.fromCodePoint(from)}-${String.fromCodePoint(to)}`;

/** Characters that join what stands before and behind them to one word, as the dot of `cmd.exe` does. */
const joiners = ".':";

/** Characters of words. Chinese characters and Hiragana are words of their own. */
const inWord = [
  "0-9A-Za-z_",
  range(0x80, 0x1fff),
  range(0x2070, 0x2fff),
  range(0x30a0, 0x33ff),
  range(0xa000, 0xd7ff),
  range(0xfb00, 0xfeff),
  range(0x10000, 0x1ffff),
].join("");

const wordOfItsOwn = /[\p{Script=Han}\p{Script=Hiragana}]/u;

/**
 * The test whether a text holds a phrase, in any case, as a run of whole words. What stands between words must be the same,
 * where the original takes anything that is no word: such a test is true too seldom, not too often.
 */
export function phraseCondition(
  operand: Extract<Term, { kind: "FieldValue" }>,
  phrase: string,
): Condition | undefined {
  const words = phrase.trim();
  if (words === "") return { kind: "Always", value: false };
  const [first = "", last = ""] = [words, Array.from(words).at(-1)].map((part) => Array.from(part ?? "")[0]);
  const before = wordOfItsOwn.test(first) ? ".*" : `(.*[^${inWord}${joiners}])?[${joiners}]*`;
  const after = wordOfItsOwn.test(last) ? ".*" : `[${joiners}]*([^${inWord}${joiners}].*)?`;
  return regexCondition(operand, `${before}${escapeRegex(words)}${after}`, "ascii");
}

function regexCondition(
  operand: Extract<Term, { kind: "FieldValue" }>,
  pattern: string,
  fold: CaseFold,
): Condition | undefined {
  const compiled = compileRegex(pattern, { foldCase: fold !== "none", anchors: false });
  if (!compiled.ok) return undefined;
  return { kind: "Leaf", test: { kind: "Regex", operand, pattern, matches: compiled.matches, fold } };
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.?+*|{}[\]()"\\#@&<>~]/g, "\\$&");
}
