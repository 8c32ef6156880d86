import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDiagnosticSink } from "../diagnostic-sink.ts";
import type { Diagnostic } from "../diagnostics.ts";
import { placeComments } from "./comment.ts";
import { lex } from "./lex.ts";
import { keywords, symbols, type Token } from "./token.ts";

function lexAll(text: string): { tokens: readonly Token[]; diagnostics: readonly Diagnostic[] } {
  const sink = createDiagnosticSink();
  return { tokens: lex(text, sink), diagnostics: sink.all };
}

/** Tokens in short: `keyword:and`, `string:a.exe`; the last, `end`, left out. */
function short(text: string): readonly string[] {
  return lexAll(text)
    .tokens.slice(0, -1)
    .map((token) => {
      if (token.kind === "string") return `string:${token.value}`;
      return "text" in token ? `${token.kind}:${token.text}` : token.kind;
    });
}

function codes(text: string): readonly string[] {
  return lexAll(text).diagnostics.map((diagnostic) => diagnostic.code);
}

describe("white space and comments (1.1, 1.2)", () => {
  it.each([
    ["a \t\r\n b", ["name:a", "name:b"]],
    ["a // b c", ["name:a"]],
    ["a // b\nc", ["name:a", "name:c"]],
    ["a // b\rc", ["name:a", "name:c"]],
    ["a /* b */ c", ["name:a", "name:c"]],
    ["a /* b\n /* c */ d */ e", ["name:a", "name:e"]],
    ["a/**/b", ["name:a", "name:b"]],
    ["a / / b", ["name:a", "symbol:/", "symbol:/", "name:b"]],
    ["", []],
  ] as const)("%j", (text, expected) => {
    expect(short(text)).toEqual(expected);
    expect(codes(text)).toEqual([]);
  });

  it.each(["\u00a0", "\u000b", "\u000c", "\u2003", "\ufeff"])("%j is no white space", (space) => {
    expect(codes(`a${space}b`)).toEqual(["EQL101"]);
  });

  it.each([
    ["// a\nx", [["// a", "own-line"]]],
    ["x // a  \ny", [["// a", "line-end"]]],
    ["x /* a */ y", [["/* a */", "inline"]]],
    ["x /* a */\ny", [["/* a */", "line-end"]]],
    ["x\n/* a */ y", [["/* a */", "inline"]]],
    ["x\n/* a\n b */ y", [["/* a\n b */", "own-line"]]],
    ["x // a", [["// a", "line-end"]]],
    [
      "x /* a */ // b\ny",
      [
        ["/* a */", "line-end"],
        ["// b", "line-end"],
      ],
    ],
    [
      "x\n/* a */ // b\ny",
      [
        ["/* a */", "own-line"],
        ["// b", "own-line"],
      ],
    ],
  ] as const)("hands out the comments of %j with their places", (text, expected) => {
    const spans: { from: number; to: number }[] = [];
    const tokens = lex(text, createDiagnosticSink(), (span) => spans.push(span));
    expect(placeComments(text, tokens, spans).map(({ text: comment, place }) => [comment, place])).toEqual(
      expected,
    );
  });
});

describe("keywords (1.3)", () => {
  it.each(keywords)("%s", (keyword) => expect(short(keyword)).toEqual([`keyword:${keyword}`]));

  it.each([
    "AND",
    "runs",
    "head",
    "tail",
    "child",
    "descendant",
    "as",
    "count",
    "filter",
    "ms",
    "s",
    "m",
    "h",
    "d",
    "length",
    "andy",
  ])("%s is a name", (word) => expect(short(word)).toEqual([`name:${word}`]));

  it("takes no space before the tilde", () => expect(short("in ~")).toEqual(["keyword:in", "invalid"]));
});

describe("names (1.4)", () => {
  it.each([
    ["@timestamp", ["name:@timestamp"]],
    ["_a1.b_2", ["name:_a1", "symbol:.", "name:b_2"]],
    ["my-field", ["name:my", "symbol:-", "name:field"]],
    ["6start", ["integer:6", "name:start"]],
    ["`my-field`", ["quoted-name:my-field"]],
    ["`odd``name`", ["quoted-name:odd`name"]],
    ["`a\nb\\n`", ["quoted-name:a\nb\\n"]],
    ["``", ["quoted-name:"]],
    ["startsWith~(a)", ["tilde-name:startsWith", "symbol:(", "name:a", "symbol:)"]],
    ["?user.id", ["symbol:?", "name:user", "symbol:.", "name:id"]],
    ["? `a`", ["symbol:?", "quoted-name:a"]],
  ] as const)("%j", (text, expected) => {
    expect(short(text)).toEqual(expected);
    expect(codes(text)).toEqual([]);
  });

  it.each([
    ["größe", "EQL101"],
    ["`a", "EQL120"],
    ["_a~", "EQL101"],
  ])("%j is refused", (text, code) => expect(codes(text)).toEqual([code]));
});

describe("strings (1.5)", () => {
  it.each([
    ['"a.exe"', "a.exe"],
    ['""', ""],
    ['"\\n\\r\\t\\b\\f"', "\n\r\t\b\f"],
    ['"\\\\ \\" \\\'"', "\\ \" '"],
    ['"\\u{c9}\\u{000000C9}\\u{1F600}"', "ÉÉ😀"],
    ['"it\'s `so`"', "it's `so`"],
    ['"a // b /* c"', "a // b /* c"],
    ['"""C:\\Temp\\n"""', "C:\\Temp\\n"],
    ['"""say "hi""""', 'say "hi"'],
    ['"""""a"""""', '""a""'],
    ['""""""', ""],
    ['""""a"""', '"a'],
  ])("%s", (text, value) => {
    expect(lexAll(text).tokens[0]).toMatchObject({
      kind: "string",
      value,
      span: { from: 0, to: text.length },
    });
    expect(codes(text)).toEqual([]);
  });

  it.each([
    ['"\\d"', "EQL104"],
    ['"\\*"', "EQL104"],
    ['"\\u{9}"', "EQL104"],
    ['"\\u{123456789}"', "EQL104"],
    ['"\\u{d800}"', "EQL104"],
    ['"\\u{dfff}"', "EQL104"],
    ['"\\u{110000}"', "EQL104"],
    ['"\\u0041"', "EQL104"],
    ['"\\u{zz}"', "EQL104"],
    ['"a', "EQL103"],
    ['"a\nb', "EQL103"],
    ['"a\\', "EQL103"],
    ['"""a', "EQL103"],
    ['"""a\n"""', "EQL103"],
    ["'a'", "EQL105"],
    ['?"a"', "EQL106"],
    ["?'a'", "EQL106"],
  ])("%j is refused once", (text, code) => expect(codes(text)).toEqual([code]));

  it("points at each bad escape, up to a few", () => {
    const [found] = lexAll(`"\\d ${"\\q".repeat(1_000)}"`).diagnostics;
    expect(found?.primary.span).toEqual({ from: 0, to: 2_005 });
    expect(found?.related[0]?.span).toEqual({ from: 1, to: 3 });
    expect(found?.related.length).toBe(5);
  });

  it.each([
    ["'a'", '"a"'],
    ["'say \"hi\"'", undefined],
    ["?'a\\b'", '"""a\\b"""'],
    ['?"a"', '"""a"""'],
  ])("offers to rewrite %s where that is certain", (text, replacement) => {
    expect(lexAll(text).diagnostics[0]?.fix?.replacement).toBe(replacement);
  });
});

describe("numbers (1.6)", () => {
  it.each([
    ["0", "integer"],
    ["99999999999999999999", "integer"],
    ["1.5", "decimal"],
    ["1.", "decimal"],
    [".5", "decimal"],
    ["1e3", "decimal"],
    ["1.5E-3", "decimal"],
    [".5e2", "decimal"],
  ])("%s is one %s", (text, kind) => expect(short(text)).toEqual([`${kind}:${text}`]));

  it.each([
    ["-1", ["symbol:-", "integer:1"]],
    ["30s", ["integer:30", "name:s"]],
    ["1e", ["integer:1", "name:e"]],
    [".", ["symbol:."]],
  ] as const)("%j", (text, expected) => expect(short(text)).toEqual(expected));
});

describe("operators (1.8)", () => {
  it.each(symbols)("%s", (symbol) => expect(short(`${symbol} `)).toEqual([`symbol:${symbol}`]));

  it.each([
    ["a&&b", ["name:a", "keyword:and", "name:b"]],
    ["a||b", ["name:a", "keyword:or", "name:b"]],
    ["!a", ["keyword:not", "name:a"]],
  ] as const)("%j of other languages is refused and read as what is meant", (text, expected) => {
    expect(short(text)).toEqual(expected);
    expect(codes(text)).toEqual(["EQL101"]);
  });
});

describe("every text", () => {
  it("is covered by tokens in order, which never overlap and end with `end`", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab1. \n\"'`/*?\\u{}é€"), maxLength: 40 }), (text) => {
        const { tokens } = lexAll(text);
        let at = 0;
        for (const { span } of tokens) {
          expect(span.from).toBeGreaterThanOrEqual(at);
          expect(span.to).toBeGreaterThanOrEqual(span.from);
          at = span.to;
        }
        expect(at).toBeLessThanOrEqual(text.length);
        expect(tokens.at(-1)?.kind).toBe("end");
      }),
    );
  });
});
