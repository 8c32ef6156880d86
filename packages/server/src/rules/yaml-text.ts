import type { OffsetMap, Span } from "@eqlite/core/lang";
import { createOffsetRuns, type OffsetRuns } from "./offset-runs.ts";
import type { MapText } from "./positions.ts";

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
  " ": " ",
  "\t": "\t",
  '"': '"',
  "/": "/",
  "\\": "\\",
};

/** A piece of a scalar as written. White space that YAML folds has no text of its own. */
interface Piece {
  readonly from: number;
  readonly length: number;
  readonly text: string;
  readonly kind: "plain" | "escape" | "space";
}

/**
 * Maps a YAML scalar of any style. The words of a scalar stand in the file in the order they have in the value; what
 * lies between two words is white space on both sides, however lines were folded and indented. So the words are
 * aligned exactly, and the white space between them as well as it can be.
 */
export function yamlTextMapper(text: string): MapText {
  return (value, expected) => {
    const style = text[value.from];
    if (style === "|" || style === ">") {
      const header = text.indexOf("\n", value.from);
      return header === -1 || header >= value.to
        ? undefined
        : align(text, { from: header + 1, to: value.to }, "plain", expected);
    }
    if (style === '"' || style === "'") {
      return align(text, { from: value.from + 1, to: value.to - 1 }, style, expected);
    }
    return align(text, value, "plain", expected);
  };
}

type Style = "plain" | '"' | "'";

function align(text: string, range: Span, style: Style, expected: string): OffsetMap | undefined {
  const runs = createOffsetRuns();
  const space = /[ \t\r\n]*/y;
  const spacesAt = (offset: number): number => {
    space.lastIndex = offset;
    return space.exec(expected)?.[0].length ?? 0;
  };
  let at = range.from;
  let done = 0;
  let gap: Piece[] = [];
  let end = at;
  while (at < range.to) {
    const piece = readPiece(text, at, range.to, style);
    if (piece === undefined) return undefined;
    at += piece.length;
    if (piece.kind === "space" || spaceOnly.test(piece.text)) {
      gap.push(piece);
      continue;
    }
    const spaces = spacesAt(done);
    alignSpaces(runs, expected.slice(done, done + spaces), gap, text, { from: end, to: piece.from });
    done += spaces;
    gap = [];
    if (!expected.startsWith(piece.text, done)) return undefined;
    if (piece.kind === "plain") runs.literal(piece.from, piece.text.length);
    else runs.escape(piece.from, piece.text.length);
    done += piece.text.length;
    end = at;
  }
  const spaces = spacesAt(done);
  if (done + spaces !== expected.length) return undefined;
  const last = alignSpaces(runs, expected.slice(done), gap, text, { from: end, to: range.to });
  return runs.finish(style === "plain" ? last : range.to);
}

const spaceOnly = /^[ \t\r\n]+$/;

/** Maps white space of the value onto what is written between two words; gives the offset after it. */
function alignSpaces(
  runs: OffsetRuns,
  spaces: string,
  gap: readonly Piece[],
  text: string,
  range: Span,
): number {
  if (spaces === "") return range.from;
  const escaped = gap.filter((piece) => piece.kind === "escape");
  if (escaped.length === spaces.length) {
    for (const piece of escaped) runs.escape(piece.from, 1);
    return range.to;
  }
  const from = text[range.from] === "\r" && !spaces.startsWith("\r") ? range.from + 1 : range.from;
  let same = 0;
  while (same < spaces.length && from + same < range.to && text[from + same] === spaces[same]) same += 1;
  runs.literal(from, same);
  const rest = spaces.length - same;
  const restFrom = Math.max(from + same, range.to - rest);
  if (restFrom + rest <= range.to) runs.literal(restFrom, rest);
  else runs.escape(Math.min(restFrom, range.to), rest);
  return rest === 0 ? from + same : range.to;
}

function readPiece(text: string, at: number, to: number, style: Style): Piece | undefined {
  const space = /[ \t\r\n]+/y;
  space.lastIndex = at;
  const blank = space.exec(text)?.[0];
  if (blank !== undefined)
    return { from: at, length: Math.min(blank.length, to - at), text: "", kind: "space" };

  if (style === "'" && text[at] === "'") return { from: at, length: 2, text: "'", kind: "escape" };
  if (style === '"' && text[at] === "\\") return readEscape(text, at);
  const plain = style === "plain" ? /[^ \t\r\n]+/y : style === "'" ? /[^ \t\r\n']+/y : /[^ \t\r\n\\]+/y;
  plain.lastIndex = at;
  const run = plain.exec(text)?.[0].slice(0, to - at);
  return run === undefined || run === ""
    ? undefined
    : { from: at, length: run.length, text: run, kind: "plain" };
}

function readEscape(text: string, at: number): Piece | undefined {
  const joined = /\\\r?\n[ \t]*/y;
  joined.lastIndex = at;
  const lineEnd = joined.exec(text)?.[0];
  if (lineEnd !== undefined) return { from: at, length: lineEnd.length, text: "", kind: "space" };
  const hex = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/y;
  hex.lastIndex = at;
  const code = hex.exec(text);
  if (code === null) {
    const unit = escapes[text[at + 1] ?? ""];
    return unit === undefined ? undefined : { from: at, length: 2, text: unit, kind: "escape" };
  }
  const codePoint = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "", 16);
  if (codePoint > 0x10ffff) return undefined;
  return { from: at, length: code[0].length, text: String.fromCodePoint(codePoint), kind: "escape" };
}
