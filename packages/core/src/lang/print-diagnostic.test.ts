import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic, Label } from "./diagnostics.ts";
import { displayWidth } from "./display-width.ts";
import { type Painter, printDiagnostic } from "./print-diagnostic.ts";

function diagnostic(primary: Label, details: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: "EQL100",
    severity: "error",
    message: "Something is wrong.",
    primary,
    related: [],
    ...details,
  };
}

function label(text: string, part: string, words = ""): Label {
  const from = text.indexOf(part);
  return { span: { from, to: from + part.length }, text: words };
}

/** What is printed below the line with the place. */
function print(text: string, given: Diagnostic): string {
  return printDiagnostic(given, { name: "query", text }).split("\n").slice(2).join("\n");
}

const steering = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;

describe("printDiagnostic", () => {
  it("shows message, place, line, marks and help", () => {
    const text = "one\ntwo three\nfour";
    const given = diagnostic(label(text, "three", "this one"), { help: "Remove it.", severity: "warning" });
    expect(printDiagnostic(given, { name: "rules/a.toml", text })).toBe(
      [
        "warning[EQL100]: Something is wrong.",
        " --> rules/a.toml:2:5",
        "  |",
        "2 | two three",
        "  |     ^^^^^ this one",
        "  = help: Remove it.",
      ].join("\n"),
    );
  });

  it("marks related places on the same and on other lines, in the order of the text", () => {
    const text = "alpha beta\ngamma\n\n\ndelta beta2";
    const given = diagnostic(label(text, "delta", "here"), {
      related: [label(text, "beta2", "third"), label(text, "beta", "second"), label(text, "gamma", "first")],
    });
    expect(print(text, given)).toBe(
      [
        "  |",
        "1 | alpha beta",
        "  |       ---- second",
        "2 | gamma",
        "  | ----- first",
        "...",
        "5 | delta beta2",
        "  | ^^^^^ here",
        "  |       ----- third",
      ].join("\n"),
    );
  });

  it("shortens a place of many lines to its first and last", () => {
    const text = "a [one\n two\n  three\n four] b";
    expect(print(text, diagnostic(label(text, text.slice(2, -2), "all of this")))).toBe(
      ["  |", "1 | a [one", "  |   ^^^^", "...", "4 |  four] b", "  |  ^^^^^ all of this"].join("\n"),
    );
  });

  it.each([
    ["a tab", "\tx bad", "    x bad", "      ^^^"],
    ["wide characters", "日本 😀 bad", "日本 😀 bad", "        ^^^"],
    ["combining marks", "e\u0301e\u0301 bad", "e\u0301e\u0301 bad", "   ^^^"],
    ["escapes", "\u001b[1m\u202e bad", "␛[1m<U+202E> bad", "             ^^^"],
    ["a carriage return at the end", "x bad\r\ny", "x bad", "  ^^^"],
  ] as const)("puts the mark under the place behind %s", (_, text, line, mark) => {
    expect(print(text, diagnostic(label(text, "bad")))).toBe(
      ["  |", `1 | ${line}`, `  | ${mark}`].join("\n"),
    );
  });

  it.each([
    ["", { from: 0, to: 0 }, "1 |", "  | ^"],
    ["abc", { from: 3, to: 3 }, "1 | abc", "  |    ^"],
    ["abc\n", { from: 3, to: 4 }, "1 | abc", "  |    ^"],
    ["abc\n", { from: 4, to: 4 }, "2 |", "  | ^"],
    ["abc", { from: 100, to: 200 }, "1 | abc", "  |    ^"],
    ["日本", { from: 2, to: 2 }, "1 | 日本", "  |     ^"],
  ] as const)("marks the end of %j", (text, span, line, mark) => {
    expect(print(text, diagnostic({ span, text: "" }))).toBe(["  |", line, mark].join("\n"));
  });

  it.each([
    ["start", 0],
    ["middle", 5_000],
    ["end", 9_990],
  ])("cuts a long line around a mark at the %s", (_, from) => {
    const text = Array.from({ length: 10_000 }, (_, at) => String(at % 10)).join("");
    const [, line = "", marks = ""] = print(
      text,
      diagnostic({ span: { from, to: from + 5 }, text: "" }),
    ).split("\n");
    expect(line.length).toBeLessThanOrEqual(120);
    expect(line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe(text.slice(from, from + 5));
    expect(line.includes("…")).toBe(true);
  });

  it("cuts a place that is itself too long", () => {
    const text = "x".repeat(5_000);
    const [, line = "", marks = ""] = print(
      text,
      diagnostic({ span: { from: 10, to: 4_990 }, text: "" }),
    ).split("\n");
    expect(marks.length).toBeLessThanOrEqual(line.length);
    expect(marks).toMatch(/\^{50}/);
  });

  it("paints what it is told to, and only with what it is given", () => {
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const color: Painter = {
      error: tag("error"),
      warning: tag("warning"),
      hint: tag("hint"),
      strong: tag("strong"),
      frame: tag("frame"),
      related: tag("related"),
    };
    const given = diagnostic(label("a b", "a", "x"), { related: [label("a b", "b", "y")], help: "z" });
    expect(printDiagnostic(given, { name: "q", text: "a b" }, { color })).toBe(
      [
        "<error>error[EQL100]</error><strong>: Something is wrong.</strong>",
        "<frame> --></frame> q:1:1",
        "<frame>  |</frame>",
        "<frame>1 |</frame> a b",
        "<frame>  |</frame> <error>^ x</error>",
        "<frame>  |</frame>   <related>- y</related>",
        "<frame>  =</frame> help: z",
      ].join("\n"),
    );
  });

  it("says nothing of a place where there is none", () => {
    const given = diagnostic({ span: { from: 0, to: 0 }, text: "" }, { code: "EQL212" });
    expect(printDiagnostic(given, { name: "q", text: "any where true" })).toBe(
      "error[EQL212]: Something is wrong.",
    );
  });

  it("prints any text with any spans, no line wider than a terminal, and nothing that steers it", () => {
    const anyLabel = fc.record({
      span: fc.tuple(fc.nat(60), fc.nat(60)).map(([from, length]) => ({ from, to: from + length })),
      text: fc.string({ unit: "binary", maxLength: 5 }),
    });
    const piece = fc.oneof(
      fc.constantFrom("\n", "\r\n", "\t", "日", "\u001b[2J", "x".repeat(200)),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(
        fc.array(piece),
        anyLabel,
        fc.array(anyLabel, { maxLength: 3 }),
        (pieces, primary, related) => {
          const printed = printDiagnostic(diagnostic(primary, { related }), {
            name: "\u001bq",
            text: pieces.join(""),
          });
          expect(steering.test(printed)).toBe(false);
          for (const line of printed.split("\n")) expect(displayWidth(line)).toBeLessThan(250);
        },
      ),
    );
  });
});
