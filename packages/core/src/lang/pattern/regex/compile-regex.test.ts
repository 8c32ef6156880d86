import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRegex } from "./compile-regex.ts";
import {
  anyExpression,
  commonExpression,
  type ExpressionModel,
  matchesModel,
  writeExpression,
} from "./regex-oracle.test-support.ts";

const onField = { foldCase: false, anchors: false };

function matches(pattern: string, value: string, options = onField): boolean {
  const compiled = compileRegex(pattern, options);
  if (!compiled.ok) throw new Error(`${pattern}: ${compiled.error.message}`);
  return compiled.matches(value);
}

describe("compileRegex", () => {
  const cases: readonly [pattern: string, matching: readonly string[], other: readonly string[]][] = [
    ["", [""], ["x"]],
    ["cmd.exe", ["cmd.exe", "cmdXexe", "cmd\nexe"], ["CMD.EXE", "cmd.exe ", "cmdexe"]],
    ["md", ["md"], ["cmd.exe", "cmd"]],
    [".*md.*", ["cmd.exe", "md", "\nmd\n"], ["m d"]],
    ["@md@", ["cmd.exe", "md"], ["m d"]],
    [".*\\.exe", ["cmd.exe", ".exe"], ["cmd_exe"]],
    ["cmd.*", ["cmd", "cmd.exe"], ["acmd"]],
    ["[a-z]{3}\\.exe", ["cmd.exe"], ["cmdl.exe", "CMD.exe", "cm.exe"]],
    ["net|cmd.exe", ["net", "cmd.exe"], ["net.exe", "netcmd.exe"]],
    ["(net|cmd).exe", ["net.exe", "cmd.exe"], ["net"]],
    ["^cmd.exe$", ["^cmd.exe$"], ["cmd.exe"]],
    ['"cmd.exe"', ["cmd.exe"], ["cmdXexe", '"cmd.exe"']],
    ['"a\\"', ["a\\"], ["a"]],
    ['""', [""], ['""']],
    ["<40-60>%.*", ["55% done", "40%", "60%"], ["39%", "61%", "055%", "5%"]],
    ["net\\s+user\\s+\\w+.*", ["net user bob /add", "net\t user\nbob"], ["net user", "netuser bob"]],
    ["()", [""], ["()"]],
    ["#", [], ["", "#"]],
    ["@", ["", "x\ny"], []],
    ["a?", ["", "a"], ["aa"]],
    ["a*?", ["", "a", "aa"], ["b"]],
    [".*?x", ["x", "aax"], ["xa"]],
    ["a+", ["a", "aaa"], ["", "ab"]],
    ["a{2}", ["aa"], ["a", "aaa"]],
    ["a{2,}", ["aa", "aaaa"], ["a"]],
    ["a{0,2}", ["", "a", "aa"], ["aaa"]],
    ["a{0}", [""], ["a"]],
    ["(ab){2,3}", ["abab", "ababab"], ["ab", "abababab"]],
    ["[^a-c]", ["d", "\n", "😀", "\ud83d"], ["a", "", "dd"]],
    ["[]a]", ["]", "a"], ["[]a]"]],
    ["[^]a]", ["b"], ["]", "a"]],
    ["[-a]", ["-", "a"], ["b"]],
    ["[a-c-e]", ["b", "-", "e"], ["d"]],
    ["[\\w.]+", ["a_1.Z"], ["a-b", "é"]],
    ["[^\\d\\s]", ["a"], ["1", " "]],
    ["[\\]\\-\\\\]", ["]", "-", "\\"], ["a"]],
    ['[*.?(|"#@&<~]', ["*", ".", "?", "(", "|", '"', "#", "@", "&", "<", "~"], ["x"]],
    ["\\d\\D\\s\\S\\w\\W", ["1a x_-"], ["1a xé_"]],
    ["\\s", [" ", "\t", "\n", "\r"], ["\u00a0", "\v", "\f"]],
    ["\\.\\*\\\\\\1\\é", [".*\\1é"], ["xx"]],
    ["]}>-,:=%!", ["]}>-,:=%!"], [""]],
    ["~a", ["", "b", "aa"], ["a"]],
    ["~(a)", ["", "b", "aa"], ["a"]],
    ["~ab", ["b", "xb", "aab"], ["ab", "x"]],
    ["~a*", ["", "ab", "aa"], ["a"]],
    ["~~a", ["a"], ["", "b"]],
    ["x~(.*evil.*)", ["x", "xgood"], ["xevil", "x evil y", "good"]],
    ["(~(ab)c)+", ["c", "xc", "xcyc", "abcc"], ["ab", "abc"]],
    ["~(.*md.*).exe", ["net.exe"], ["cmd.exe"]],
    ["a.*&.*z", ["az", "a z"], ["a", "z", "za"]],
    ["a|b&c", ["a"], ["b", "c"]],
    ["ab&ab|c", ["ab", "c"], ["a"]],
    ["x(a.*&.*b)y", ["xaby", "xa by"], ["xay", "xaxy"]],
    ["(a+&..+)*b", ["b", "aab", "aaab"], ["ab"]],
    ["(.+&~(.*\\.exe))", ["cmd.com"], ["cmd.exe", ""]],
    ["<1-9>", ["1", "9"], ["0", "01", "10"]],
    ["<01-12>", ["01", "12"], ["1", "00", "13", "001"]],
    ["<8-31>", ["8", "31", "008", "030"], ["7", "32", "0", ""]],
    ["<0-100>", ["0", "00", "7", "100", "0100"], ["101", "-1"]],
    ["<31-8>", ["8", "31"], ["7", "32"]],
    ["<5-5>", ["5"], ["05", "6"]],
    ["<0-2147483647>", ["2147483647", "1"], ["2147483648", "9999999999"]],
    ["x.y", ["x😀y", "x\ud83dy"], ["xy", "x😀😀y"]],
    ["[😀-😂]", ["😀", "😁", "😂"], ["😃", "\ud83d"]],
    [".*\ud83d.*", ["a\ud83db"], ["😀"]],
  ];
  it.each(cases)("%j", (pattern, matching, other) => {
    for (const value of matching) expect([value, matches(pattern, value)]).toEqual([value, true]);
    for (const value of other) expect([value, matches(pattern, value)]).toEqual([value, false]);
  });

  const foldCases: readonly [pattern: string, value: string, expected: boolean][] = [
    ["CMD\\..*", "cmd.exe", true],
    ["cmd\\.[e-x]{3}", "CMD.EXE", true],
    ["cmd\\.[E-X]{3}", "cmd.exe", true],
    ["[^a]", "A", false],
    ["[^A-Z]", "b", false],
    ["~(a)", "A", false],
    ['"CMD"', "cmd", true],
    [".*CMD.*", "x cMd x", true],
    ["\\W", "K", false],
    ["É", "é", false],
    ["k", "\u212a", false],
  ];
  it.each(foldCases)("ignoring case: %j on %j: %s", (pattern, value, expected) => {
    expect(matches(pattern, value, { foldCase: true, anchors: false })).toBe(expected);
  });

  const anchorCases: readonly [pattern: string, value: string, expected: boolean][] = [
    ["^cmd\\.exe$", "cmd.exe", true],
    ["^cmd\\.exe$", "^cmd.exe$", false],
    ["^a$|^b$", "b", true],
    ["^a$&^a$", "a", true],
    ["^$", "", true],
    ["$", "", true],
    ["a\\$", "a$", true],
    ["a^b", "a^b", true],
    ["a$b", "a$b", true],
    ["[^a]$", "b", true],
    ["(^a)", "^a", true],
    ["^(a|b)$", "b", true],
  ];
  it.each(anchorCases)("with anchors: %j on %j: %s", (pattern, value, expected) => {
    expect(matches(pattern, value, { foldCase: false, anchors: true })).toBe(expected);
  });

  const tooLarge: readonly [pattern: string, offset: number][] = [
    ["x(a{1000}){1000}", 2],
    ["(((a?){100}){100}){100}", 3],
    ["(~(.*a.{20})x)*", 1],
    ["(()()()|b){1000}{1000}{1000}", 1],
    ["<1-2147483647>{90}", 0],
  ];
  it.each(tooLarge)("%s is too large at %i", (pattern, offset) => {
    expect(compileRegex(pattern, onField)).toEqual({
      ok: false,
      error: { message: expect.stringContaining("too large"), offset },
    });
  });

  it("repeats the empty text without end and without work", () => {
    expect(matches("(){1000}{1000}{1000}", "")).toBe(true);
  });
});

describe("compileRegex on random expressions", () => {
  const value = fc.string({ unit: fc.constantFrom("a", "b", "A", "1", "0", "\n", "😀"), maxLength: 7 });

  function expectSame(model: ExpressionModel, value: string, foldCase: boolean): void {
    const pattern = writeExpression(model);
    expect([pattern, matches(pattern, value, { foldCase, anchors: false })]).toEqual([
      pattern,
      matchesModel(model, value, foldCase),
    ]);
  }

  it("agrees with the definition of every operator", () => {
    fc.assert(
      fc.property(
        anyExpression,
        fc.array(value, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (model, values, foldCase) => {
          for (const value of values) expectSame(model, value, foldCase);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("agrees with JavaScript on what both have", () => {
    fc.assert(
      fc.property(
        commonExpression,
        fc.array(value, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (model, values, foldCase) => {
          const pattern = writeExpression(model, { stackQuantifiers: false });
          const native = new RegExp(`^(?:${pattern})$`, foldCase ? "sui" : "su");
          for (const value of values) {
            expect([pattern, matches(pattern, value, { foldCase, anchors: false })]).toEqual([
              pattern,
              native.test(value),
            ]);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
