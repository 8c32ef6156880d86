import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./parse-json.ts";
import { stringifyJson } from "./stringify-json.ts";

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("values", () => {
  const cases = [
    ["a safe integer is a number", '{"a":9007199254740991}', { a: 9007199254740991 }],
    ["a larger one is exact", '{"a":9007199254740993}', { a: 9007199254740993n }],
    ["a negative one is exact", '{"Keywords": -9223372036854775808}', { Keywords: -9223372036854775808n }],
    ["an unsigned 64-bit number", "[18446744073709551615]", [18446744073709551615n]],
    ["a big integer alone", "123456789012345678901234567890", 123456789012345678901234567890n],
    [
      "an exponent makes a double",
      '{"a":1e20,"b":12345678901234567890}',
      { a: 1e20, b: 12345678901234567890n },
    ],
    ["a fraction makes a double", "[12345678901234567.5]", [Number("12345678901234567.5")]],
    ["digits in a string stay text", '{"a":"x:12345678901234567890"}', { a: "x:12345678901234567890" }],
    [
      "a zero character before a big integer",
      '["\\u00001",12345678901234567890]',
      ["\u00001", 12345678901234567890n],
    ],
    [
      "digits in a string beside a big integer",
      '["[1234567890123456,",12345678901234567890]',
      ["[1234567890123456,", 12345678901234567890n],
    ],
    ["an integer of thousands of digits", "1".repeat(2000), Number.POSITIVE_INFINITY],
    [
      "the last of equal keys wins",
      '{"a":1,"b":2,"a":12345678901234567890}',
      { a: 12345678901234567890n, b: 2 },
    ],
    [
      "escapes",
      '["\\u00e9\\n\\"\\\\\\/\\ud83d\\ude00",12345678901234567890]',
      ['é\n"\\/😀', 12345678901234567890n],
    ],
  ] as const;
  it.each(cases)("%s", (_, text, value) => {
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

  it.each(['{"__proto__":{"a":1}}', '{"__proto__":{"a":12345678901234567890}}'])(
    "%s is an ordinary key",
    (text) => {
      const parsed = parseJson(text);
      const value = parsed.ok ? parsed.value : null;
      expect(Object.keys(value ?? {})).toEqual(["__proto__"]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    },
  );
});

describe("refusals", () => {
  const cases = [
    ['{"a":1', "truncated", 6],
    ['{"a":tr', "truncated", 7],
    ['{"a":-', "truncated", 6],
    ['{"a":1.', "truncated", 7],
    ['{"a":"x\\', "truncated", 8],
    ['{"a":"x\\u00', "truncated", 11],
    ["", "truncated", 0],
    ['{"a":1,}', "json", 7],
    ['{"a" 1}', "json", 5],
    ['{"a":01}', "json", 6],
    ['{"a":"\n"}', "json", 6],
    ['{"a":"\\x"}', "json", 6],
    ['{"a":truth}', "json", 5],
    ["{'a':1}", "json", 1],
    ['{"a":1} x', "json", 8],
    ['{"a":0012345678901234567}', "json", 6],
    ["{12345678901234567890}", "json", 1],
    ['{"a":NaN}', "json", 5],
    [nested(201), "too-deep", 200],
    [nested(10_000), "too-deep", 200],
    ['{"a":'.repeat(10_000), "too-deep", 1000],
  ] as const;
  it.each(cases)("%.30s: %s at %i", (text, kind, offset) => {
    expect(parseJson(text)).toMatchObject({ ok: false, kind, offset });
  });

  it("says what is wrong in words", () => {
    expect(parseJson('{"a":1 "b":2}')).toMatchObject({
      reason: '"\\"" stands where a comma or "}" is expected',
    });
  });
});

it("takes 200 levels", () => {
  expect(parseJson(nested(200)).ok).toBe(true);
});

it("counts brackets in strings as text", () => {
  expect(parseJson(JSON.stringify(["[".repeat(1000)]))).toEqual({ ok: true, value: ["[".repeat(1000)] });
});

/** Forces the parser of this file to do the work: no text with 201 brackets takes the short way. */
const longWay = (text: string): string => `[${"[],".repeat(201)}${text}]`;

it("agrees with JSON.parse", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      // As text: what is a bigint here is a double there.
      const expected = JSON.stringify(JSON.parse(text));
      expect(writtenBack(text)).toBe(expected);
      expect(writtenBack(longWay(text))).toBe(longWay(expected));
    }),
  );
});

function writtenBack(text: string): string | undefined {
  const parsed = parseJson(text);
  return parsed.ok ? stringifyJson(parsed.value) : undefined;
}

it("reads big integers on the short way as on the long way", () => {
  const number = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String);
  const text = fc.stringMatching(/^[ :,[\]{}0-9u\\]{0,24}$/).map((s) => JSON.stringify(s));
  const item = fc.oneof(
    number,
    text,
    number.map((digits) => JSON.stringify(`x:${digits},`)),
  );
  fc.assert(
    fc.property(fc.array(item), fc.constantFrom(",", " , ", ",\n"), (items, comma) => {
      const array = `[${items.join(comma)}]`;
      expect(writtenBack(array)).toBe(`[${items.join(",")}]`);
      expect(writtenBack(longWay(array))).toBe(longWay(`[${items.join(",")}]`));
    }),
  );
});

describe("big integers of an object's own", () => {
  const cases = [
    ["a name in a string", '{"s":"\\"K\\":1","K":12345678901234567}', { s: '"K":1', K: 12345678901234567n }],
    ["a name as a value", '{"s":"K","K":12345678901234567}', { s: "K", K: 12345678901234567n }],
    [
      "a name in two spellings",
      '{"K":12345678901234567,"\\u004b":12345678901234569}',
      { K: 12345678901234569n },
    ],
    ["a name at two depths", '{"a":{"K":1},"K":12345678901234567}', { a: { K: 1 }, K: 12345678901234567n }],
    ["a name that stands twice", '{"K":12345678901234567,"K":1.5e300}', { K: 1.5e300 }],
    ["blanks around the colon", '{"K" :\n -12345678901234567 }', { K: -12345678901234567n }],
    ["a name that is no word", '{" K":12345678901234567}', { " K": 12345678901234567n }],
    ["a nested one", '{"a":[{"K":12345678901234567}]}', { a: [{ K: 12345678901234567n }] }],
    [
      "more than are looked for by name",
      '{"a":10000000000000001,"b":10000000000000003,"c":10000000000000005,"d":10000000000000007,"e":10000000000000009}',
      {
        ...{ a: 10000000000000001n, b: 10000000000000003n, c: 10000000000000005n, d: 10000000000000007n },
        e: 10000000000000009n,
      },
    ],
  ] as const;
  it.each(cases)("%s", (_, text, value) => {
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

  it("come out as on the long way", () => {
    const name = fc.constantFrom('"K"', '"\\u004b"', '"KK"', '"a b"', '"x\\"K"', '"1"', '"__proto__"');
    const scalar = fc.constantFrom(
      ...["12345678901234567", "-9223372036854775808", "9.223372036854775808e18", "1e20", "9007199254740993"],
      ...[
        "9007199254740991",
        "1.5",
        "-0",
        "null",
        '"K"',
        '"x,\\"K\\":12345678901234567,"',
        '"\\u00001"',
        "[]",
      ],
    );
    const blank = fc.constantFrom("", "", " ", "\n");
    const member = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc
        .tuple(name, blank, blank, value)
        .map(([key, before, after, text]) => `${key}${before}:${after}${text}`);
    const objectOf = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc.array(member(value), { maxLength: 5 }).map((members) => `{${members.join(",")}}`);
    fc.assert(
      fc.property(objectOf(fc.oneof({ weight: 5, arbitrary: scalar }, objectOf(scalar))), (text) => {
        expect(longWay(writtenBack(text) ?? "")).toBe(writtenBack(longWay(text)));
      }),
      { numRuns: 2000 },
    );
  });
});

it("refuses exactly what JSON.parse refuses", () => {
  const pieces = fc.constantFrom(
    ...'{}[]:,"\\ntrue0-1.eE+ \t\n\u0001ué/'.split(""),
    '"a"',
    "null",
    "\\u00e9",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (list) => {
      const text = longWay(list.join(""));
      expect(parseJson(text).ok).toBe(isAccepted(text));
    }),
    { numRuns: 3000 },
  );
});

it("calls every beginning of an object truncated", () => {
  const text = '{"a":[1.5e3,"x\\u00e9",true,{"b":null}],"c":-12}';
  for (let length = 0; length < text.length; length++) {
    expect([length, parseJson(text.slice(0, length))]).toMatchObject([
      length,
      { ok: false, kind: "truncated" },
    ]);
  }
});

function isAccepted(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
