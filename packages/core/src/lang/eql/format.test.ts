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
      { numRuns: 400 },
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
      { numRuns: 400 },
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
      { numRuns: 400 },
    );
  });
});
