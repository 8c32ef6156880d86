import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldAscii } from "./fold-ascii.ts";
import { compileRegex } from "./regex/compile-regex.ts";
import { compileWildcard, hasWildcard } from "./wildcard.ts";

const exact = { foldCase: false };
const folded = { foldCase: true };

describe("compileWildcard", () => {
  const cases: readonly [pattern: string, value: string, exactly: boolean, ignoringCase: boolean][] = [
    ["cmd.exe", "cmd.exe", true, true],
    ["cmd.exe", "CMD.EXE", false, true],
    ["cmd.exe", "cmd.exe ", false, false],
    ["", "", true, true],
    ["", "x", false, false],
    ["*", "", true, true],
    ["*", "line\r\nbreak", true, true],
    ["?", "", false, false],
    ["?", "\n", true, true],
    ["?", "😀", true, true],
    ["??", "😀", false, false],
    ["?", "\ud83d", true, true],
    ["??", "\ude00\ud83d", true, true],
    ["a*??", "a😀", false, false],
    ["a*??", "a😀b", true, true],
    ["?:\\Users\\*\\?.exe", "C:\\Users\\bob\\x.exe", true, true],
    ["?:\\Users\\*\\?.exe", "c:\\USERS\\x.exe", false, false],
    ["*?x", "😀x", true, true],
    ["*a?*?b*", "xa😀😀b", true, true],
    ["*a?*?b*", "xa😀b", false, false],
    ["cmd*", "cmd.exe", true, true],
    ["cmd*", "cmd", true, true],
    ["CMD*", "cmd.exe", false, true],
    ["*.exe", "cmd.exe", true, true],
    ["*.exe", ".exe", true, true],
    ["*.exe", "exe", false, false],
    ["*net*user*", "net user /add", true, true],
    ["*user*net*", "net user /add", false, false],
    ["a*a", "a", false, false],
    ["a*a", "aa", true, true],
    ["ab*bc", "abc", false, false],
    ["a*b*b", "ab", false, false],
    ["**a**", "xay", true, true],
    ["a?c*", "abcd", true, true],
    ["*a?c", "ac abc", true, true],
    ["C:\\Temp\\*", "C:\\Temp\\x.exe", true, true],
    ["a\\*", "a*", false, false],
    ["a\\*", "a\\b", true, true],
    ["50%_", "50%_", true, true],
    ["50%_", "50x_", false, false],
    ["é*", "É", false, false],
    ["É*", "É", true, true],
    ["*[a-z]*", "b", false, false],
  ];
  it.each(cases)("%j on %j: %s, ignoring case %s", (pattern, value, exactly, ignoringCase) => {
    expect(compileWildcard(pattern, exact)(value)).toBe(exactly);
    expect(compileWildcard(pattern, folded)(value)).toBe(ignoringCase);
  });

  const text = fc.string({
    unit: fc.constantFrom("a", "A", "b", "é", "É", "\n", "😀", "\ud83d", "\ude00"),
    maxLength: 9,
  });
  const pattern = fc.string({
    unit: fc.constantFrom("a", "B", "b", "é", "?", "*", "*", "😀"),
    maxLength: 7,
  });

  it("agrees with the definition", () => {
    fc.assert(
      fc.property(pattern, text, (pattern, value) => {
        expect(compileWildcard(pattern, exact)(value)).toBe(matchesSlowly([...pattern], [...value]));
        expect(compileWildcard(pattern, folded)(value)).toBe(
          matchesSlowly([...foldAscii(pattern)], [...foldAscii(value)]),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it("agrees with the same pattern as a regular expression", () => {
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (pattern, value, foldCase) => {
        const expression = pattern.replaceAll("*", ".*").replaceAll("?", ".");
        const regex = compileRegex(expression, { foldCase, anchors: false });
        expect(regex.ok && regex.matches(value)).toBe(compileWildcard(pattern, { foldCase })(value));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("hasWildcard", () => {
  it.each([
    ["cmd.exe", false],
    ["", false],
    ["cmd*", true],
    ["cmd?exe", true],
    ["50%_[a]", false],
  ])("%s: %s", (pattern, expected) => {
    expect(hasWildcard(pattern)).toBe(expected);
  });
});

function matchesSlowly(pattern: readonly string[], value: readonly string[]): boolean {
  const [wanted, ...rest] = pattern;
  if (wanted === undefined) return value.length === 0;
  if (wanted === "*")
    return matchesSlowly(rest, value) || (value.length > 0 && matchesSlowly(pattern, value.slice(1)));
  return value.length > 0 && (wanted === "?" || wanted === value[0]) && matchesSlowly(rest, value.slice(1));
}
