import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDiagnosticSink } from "../diagnostic-sink.ts";
import { hasErrors } from "../diagnostics.ts";
import { formatQuery, formatStatement } from "./format.ts";
import { lex } from "./lex.ts";
import { parse } from "./parse.ts";
import { anyStatement, withoutSpans } from "./syntax-tree.test-support.ts";

const casesPath = new URL("../../../../../conformance/cases.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(casesPath, "utf8")) as { cases: readonly { query: string }[] };
const texts = cases.map(({ query }) => query).filter((text) => !hasErrors(parse(text).diagnostics));

function format(text: string): string {
  const formatted = formatQuery(text);
  if (!formatted.ok) throw new Error(`${text}: ${formatted.diagnostics[0]?.message}`);
  return formatted.value;
}

/** What must come through formatting: the tree, and the comments in whatever order. */
function meaning(text: string): unknown {
  const { statement, comments } = parse(text);
  return { statement: withoutSpans(statement), comments: comments.map((comment) => comment.text).toSorted() };
}

/** The tokens of a text with other white space and comments between them. */
function withSpaces(text: string, spaces: readonly string[]): string {
  const tokens = lex(text, createDiagnosticSink());
  const between = tokens.map((token, at) => {
    const written = text.slice(tokens[at - 1]?.span.to ?? 0, token.span.from);
    const space = spaces[at % spaces.length] ?? "";
    return (written === "" && space === "" ? "" : ` ${space}`) + text.slice(token.span.from, token.span.to);
  });
  return `${between.join("")}${spaces[0] ?? ""}`;
}

const anySpaces = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant("") },
    fc.constantFrom(
      " ",
      "\n",
      " // c1\n",
      "\n// c2\r\n  ",
      " /* c3 */ ",
      "\n/* c4 */\n",
      "/* c5\n*/",
      "\n/*c6*/ /*c7*/ ",
    ),
  ),
  { minLength: 1, maxLength: 40 },
);

describe("layout", () => {
  it.each([
    ["  process   where true ", ["process where true"]],
    ["any where true // why\n|head 5|tail 1", ["any where true // why", "| head 5", "| tail 1"]],
    ["any where true | head 5", ["any where true | head 5"]],
    [
      `process where process.name == "powershell.exe" and user.name == "administrator" and process.args : "-encodedcommand*" and a == 1 or true`,
      [
        "process where",
        '  process.name == "powershell.exe" and',
        '    user.name == "administrator" and',
        '    process.args : "-encodedcommand*" and',
        "    a == 1 or",
        "  true",
      ],
    ],
    [
      `process where process.name == "powershell.exe" and (user.name == "a" or user.name == "b") and not (process.args : ("-encodedcommand", "-windowstyle", "-executionpolicy") or process.parent.name in ("winword.exe", "excel.exe")) | head 5`,
      [
        "process where",
        '  process.name == "powershell.exe" and',
        '  (user.name == "a" or user.name == "b") and',
        "  not (",
        '    process.args : ("-encodedcommand", "-windowstyle", "-executionpolicy") or',
        '    process.parent.name in ("winword.exe", "excel.exe")',
        "  )",
        "| head 5",
      ],
    ],
    [
      `process where process.name : (${Array.from({ length: 12 }, (_, at) => `"program-${at}.exe"`).join(",")})`,
      [
        "process where",
        "  process.name : (",
        '    "program-0.exe", "program-1.exe", "program-2.exe", "program-3.exe", "program-4.exe", "program-5.exe",',
        '    "program-6.exe", "program-7.exe", "program-8.exe", "program-9.exe", "program-10.exe", "program-11.exe"',
        "  )",
      ],
    ],
    [
      `sequence by host.id, ?user.id with maxspan=90s [process where a==1] by x with runs=2 ![file where b] [network where process.entity_id == "0123456789" and destination.ip == "198.51.100.17" and destination.port == 4444] by y until [process where c]|tail 2`,
      [
        "sequence by host.id, ?user.id with maxspan=90s",
        "  [process where a == 1] by x with runs=2",
        "  ![file where b]",
        "  [network where",
        '    process.entity_id == "0123456789" and',
        '    destination.ip == "198.51.100.17" and',
        "    destination.port == 4444] by y",
        "until [process where c]",
        "| tail 2",
      ],
    ],
    ["sample by a [x where true] [y where true]", ["sample by a", "  [x where true]", "  [y where true]"]],
  ] as const)("%s", (text, lines) => expect(format(text)).toBe(lines.join("\n")));

  it.each([
    // Parentheses only where they are needed, and where they make another tree.
    ["((a)) and (b and c) or (d and (e or f))", "a and (b and c) or d and (e or f)"],
    ["(a == 1) == (b == 2)", "(a == 1) == (b == 2)"],
    ["not (not (a)) and (not b)", "not not a and not b"],
    ["(a + b) + (c + d) * (e * f)", "a + b + (c + d) * (e * f)"],
    ["a - (b - c)", "a - (b - c)"],
    ["(-a) in (1) and (-(a in (1)))", "(-a) in (1) and -a in (1)"],
    ['(a : ("x")) == true', 'a : "x" == true'],
    // Strings, names, numbers.
    ['a == "C:\\\\x\\"y" or a == """z"""', 'a == """C:\\x"y""" or a == "z"'],
    ['a == "tab\\t and \\\\"', 'a == "tab\\t and \\\\"'],
    ['a == """\u202e"""', 'a == "\\u{202e}"'],
    ["`a`.`my-b`.`where` == ? `c`", "a.`my-b`.`where` == ?c"],
    [
      "a == 1.0 or a == 1e3 or a == .5 or a == 1e-9 or a == 99999999999999999999",
      "a == 1.0 or a == 1000.0 or a == 0.5 or a == 1e-9 or a == 100000000000000000000.0",
    ],
  ])("%s", (condition, expected) => {
    const formatted = format(`any where ${condition}`);
    expect(formatted.replace(/\s+/g, " ")).toBe(`any where ${expected}`);
  });

  it("puts comments where they stood", () => {
    const lines = [
      "// the whole",
      "sequence by host.id with maxspan=1m // one minute",
      "  // the first stage",
      "  [process where",
      "    a == 1 and // of a",
      "    // of b",
      "    b in (",
      "      1, // one",
      "      2",
      "    )",
      "    // and c == 3",
      "  ] by x // behind the stage",
      "  [network where /* all */ true]",
      "// of the pipe",
      "| head 5",
      "// the end",
    ];
    expect(format(lines.join("\n"))).toBe(lines.join("\n"));
  });

  it("gives the diagnostics of a text that does not parse", () => {
    expect(formatQuery("any where a ==")).toMatchObject({ ok: false, diagnostics: [{ code: "EQL100" }] });
    expect(formatQuery("join [a where true] [b where true]")).toMatchObject({ ok: false });
  });

  it("takes a long line for a long word, and many comments", () => {
    const word = "x".repeat(500);
    expect(format(`any where a == "${word}" and b`)).toBe(`any where\n  a == "${word}" and\n  b`);
    const commented = `any where ${"/**/".repeat(100_000)} a`;
    expect(parse(format(commented)).comments.length).toBe(100_000);
  });
});

describe("every text of the conformance cases", () => {
  it("is there to test with", () => expect(texts.length).toBeGreaterThan(300));

  it.each(texts)("%j keeps its meaning, and formatting again changes nothing", (text) => {
    const formatted = format(text);
    expect(meaning(formatted)).toEqual(meaning(text));
    expect(format(formatted)).toBe(formatted);
  });

  it("keeps its comments wherever they stand", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), anySpaces, (text, spaces) => {
        const commented = withSpaces(text, spaces);
        const formatted = format(commented);
        expect(meaning(formatted)).toEqual(meaning(commented));
        expect(format(formatted)).toBe(formatted);
      }),
      { numRuns: 300 },
    );
  });
});

describe("every statement", () => {
  it("is read back as it was", () => {
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const formatted = formatStatement(statement, []);
        expect(withoutSpans(parse(formatted).statement)).toEqual(withoutSpans(statement));
        expect(format(formatted)).toBe(formatted);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps its comments wherever they stand", () => {
    fc.assert(
      fc.property(anyStatement, anySpaces, (statement, spaces) => {
        const commented = withSpaces(formatStatement(statement, []), spaces);
        const formatted = format(commented);
        expect(meaning(formatted)).toEqual(meaning(commented));
        expect(format(formatted)).toBe(formatted);
      }),
      { numRuns: 300 },
    );
  });
});
