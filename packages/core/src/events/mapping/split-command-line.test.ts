import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitKeepingQuotes, splitWindowsCommandLine } from "./split-command-line.ts";

describe("splitWindowsCommandLine", () => {
  it.each([
    ["blanks and tabs separate", "a b\t c", ["a", "b", "c"]],
    ["trailing blanks give nothing", "b6a1458f396  ", ["b6a1458f396"]],
    ["leading blanks give no empty program", "  cmd.exe /c", ["cmd.exe", "/c"]],
    ["quotes join and go", '"C:\\Program Files\\a.exe" x', ["C:\\Program Files\\a.exe", "x"]],
    ["quotes inside an argument", 'a"b c"d e', ["ab cd", "e"]],
    ["an empty argument", 'a "" b', ["a", "", "b"]],
    ["a doubled quote inside quotes is one and ends them", '"a""b c', ['a"b', "c"]],
    ["other backslashes are literal", "C:\\a\\\\b \\x", ["C:\\a\\\\b", "\\x"]],
    ["2n backslashes before a quote", '"a\\\\\\\\" b', ["a\\\\", "b"]],
    ["2n+1 backslashes before a quote", 'a\\\\\\"b c', ['a\\"b', "c"]],
    ["an escaped quote inside quotes", '"a \\" b" c', ['a " b', "c"]],
    ["an open quote", '"a b', ["a b"]],
    ["nothing", " \t ", []],
    [
      "a real one",
      '"C:\\WINDOWS\\system32\\cmd.exe" /c "sc.exe create X binPath= C:\\a\\b.exe"',
      ["C:\\WINDOWS\\system32\\cmd.exe", "/c", "sc.exe create X binPath= C:\\a\\b.exe"],
    ],
  ])("%s", (_, commandLine, args) => {
    expect(splitWindowsCommandLine(commandLine)).toEqual(args);
  });

  it("gives back arguments that were quoted by the rules", () => {
    const argument = fc.string({ unit: fc.constantFrom("a", " ", "\t", '"', "\\") });
    const quoted = (text: string): string =>
      `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
    fc.assert(
      fc.property(fc.array(argument), (args) => {
        expect(splitWindowsCommandLine(args.map(quoted).join(" "))).toEqual(args);
      }),
    );
  });

  it("takes linear time for a long hostile line", () => {
    const line = '\\"'.repeat(200_000);
    expect(splitWindowsCommandLine(line)).toEqual(['"'.repeat(200_000)]);
    expect(splitWindowsCommandLine("\\".repeat(400_000))).toHaveLength(1);
  });
});

describe("splitKeepingQuotes", () => {
  it.each([
    ["quotes stay", '"C:\\Program Files\\a.exe" /c "x y"', ['"C:\\Program Files\\a.exe"', "/c", '"x y"']],
    ["trailing blanks give nothing", "b6a1458f396  ", ["b6a1458f396"]],
    ["any white space separates", "a\r\n\tb", ["a", "b"]],
    ["backslashes mean nothing", 'a\\" b', ['a\\" b']],
    ["nothing", "  ", []],
  ])("%s", (_, commandLine, args) => {
    expect(splitKeepingQuotes(commandLine)).toEqual(args);
  });
});
