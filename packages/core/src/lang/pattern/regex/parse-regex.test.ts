import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRegex } from "./compile-regex.ts";
import { parseRegex } from "./parse-regex.ts";
import { regexLimits } from "./regex-limits.ts";

describe("parseRegex", () => {
  const errors: readonly [pattern: string, offset: number, message: string][] = [
    ["x\\b", 1, "`\\b` does not exist here"],
    ["\\n", 0, "Write `\\s`"],
    ["C:\\Users", 2, "Write `U` for the letter, or `\\\\U` for a backslash before it."],
    ["\\A", 0, "Leave it out"],
    ["[\\q]", 1, "`\\q` does not exist here"],
    ["a\\", 1, "A backslash ends the expression"],
    ["(?i)cmd", 0, "Use `regex~` to ignore case"],
    ["(?:cmd)", 0, "Write `(`: no group captures"],
    ["(?=a)", 0, "no look-around"],
    ["(?!a)", 0, "no look-around"],
    ["(?<!a)", 0, "no look-around"],
    ["(?<name>a)", 0, "`(?` does not exist here"],
    ["a(b", 1, "This `(` is not closed: expected `)`, found the end of the expression"],
    ["((a)", 0, "This `(` is not closed"],
    ["a)b", 1, "This `)` closes nothing"],
    [")", 0, "This `)` closes nothing"],
    ["x[a-z", 1, "This `[` is not closed: expected `]`, found the end of the expression"],
    ["[]", 0, "This `[` is not closed"],
    ["[^]", 0, "This `[` is not closed"],
    ["[z-a]", 1, "The range `z-a` runs backwards. Write `a-z`"],
    ["[a-\\d]", 3, "A range cannot end with a class"],
    ["[\\w.-]", 4, "Write `\\-` for the character"],
    ['x"abc', 1, 'This `"` is not closed'],
    ["*.exe", 0, "`*` has nothing to repeat. Write `\\*`"],
    ["a|+b", 2, "`+` has nothing to repeat"],
    ["(?", 0, "`(?` does not exist here"],
    ["{3}", 0, "`{` has nothing to repeat"],
    ["a{b}", 1, "Expected a number after `{`, found `b`"],
    ["a{,3}", 1, "Expected a number after `{`, found `,`"],
    ["a{", 1, "found the end of the expression"],
    ["a{3", 1, "This `{` is not closed: expected `}`, found the end of the expression"],
    ["a{3;4}", 1, "found `;`"],
    ["a{5,3}", 1, "`{5,3}` runs backwards. Write `{3,5}`"],
    ["a{1001}", 1, "at most 1000 times"],
    ["a{1,99999999999999999999}", 1, "at most 1000 times"],
    ["<a>", 0, "does not begin a range of numbers"],
    ["<5>", 0, "does not begin a range of numbers"],
    ["<-5>", 0, "does not begin a range of numbers"],
    ["<5-", 0, "does not begin a range of numbers"],
    ["<1-2-3>", 0, "does not begin a range of numbers"],
    ["a < b", 2, "Write two whole numbers as in `<1-31>`, or `\\<`"],
    ["<0-2147483648>", 0, "at most 2147483647"],
    [
      "a|",
      2,
      "Expected an expression, found the end of the expression. Write `()` for the empty text, or `\\|`",
    ],
    ["|a", 0, "Expected an expression, found `|`. Write `()` for the empty text, or `\\|`"],
    ["a||b", 2, "found `|`"],
    ["(a|)", 3, "found `)`. Write `()` for the empty text, or `\\|`"],
    ["(a&)", 3, "found `)`. Write `()` for the empty text, or `\\&`"],
    ["a&", 2, "or `\\&` for the character"],
    ["a~", 1, "Expected an expression after `~`, found the end of the expression"],
    ["~|a", 0, "Expected an expression after `~`, found `|`"],
  ];
  it.each(errors)("%s is refused at %i: %s", (pattern, offset, message) => {
    expect(parseRegex(pattern, { anchors: false })).toEqual({
      ok: false,
      error: { message: expect.stringContaining(message), offset },
    });
  });

  it("refuses an expression that is too long or too deep", () => {
    const parse = (pattern: string) => parseRegex(pattern, { anchors: false });
    expect(parse("a".repeat(regexLimits.maxLength + 1))).toEqual({
      ok: false,
      error: { message: "The expression has 1001 characters; at most 1000 are allowed.", offset: 1000 },
    });
    const tooDeep = {
      ok: false,
      error: { message: expect.stringContaining("nested too deeply"), offset: 100 },
    };
    expect(parse("(".repeat(regexLimits.maxDepth + 1))).toEqual(tooDeep);
    expect(parse(`${"~".repeat(regexLimits.maxDepth + 1)}a`)).toEqual(tooDeep);
  });

  it("gives the place where each part begins", () => {
    expect(parseRegex("ab(c|~d)*<1-9>", { anchors: false })).toEqual({
      ok: true,
      node: {
        kind: "Concat",
        offset: 0,
        items: [
          { kind: "Text", text: "ab", offset: 0 },
          {
            kind: "Repeat",
            min: 0,
            max: Infinity,
            offset: 2,
            item: {
              kind: "Union",
              offset: 3,
              items: [
                { kind: "Text", text: "c", offset: 3 },
                { kind: "Complement", item: { kind: "Text", text: "d", offset: 6 }, offset: 5 },
              ],
            },
          },
          { kind: "Interval", min: 1, max: 9, width: 1, offset: 9 },
        ],
      },
    });
  });

  it("takes an expression of the greatest length and depth", () => {
    const longest = "a".repeat(regexLimits.maxLength);
    expect(compileRegex(longest, { foldCase: false, anchors: false }).ok).toBe(true);
    const stacked = `a${"?*+".repeat(333)}`;
    expect(compileRegex(stacked, { foldCase: false, anchors: false }).ok).toBe(true);
    const nested = `${"(".repeat(100)}a${")".repeat(100)}`;
    expect(compileRegex(nested, { foldCase: false, anchors: false }).ok).toBe(true);
    const complements = `${"~".repeat(100)}ab`;
    expect(compileRegex(complements, { foldCase: false, anchors: false }).ok).toBe(true);
  });

  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'ab1-,\\"|&~<>()[]{}^$?*+.@#dwn\ud83d'), maxLength: 25 }),
  );
  it("never throws, and points into the expression", () => {
    fc.assert(
      fc.property(anyText, anyText, fc.boolean(), fc.boolean(), (pattern, value, foldCase, anchors) => {
        const compiled = compileRegex(pattern, { foldCase, anchors });
        if (compiled.ok) {
          expect(typeof compiled.matches(value)).toBe("boolean");
        } else {
          expect(compiled.error.offset).toBeGreaterThanOrEqual(0);
          expect(compiled.error.offset).toBeLessThanOrEqual(pattern.length);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
