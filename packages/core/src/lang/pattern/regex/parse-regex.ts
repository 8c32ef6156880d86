import { everyChar } from "./char-set.ts";
import { parseCharClass, parseEscape } from "./parse-char-class.ts";
import { parseInterval } from "./parse-interval.ts";
import { parseQuantifier } from "./parse-quantifier.ts";
import { fail, foundHere, peekCharacter, type RegexCursor, take } from "./regex-cursor.ts";
import { regexLimits } from "./regex-limits.ts";
import type { RegexError, RegexNode } from "./regex-syntax.ts";

export type ParsedRegex =
  | { readonly ok: true; readonly node: RegexNode }
  | { readonly ok: false; readonly error: RegexError };

/** Where an expression stands: `depth` counts groups and `~` around it. */
interface Context {
  readonly depth: number;
  /** Whether `^` at the start and `$` at the end of this alternative are anchors; never inside a group. */
  readonly anchors: boolean;
}

/**
 * Reads an expression in Lucene's dialect with all optional operators (specification 3.5). Binding, tightest first:
 * `~`, repetition, concatenation, `&`, `|`. Stricter than Lucene where that reads an operator without an operand, as
 * in `*.exe` or `(|a)`, as an ordinary character: nobody means that, so it is an error. A `]`, `}` or `>` that
 * closes nothing is an ordinary character.
 *
 * With `anchors`, a `^` that begins and a `$` that ends the expression, or one of the expressions joined by `|` or
 * `&` outside all groups, are left out: the whole value must match anyway.
 */
export function parseRegex(pattern: string, options: { anchors: boolean }): ParsedRegex {
  const cursor: RegexCursor = { text: pattern, at: 0, error: undefined };
  if (pattern.length > regexLimits.maxLength) {
    const message = `The expression has ${pattern.length} characters; at most ${regexLimits.maxLength} are allowed.`;
    return { ok: false, error: { message, offset: regexLimits.maxLength } };
  }
  if (pattern === "") return { ok: true, node: emptyText(0) };
  const node = parseUnion(cursor, { depth: 0, anchors: options.anchors });
  if (node !== undefined && cursor.at < pattern.length) {
    // Only a `)` ends an expression early.
    failUnopened(cursor);
  }
  if (cursor.error !== undefined) return { ok: false, error: cursor.error };
  return { ok: true, node: node ?? emptyText(0) };
}

const emptyText = (offset: number): RegexNode => ({ kind: "Text", text: "", offset });

function parseUnion(cursor: RegexCursor, context: Context): RegexNode | undefined {
  return parseList(cursor, "|", "Union", () => parseIntersection(cursor, context));
}

function parseIntersection(cursor: RegexCursor, context: Context): RegexNode | undefined {
  return parseList(cursor, "&", "Intersection", () => parseConcat(cursor, context));
}

function parseList(
  cursor: RegexCursor,
  separator: string,
  kind: "Union" | "Intersection",
  parseItem: () => RegexNode | undefined,
): RegexNode | undefined {
  const offset = cursor.at;
  const items: RegexNode[] = [];
  do {
    const item = parseItem();
    if (item === undefined) return undefined;
    items.push(item);
  } while (take(cursor, separator));
  const [only] = items;
  return items.length === 1 ? only : { kind, items, offset };
}

function parseConcat(cursor: RegexCursor, context: Context): RegexNode | undefined {
  const offset = cursor.at;
  const items: RegexNode[] = [];
  if (context.anchors) take(cursor, "^");
  while (!endsConcat(cursor)) {
    if (context.anchors && isLastDollar(cursor)) {
      cursor.at += 1;
      break;
    }
    const item = parseRepeated(cursor, context);
    if (item === undefined) return undefined;
    appendItem(items, item);
  }
  if (items.length === 0 && cursor.at === offset) return failNothingThere(cursor, context);
  const [only] = items;
  if (only === undefined) return emptyText(offset);
  return items.length === 1 ? only : { kind: "Concat", items, offset };
}

/** Joins neighbouring characters into one text. */
function appendItem(items: RegexNode[], item: RegexNode): void {
  const last = items.at(-1);
  if (last?.kind === "Text" && item.kind === "Text") {
    items[items.length - 1] = { ...last, text: last.text + item.text };
  } else {
    items.push(item);
  }
}

function endsConcat(cursor: RegexCursor): boolean {
  const character = peekCharacter(cursor);
  return character === "" || character === "|" || character === "&" || character === ")";
}

function isLastDollar(cursor: RegexCursor): boolean {
  const next = cursor.text.charAt(cursor.at + 1);
  return cursor.text.charAt(cursor.at) === "$" && (next === "" || next === "|" || next === "&");
}

function failNothingThere(cursor: RegexCursor, context: Context): undefined {
  const found = peekCharacter(cursor);
  if (found === ")" && context.depth === 0) return failUnopened(cursor);
  const operator = found === "" || found === ")" ? cursor.text.charAt(cursor.at - 1) : found;
  return fail(
    cursor,
    cursor.at,
    `Expected an expression, found ${foundHere(cursor)}. Write \`()\` for the empty text, or \`\\${operator}\` for the character.`,
  );
}

function failUnopened(cursor: RegexCursor): undefined {
  return fail(cursor, cursor.at, "This `)` closes nothing. Write `\\)` for the character.");
}

/** An expression with its quantifiers. A `?` after a quantifier is one more of them: there are no lazy ones. */
function parseRepeated(cursor: RegexCursor, context: Context): RegexNode | undefined {
  const offset = cursor.at;
  let item = parseComplement(cursor, context);
  while (item !== undefined) {
    const range = parseQuantifier(cursor);
    if (range === undefined) return cursor.error === undefined ? item : undefined;
    item = { kind: "Repeat", item, min: range.min, max: range.max, offset };
  }
  return undefined;
}

function parseComplement(cursor: RegexCursor, context: Context): RegexNode | undefined {
  const offset = cursor.at;
  if (!take(cursor, "~")) return parseSimple(cursor, context);
  if (context.depth >= regexLimits.maxDepth) return failTooDeep(cursor, offset);
  if (endsConcat(cursor)) {
    const found = foundHere(cursor);
    return fail(
      cursor,
      offset,
      `Expected an expression after \`~\`, found ${found}. Write \`\\~\` for the character.`,
    );
  }
  const item = parseComplement(cursor, { depth: context.depth + 1, anchors: false });
  return item === undefined ? undefined : { kind: "Complement", item, offset };
}

function parseSimple(cursor: RegexCursor, context: Context): RegexNode | undefined {
  const offset = cursor.at;
  const character = peekCharacter(cursor);
  cursor.at += character.length;
  switch (character) {
    case ".":
      return { kind: "Chars", set: everyChar, negated: false, offset };
    case "@":
      return { kind: "AnyText", offset };
    case "#":
      return { kind: "Nothing", offset };
    case "[":
      return parseCharClass(cursor);
    case "<":
      return parseInterval(cursor);
    case '"':
      return parseQuoted(cursor);
    case "(":
      return parseGroup(cursor, context);
    case "?":
    case "*":
    case "+":
    case "{":
      return fail(
        cursor,
        offset,
        `\`${character}\` has nothing to repeat. Write \`\\${character}\` for the character.`,
      );
    case "\\": {
      const escaped = parseEscape(cursor);
      if (escaped === undefined) return undefined;
      if ("set" in escaped) return { kind: "Chars", set: escaped.set, negated: false, offset };
      return { kind: "Text", text: escaped.character, offset };
    }
    default:
      return { kind: "Text", text: character, offset };
  }
}

/** The cursor stands after the opening quote. A backslash inside is an ordinary character. */
function parseQuoted(cursor: RegexCursor): RegexNode | undefined {
  const from = cursor.at;
  const end = cursor.text.indexOf('"', from);
  if (end === -1) {
    return fail(
      cursor,
      from - 1,
      'This `"` is not closed: expected a second `"`. Write `\\"` for the character.',
    );
  }
  cursor.at = end + 1;
  return { kind: "Text", text: cursor.text.slice(from, end), offset: from - 1 };
}

/** The cursor stands after the `(`. */
function parseGroup(cursor: RegexCursor, context: Context): RegexNode | undefined {
  const offset = cursor.at - 1;
  if (take(cursor, ")")) return emptyText(offset);
  if (take(cursor, "?")) return failQuestionGroup(cursor, offset);
  if (context.depth >= regexLimits.maxDepth) return failTooDeep(cursor, offset);
  const node = parseUnion(cursor, { depth: context.depth + 1, anchors: false });
  if (node === undefined || take(cursor, ")")) return node;
  const found = foundHere(cursor);
  return fail(
    cursor,
    offset,
    `This \`(\` is not closed: expected \`)\`, found ${found}. Write \`\\(\` for the character.`,
  );
}

/** The cursor stands after `(?`. */
function failQuestionGroup(cursor: RegexCursor, offset: number): undefined {
  const rest = cursor.text.slice(cursor.at);
  if (rest.startsWith(":"))
    return fail(cursor, offset, "`(?:` does not exist here. Write `(`: no group captures.");
  if (/^<?[=!]/.test(rest)) {
    return fail(
      cursor,
      offset,
      "There is no look-around here. `a&b` matches both, `~(a)` matches what a does not.",
    );
  }
  if (/^[a-zA-Z-]+[:)]/.test(rest)) {
    return fail(
      cursor,
      offset,
      "Flags such as `(?i)` do not exist here. Use `regex~` to ignore case; `.` matches line breaks.",
    );
  }
  return fail(cursor, offset, "`(?` does not exist here. Write `(` for a group, or `\\?` for the character.");
}

function failTooDeep(cursor: RegexCursor, offset: number): undefined {
  return fail(
    cursor,
    offset,
    `The expression is nested too deeply: at most ${regexLimits.maxDepth} levels are allowed.`,
  );
}
