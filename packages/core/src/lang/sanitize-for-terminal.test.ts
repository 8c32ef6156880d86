import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitizeForTerminal } from "./sanitize-for-terminal.ts";

const steering = /[\p{Cc}\p{Bidi_Control}]/u;

describe("sanitizeForTerminal", () => {
  it.each([
    ["plain text, Größe, 日本語, 😀", {}, "plain text, Größe, 日本語, 😀"],
    ["\u001b[31mred\u001b[0m", {}, "␛[31mred␛[0m"],
    ["\u0000\u0007\u007f", {}, "␀␇␡"],
    ["\u009b31m", {}, "<U+009B>31m"],
    ["a\tb\nc\r\nd", {}, "a␉b␊c␍␊d"],
    ["a\tb\nc\r\nd\re", { newlines: true, tabs: true }, "a\tb\nc\nd␍e"],
    ["invoice\u202etxt.exe", {}, "invoice<U+202E>txt.exe"],
    ["\u2066x\u2069", {}, "<U+2066>x<U+2069>"],
    ["pay\u200bpal \u200d\u2060\ufeff\u00ad", {}, "pay<U+200B>pal <U+200D><U+2060><U+FEFF><U+00AD>"],
    ["\u{e0041}\u{e0100}", {}, "<U+E0041><U+E0100>"],
    ["a\u2028b", { newlines: true }, "a<U+2028>b"],
    ["\ud800x", {}, "<U+D800>x"],
    ["❤\ufe0f", {}, "❤\ufe0f"],
  ] as const)("%j with %j", (text, keep, expected) => expect(sanitizeForTerminal(text, keep)).toBe(expected));

  it("lets no control and no direction through, whatever the text, and changes nothing twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const safe = sanitizeForTerminal(text);
        expect(steering.test(safe)).toBe(false);
        expect(sanitizeForTerminal(safe)).toBe(safe);
      }),
    );
  });
});
