import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { toJsonValue } from "./json-value.ts";
import { readPlainToml } from "./read-plain-toml.ts";

/** What the library makes of it; undefined where it refuses. As text, since the order of the keys counts too. */
function byLibrary(text: string): string | undefined {
  try {
    return written(toJsonValue(parse(text, { integersAsBigInt: "asNeeded" })));
  } catch {
    return undefined;
  }
}

function written(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
}

function expectSameWhereRead(text: string): boolean {
  const plain = readPlainToml(text);
  if (plain === undefined) return false;
  expect(written(plain), text).toBe(byLibrary(text));
  return true;
}

describe("plain TOML", () => {
  it.each([
    ["a rule file", "[metadata]\na = \"b\"\n\n[rule]\nname = \"x\"\nquery = '''\nany where true\n'''\n"],
    ["tables in lists", "[[a.b]]\nc = 1\n[[a.b]]\n[a.b.d]\ne = true\n[[a.b.f]]\n[[a.b.f]]\ng = []\n"],
    ["comments", "# one\na = 1 # two\n[t] # three\n  # four\nb = 2"],
    ["escapes", 'a = "\\"\\\\\\n\\t\\b\\f\\r"\nb = """\n\\"""\\\\ "" x"""\n'],
    ["texts of many lines", "a = '''\n\n one ''two \n'''\nb = \"\"\"\"\"\"\nc = ''''''\n"],
    ["lists", "a = [ 1, \"b\", [], [ true, 'c' ],\n  0,\n]\n"],
    ["names of the prototype", "constructor = 1\ntoString = 2\n[hasOwnProperty]\nvalueOf = 3"],
    ["letters of all kinds", 'a = "é\u2028😀"\n# ü'],
    ["nothing", ""],
    ["blank lines", "\n \t\n\n"],
  ])("reads %s", (_, text) => {
    expect(expectSameWhereRead(text)).toBe(true);
  });

  it.each([
    ["a key twice", "a = 1\na = 2"],
    ["a table twice", "[a]\n[a]"],
    ["a table in a value", "a = 1\n[a.b]"],
    ["a table in a list of values", "a = [1]\n[[a]]"],
    ["a table in an empty list", "a = []\n[a.b]"],
    ["a table where a list of tables is", "[[a]]\n[a]"],
    ["a list of tables where a table is", "[a]\n[[a]]"],
    ["brackets that differ", "[[a]\nb = 1"],
    ["other brackets that differ", "[a]]\nb = 1"],
    ["other brackets that differ, before a pair", "[a]]b = 1"],
    ["two pairs on a line", "a = 1 b = 2"],
    ["no value", "a ="],
    ["a value on the next line", "a =\n1"],
    ["a leading zero", "a = 01"],
    ["no comma", "a = [1 2]"],
    ["a list that is not closed", "a = [1,"],
    ["a text that is not closed", 'a = "b'],
    ["a literal that is not closed", "a = 'b"],
    ["lines that are not closed", 'a = """b""'],
    ["literal lines that are not closed", "a = '''b''"],
    ["an escape that does not exist", 'a = "\\y"'],
    ["a backslash at the end", 'a = "\\'],
    ["a control character", 'a = "\u0001"'],
    ["a deleted character in a comment", "# \u007f"],
  ])("leaves %s to the library, which refuses it", (_, text) => {
    expect(readPlainToml(text)).toBeUndefined();
    expect(byLibrary(text)).toBeUndefined();
  });

  it.each([
    ["carriage returns", "a = 1\r\nb = 2\r\n"],
    ["a table behind its own part", "[a.b]\n[a]"],
    ["a name with a point", "a.b = 1"],
    ["a name in quotes", '"a b" = 1'],
    ["a table in braces", "a = { b = 1 }"],
    ["a number of another kind", "a = 1.5"],
    ["a number with a sign", "a = -1"],
    ["a long number", "a = 1234567890123456789"],
    ["a date", "a = 2024-01-01"],
    ["a code point", 'a = "\\u0041"'],
    ["joined lines", 'a = """b \\\n  c"""'],
    ["quotes before the end", 'a = """b""""'],
    ["apostrophes before the end", "a = '''b''''"],
    ["the name of the prototype", "__proto__ = 1"],
    ["lists in many lists", `a = ${"[".repeat(9)}${"]".repeat(9)}`],
    ["a table with a long name", "[a.b.c.d.e.f.g.h.i]"],
  ])("leaves %s to the library, which reads it", (_, text) => {
    expect(readPlainToml(text)).toBeUndefined();
    expect(byLibrary(text)).toBeDefined();
  });

  it("is read as the library reads it, whatever pieces follow one another", () => {
    const piece = fc.constantFrom(
      ..."a|b|c|a.b|[a]|[a.b]|[[a]]|[[a.b]]|[[b.c]]|[|]|[[|]]|=| = | |\n|\n\n|\t|#|# x\n|,|.|{|}|0|1|42|-1|1.5|true|false".split(
        "|",
      ),
      ...[
        '"',
        '""',
        '"""',
        "'",
        "''",
        "'''",
        '"x"',
        "'y'",
        '"""z\n"""',
        "'''\nw'''",
        "\\",
        '\\"',
        "\\n",
        "\\u0041",
      ],
      ...[
        "a = 1\n",
        'b = "x"\n',
        "c = [1, 2]\n",
        "c = [\n'x',\n]\n",
        "[a]\n",
        "[a.b]\n",
        "[[a]]\n",
        "[[a.b]]\n",
      ],
      ...["\r\n", "\0", "\u007f", "é", "😀", "__proto__", "2024-01-01", "\u2028"],
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        if (expectSameWhereRead(pieces.join(""))) read += 1;
      }),
      { numRuns: 20_000 },
    );
    expect(read).toBeGreaterThan(1_000);
  });
});
