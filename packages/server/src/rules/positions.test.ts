import type { JsonObject } from "@eqlite/core/events";
import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { stringify as stringifyYaml } from "yaml";
import { decodeJsonText, scanJsonPositions } from "./json-positions.ts";
import { readJsonEntries } from "./read-json-entries.ts";
import { readTomlEntries } from "./read-toml-entries.ts";
import { readYamlEntries } from "./read-yaml-entries.ts";
import { scanTomlPositions } from "./toml-positions.ts";
import { decodeTomlText } from "./toml-text.ts";

const readers = { toml: readTomlEntries, json: readJsonEntries, yaml: readYamlEntries };

/** The text value at `q` of a file with the line of file text each of its units stands at, and the offsets. */
function mapped(format: keyof typeof readers, text: string, path: readonly (string | number)[] = ["q"]) {
  const [entry] = readers[format](text).entries;
  if (entry === undefined) throw new Error(`no ${format} in ${JSON.stringify(text)}`);
  const map = entry.positions.textMap(path);
  const value = path.reduce<unknown>((at, part) => (at as JsonObject)[part], entry.value) as string;
  return { value, offsets: [...value.split("").keys(), value.length].map(map.toFile), entry };
}

describe("units of a text in its file", () => {
  // `^` under the file's text marks where the units of the value stand; the last mark is the end of the value.
  const cases = [
    ["toml", "basic string", 'q = "ab"', "     ^^^"],
    ["toml", "escapes", 'q = "a\\nb\\u0041\\U0001F600c\\\\"', "     ^^ ^^     ^         ^^ ^", 1],
    ["toml", "literal string", "q = 'a\\n'", "     ^^^^"],
    ["toml", "first newline is trimmed", "q = '''\nab'''", "        ^^^"],
    ["toml", "first CRLF is trimmed", "q = '''\r\nab'''", "         ^^^"],
    ["toml", "CRLF inside is kept", "q = '''a\r\nb'''", "       ^^^^^"],
    ["toml", "quotes before the end", 'q = """a"""""', "       ^^^^"],
    ["toml", "joined lines", 'q = """a\\\n   b"""', "       ^     ^^"],
    ["toml", "quoted key", '"q" = "a"', "       ^^"],
    ["json", "plain", '{"q":"ab"}', "      ^^^"],
    ["json", "escapes", '{"q":"a\\nb\\u0041\\"c"}', "      ^^ ^^     ^ ^^"],
    ["json", "the last of two equal keys", '{"q":"xy","q":"ab"}', "               ^^^"],
    ["yaml", "plain", "q: ab", "   ^^^"],
    ["yaml", "single quotes", "q: 'a''b'", "    ^^ ^^"],
    ["yaml", "double quotes", 'q: "a\\n\\tb\\x41\\"c"', "    ^^ ^ ^^   ^ ^^"],
    ["yaml", "plain over two lines", "q: ab\n  cd", "   ^^  ^^^^"],
    ["yaml", "literal block", "q: |\n  a\n    b\nr: 1", "       ^^^^  ^^^"],
    ["yaml", "literal block with CRLF", "q: |\r\n  a\r\n  b\r\n", "        ^ ^  ^ ^^"],
    ["yaml", "literal block without last newline", "q: |-\n  a b\n", "        ^^^^"],
    ["yaml", "folded block", "q: >\n  a\n  b\n", "       ^  ^^^^"],
    ["yaml", "flow mapping", "{q: ab, r: 1}", "    ^^^"],
    ["yaml", "anchored value", "q: &a 'ab'", "       ^^^"],
  ] as const;
  it.each(cases)("%s: %s", (format, _, text, marks, surrogates?: number) => {
    const { offsets } = mapped(format, text);
    // Both halves of a surrogate pair stand at the one escape that writes them.
    const distinct = [...new Set(offsets)];
    expect(distinct.length).toBe(offsets.length - (surrogates ?? 0));
    const expected = [...marks].flatMap((mark, offset) => (mark === "^" ? [offset] : []));
    expect(distinct).toEqual(expected);
  });

  it("maps an alias to its key: the text stands elsewhere", () => {
    const text = "a: &x one\nq: *x";
    expect(mapped("yaml", text).offsets).toEqual([10, 11, 11, 11]);
  });
});

describe("places of fields", () => {
  const toml = [
    "title = 'x'",
    "[rule] # head",
    'name = "n"',
    "tags = [ # tags",
    "  'a', \"b\",",
    "]",
    "note = '''",
    "two lines'''",
    "point = { x = 1, 'y.z' = [2, 3] }",
    "date = 2024-05-01 10:00:00Z",
    "[[rule.threat]]",
    'id = "one"',
    "[rule.threat.tactic]",
    'id = "t1"',
    "[[rule.threat]]",
    'id = "two"',
    'tactic.id = "t2"',
  ].join("\n");
  const json = '{"rule":{"name":"n","tags":["a","b"],"note":"x",\n "threat":[{"id":"one"},{"id":"two"}]}}';
  const yaml =
    "rule:\n  name: n\n  tags: [a, b]\n  note: |\n    x\n  threat:\n    - id: one\n    - id: two\n";
  const cases = [
    ["toml", toml, ["rule", "name"], '"n"'],
    ["toml", toml, ["rule", "tags", 1], '"b"'],
    ["toml", toml, ["rule", "tags"], "tags"],
    ["toml", toml, ["rule", "note"], "note"],
    ["toml", toml, ["rule", "point", "y.z", 1], "3"],
    ["toml", toml, ["rule", "date"], "2024-05-01 10:00:00Z"],
    ["toml", toml, ["rule", "threat", 0, "tactic", "id"], '"t1"'],
    ["toml", toml, ["rule", "threat", 1, "tactic", "id"], '"t2"'],
    ["toml", toml, ["rule", "severity"], "rule"],
    ["toml", toml, ["rule", "threat", 1, "technique"], "threat"],
    ["json", json, ["rule", "name"], '"n"'],
    ["json", json, ["rule", "threat", 1, "id"], '"two"'],
    ["json", json, ["rule", "tags"], '"tags"'],
    ["json", json, ["name"], "{"],
    ["yaml", yaml, ["rule", "name"], "n"],
    ["yaml", yaml, ["rule", "tags", 1], "b"],
    ["yaml", yaml, ["rule", "note"], "note"],
    ["yaml", yaml, ["rule", "threat", 1, "id"], "two"],
    ["yaml", yaml, ["rule", "severity"], "rule"],
  ] as const;
  it.each(cases)("%s %#: %j", (format, text, path, expected) => {
    const [entry] = readers[format](text).entries;
    const span = entry?.positions.locate(path);
    expect(text.slice(span?.from, span?.to)).toBe(expected);
  });

  it("locates a key and a range within a text", () => {
    const [entry] = readJsonEntries('{"note":"a\\tbc"}').entries;
    expect(entry?.positions.locate(["note"], "key")).toEqual({ from: 1, to: 7 });
    expect(entry?.positions.locate(["note"], { from: 2, to: 3 })).toEqual({ from: 12, to: 13 });
  });
});

describe("random texts", () => {
  const fragments = [
    "a",
    "b ",
    "\n",
    "\r\n",
    "\t",
    "  ",
    '"',
    "'",
    "\\",
    "\\n",
    "#",
    ": ",
    "|",
    ">",
    "😀",
    "é",
    "\u2028",
    "[",
    "}",
    "*",
  ];
  const value = fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join(""));

  /** Every unit that is not white space and not written by an escape must be found at its offset. */
  const expectPlaces = (text: string, read: ReturnType<typeof mapped>): void => {
    let previous = 0;
    for (const [index, unit] of read.value.split("").entries()) {
      const offset = read.offsets[index] ?? -1;
      expect(offset).toBeGreaterThanOrEqual(previous);
      previous = offset;
      if (/\s/.test(unit) || text[offset] === "\\" || text[offset] === "'") continue;
      expect(text[offset]).toBe(unit);
    }
  };

  it("TOML: agrees with the library on every string form", () => {
    const quotes = fc.constantFrom('"', "'", '"""', "'''");
    fc.assert(
      fc.property(quotes, value, (quote, body) => {
        const literal = `${quote}${body}${quote}`;
        const library = attempt(() => parseToml(`q = ${literal}`)["q"]);
        if (typeof library !== "string") return;
        // The library loses quotes that belong to the text where a line-ending backslash stands right before them.
        if (/\\\s*\n\s*"{4,5}$/.test(literal)) return;
        const decoded = decodeTomlText(literal, 0);
        expect(decoded?.text).toBe(library);
        const rest = decoded?.end ?? 0;
        expect(literal.slice(rest).trim().startsWith("#") || literal.slice(rest).trim() === "").toBe(true);
        expectPlaces(`q = ${literal}`, mapped("toml", `q = ${literal}`));
      }),
      { numRuns: 1_500 },
    );
  });

  it("JSON: agrees with JSON.parse", () => {
    fc.assert(
      fc.property(value, (body) => {
        const written = JSON.stringify(body);
        expect(decodeJsonText(written, 0)?.text).toBe(body);
        const raw = `"${body}"`;
        const library = attempt(() => JSON.parse(raw) as string);
        if (library !== undefined) expect(decodeJsonText(raw, 0)?.text).toBe(library);
        expectPlaces(`{"q":${written}}`, mapped("json", `{"q":${written}}`));
      }),
      { numRuns: 500 },
    );
  });

  it("YAML: follows the library in every style", () => {
    const styles = fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED");
    fc.assert(
      fc.property(styles, value, fc.constantFrom(20, 80), (defaultStringType, body, lineWidth) => {
        const text = stringifyYaml(
          { q: body, r: 1 },
          { defaultStringType, lineWidth, defaultKeyType: "PLAIN" },
        );
        const read = mapped("yaml", text);
        expectPlaces(text, read);
      }),
      { numRuns: 700 },
    );
  });

  it("the scanners never throw", () => {
    const junk = fc.array(fc.constantFrom(...fragments, "=", "{", "]", ",", '"""', "'''", ".", "1"), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(junk, (parts) => {
        const text = parts.join("");
        scanTomlPositions(text);
        scanJsonPositions(text, { from: 0, to: text.length });
        readYamlEntries(text);
        readTomlEntries(text);
        readJsonEntries(text);
      }),
      { numRuns: 700 },
    );
  });
});

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
