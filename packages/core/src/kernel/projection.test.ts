import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLimits } from "../events/index.ts";
import { createRandom } from "./fuzz/random.test-support.ts";
import { randomBlock } from "./fuzz/random-document-text.test-support.ts";
import { fields as vocabulary } from "./fuzz/vocabulary.test-support.ts";
import { kernelLimits } from "./kernel-limits.ts";
import { createKernelReading, readLinesAsDocuments } from "./read-lines.test-support.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe("the values that the kernel finds in lines are those of the documents", () => {
  const names = vocabulary.map(({ name }) => name);
  const read = createKernelReading(names);

  it("on random lines in many spellings, some of them damaged", () => {
    let judged = 0;
    let left = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const block = randomBlock(createRandom(seed), { lines: 30, damagedShare: 0.15 });
        const found = read(block);
        const { events, problems, inEcs } = readLinesAsDocuments(block, names);
        expect(found.events).toEqual(events);
        expect(found.problems).toEqual(problems);
        for (const record of found.judged) expect(inEcs, `line ${record}`).toContain(record);
        judged += found.judged.length;
        left += found.left.length;
      }),
      { numRuns: 250 },
    );
    // Neither leaves everything to documents nor takes everything for an event.
    expect(judged).toBeGreaterThan(500);
    expect(left).toBeGreaterThan(350);
  });
});

/** A line with a category, so that the kernel judges it unless something is wrong. */
const line = (members: string): string => `{"event":{"category":"p"},${members}}`;

describe("a line of a certain shape", () => {
  const long = "keys_of_more_than_16_bytes";
  const names = ["a", "a.b", "a.b.c", "n", "s", `${long.slice(0, 8)}1111${long.slice(-8)}`, "k".repeat(300)];
  const read = createKernelReading(names);
  const isJudged = true;
  const isLeft = false;

  const cases: readonly (readonly [title: string, line: string, isJudged: boolean])[] = [
    // Keys.
    ["a key of 20 bytes", line(`"${names[5]}":1`), isJudged],
    ["one that differs in the middle", line(`"${long.slice(0, 8)}2222${long.slice(-8)}":1`), isJudged],
    ["one that is longer", line(`"${long.slice(0, 8)}11111${long.slice(-8)}":1`), isJudged],
    ["a key of 300 bytes", line(`"${"k".repeat(300)}":1`), isJudged],
    ["one of 299 and one of 301", line(`"${"k".repeat(299)}":1,"${"k".repeat(301)}":2`), isJudged],
    ["the empty key", line('"":1,"a":2'), isJudged],
    ["keys that begin with others", line('"an":1,"ab":2,"nn":3,"":{"a":1}'), isJudged],
    ["a wanted key with an escape", line('"\\u0061":1'), isLeft],
    ["another key with an escape", line('"x\\n":1'), isLeft],
    ["an escape in a key below what is not wanted", line('"x":{"\\u0061":1}'), isJudged],
    ["a wanted key twice", line('"n":1,"n":2'), isLeft],
    ["an object on the way twice", line('"a":{"b":1},"a":{"x":2}'), isLeft],
    ["another key twice", line('"x":1,"x":2'), isJudged],
    ["a wanted key twice in an object on the way", line('"a":{"b":1,"x":[{"b":2}],"b":3}'), isLeft],
    ["a key once in each of two objects of a list", line('"a":[{"b":1},{"b":2}]'), isJudged],
    ["the key of an outer object again, after an inner one", line('"a":{"b":{"c":1}},"n":1,"a":2'), isLeft],
    // Dots.
    ["dots at the top", line('"a.b.c":1'), isJudged],
    ["dots further down", line('"a":{"b.c":1}'), isJudged],
    ["dots above", line('"a.b":{"c":1}'), isJudged],
    ["dots and none, with values in both", line('"a.b":1,"a":{"b":2}'), isLeft],
    ["dots and none, with values in one", line('"a.b":1,"a":{"x":2}'), isJudged],
    ["dots with a list", line('"a.b":[1,2]'), isLeft],
    ["a list without dots", line('"a":{"b":[1,2]}'), isJudged],
    ["dots in objects of a list", line('"a":[{"b.c":1},{"b":{"c":2}}]'), isLeft],
    ["dots at the ends", line('".a":1,"a.":2,"a..b":3,".":4,"a.b.":5'), isJudged],
    // Lists and objects.
    ["lists in lists", line('"a":[[1,[2]],3,[],[[]]]'), isJudged],
    ["objects among scalars", line('"a":[1,{"b":2},"x",{"b":[3,{"c":4}]},null,true]'), isJudged],
    ["an object where a value is wanted", line('"n":{"x":1}'), isJudged],
    ["a value where an object is on the way", line('"a":{"b":1}'), isJudged],
    ["an empty object and an empty list", line('"a":{},"n":[]'), isJudged],
    ["null", line('"a":null,"n":[null,1,null]'), isJudged],
    // Numbers.
    ["zeros", line('"n":[0,-0,0.0,-0.0,0e0,-0e5]'), isJudged],
    ["one and 1.0", line('"n":[1,1.0,1e0,10e-1]'), isJudged],
    ["15, 16 and 17 digits", line('"n":[999999999999999,-999999999999999,1000000000000000]'), isJudged],
    [
      "beyond 2^53",
      line('"n":[9007199254740991,9007199254740992,9007199254740993,-9007199254740993]'),
      isJudged,
    ],
    ["beyond 64 bits", line('"n":[18446744073709551616,-9223372036854775809]'), isJudged],
    ["beyond doubles", line('"n":[1e400,-1e400,1e-400]'), isJudged],
    ["400 digits", line(`"n":1${"0".repeat(400)}`), isJudged],
    ["exponents of all spellings", line('"n":[1e5,1E5,1e+5,1e-5,1.5E+5]'), isJudged],
    ["a leading zero", line('"n":01'), isLeft],
    ["a leading zero behind a minus", line('"n":-01'), isLeft],
    ["a minus alone", line('"n":-'), isLeft],
    ["a plus", line('"n":+1'), isLeft],
    ["no digit behind the point", line('"n":1.'), isLeft],
    ["no digit in the exponent", line('"n":1e'), isLeft],
    ["no digit behind its sign", line('"n":1e+'), isLeft],
    ["no digit before the point", line('"n":.5'), isLeft],
    ["bad numbers where nothing is wanted", line('"x":[01]'), isLeft],
    // Words.
    ["words", line('"a":true,"n":[false,null]'), isJudged],
    ["a word that goes on", line('"a":truee'), isLeft],
    ["a word cut off", line('"a":fals'), isLeft],
    ["a word in capitals", line('"a":True'), isLeft],
    // White space.
    ["white space everywhere", '\t{ "event" :\r{ "category" : "p" } ,\t"a" : [ 1 , 2 ] } \r', isJudged],
    ["a no-break space", line('"a":\u00a01'), isLeft],
    ["a form feed", line('"a":\f1'), isLeft],
    ["a NUL behind the end", `${line('"a":1')}\0`, isLeft],
    // Ends.
    ["two objects", `${line('"a":1')}{}`, isLeft],
    ["a comma too many", line('"a":1,'), isLeft],
    ["a comma too many in a list", line('"a":[1,]'), isLeft],
    ["no comma", line('"a":1 "n":2'), isLeft],
    ["no colon", line('"a" 1'), isLeft],
    ["an object closed as a list", '{"event":{"category":"p"},"a":1]', isLeft],
    ["a list closed as an object", line('"a":[1}'), isLeft],
    ["a list at the top", `[${line('"a":1')}]`, isLeft],
    ["a backslash outside of strings", line('"a":1\\'), isLeft],
    ["an escaped quote outside of strings", line('"a":\\"x"'), isLeft],
    ["a byte order mark", `\ufeff${line('"a":1')}`, isLeft],
    // Shapes.
    ["a hit", `{"_id":"1","_source":${line('"a":1')}}`, isLeft],
    ["an event of the Endgame stream", line('"endgame":{},"a":1'), isLeft],
    ["no category, but an object below event", '{"event":{"x":1},"a":1}', isJudged],
    ["no category, but a data stream", '{"data_stream":{},"a":1}', isJudged],
    ["no category and no such object", '{"a":1}', isLeft],
    ["no category in winlogbeat's record", '{"event":{"x":1},"winlog":{},"a":1}', isLeft],
    ["a category in winlogbeat's record", line('"winlog":{},"a":1'), isJudged],
    ["a category with dots", '{"event.category":"p","winlog":{},"a":1}', isJudged],
    ["an empty list of categories", '{"event":{"category":[]},"winlog":{},"a":1}', isLeft],
  ];

  it.each(cases)("%s", (_, text, expected) => {
    // Not the first line, where a byte order mark may stand.
    const block = `\n${text}\n`;
    const found = read(block);
    const { events, problems, inEcs } = readLinesAsDocuments(block, names);
    expect(found.events).toEqual(events);
    expect(found.problems).toEqual(problems);
    expect(found.judged).toEqual(expected ? [2] : []);
    expect(found.left).toEqual(expected ? [] : [2]);
    if (expected) expect(inEcs).toContain(2);
    // The next line is not touched by what was found in this one.
    expect(read(line('"n":5')).events[0]?.values).toEqual([[], [], [], [5], [], [], []]);
  });

  it("finds the values of a name that JSON can only write with escapes", () => {
    const hostile = ["x\\ny", 'x"y', "x\ny", "x\ud800y", "\\u0061"];
    const readHostile = createKernelReading(hostile);
    // What JSON writes `x\ny` names no field with a backslash.
    const block = [...hostile, "x\ufffdy"].map((key) => line(`${JSON.stringify(key)}:1`)).join("\n");
    expect(readHostile(block).events).toEqual(readLinesAsDocuments(block, hostile).events);
    expect(readHostile(block).events.map(({ values }) => values.flat().length)).toEqual([1, 1, 1, 1, 1, 0]);
    // Also where no other name leads on from an object.
    const readBelow = createKernelReading(["p.x\\ny"]);
    const below = ["x\\ny", "x\ny"].map((key) => line(`"p":{${JSON.stringify(key)}:1}`)).join("\n");
    expect(readBelow(below).events.map(({ values }) => values)).toEqual([[[1]], [[]]]);
  });
});

describe("bounds", () => {
  const names = ["a"];
  const read = createKernelReading(names);
  const judgedOf = (text: string): number => {
    const found = read(text);
    expect(found.events).toEqual(readLinesAsDocuments(text, names).events);
    return found.judged.length;
  };

  it.each([
    ["a list", "[", "]", '"a":'],
    ["an object", '{"x":', "}", '"a":'],
    ["what is not wanted", "[", "]", '"x":'],
  ])("nesting as deep as records may, in %s", (_, open, close, key) => {
    const nested = (depth: number): string =>
      line(`${key}${open.repeat(depth - 1)}1${close.repeat(depth - 1)}`);
    expect(judgedOf(nested(readLimits.maxDepth - 1))).toBe(1);
    expect(judgedOf(nested(readLimits.maxDepth))).toBe(1);
    expect(judgedOf(nested(readLimits.maxDepth + 1))).toBe(0);
    // What was open there is forgotten.
    expect(judgedOf(line('"a":1'))).toBe(1);
  });

  it("as many values as there is room for", () => {
    const room = kernelLimits.valueBytes / 16;
    // One value is the category.
    const list = (count: number): string => line(`"a":[${"1,".repeat(count - 2)}1]`);
    expect(judgedOf(list(room))).toBe(1);
    expect(judgedOf(list(room + 1))).toBe(0);
    // The second line has no room behind the first, and is left; the third has all of it.
    expect(judgedOf(`${list(room / 2)}\n${list(room)}\n${list(room)}`)).toBe(2);
    // Where not even the room is free that any line must have, those before are given first.
    const many = Array.from({ length: 30 }, () => list(room / 10)).join("\n");
    expect(judgedOf(many)).toBe(30);
  });

  it("a block of the greatest length, and one that is longer", () => {
    const { maxBlockBytes } = kernelLimits;
    const blockOf = (bytes: number): string => {
      const short = line('"a":1');
      const rest = bytes - short.length * 2 - 2;
      const frame = line('"a":""').length;
      return `${short}\n${line(`"a":"${"x".repeat(rest - frame)}"`)}\n${short}`;
    };
    expect(blockOf(maxBlockBytes)).toHaveLength(maxBlockBytes);
    const judge = (bytes: number) => {
      const block = blockOf(bytes);
      const found = read(block, { lineBlockBytes: 4 * maxBlockBytes });
      expect(found.events).toEqual(readLinesAsDocuments(block, names).events);
      return [found.judged, found.left];
    };
    expect(judge(maxBlockBytes)).toEqual([[1, 2, 3], []]);
    expect(judge(maxBlockBytes + 1)).toEqual([[], [1, 2, 3]]);
    expect(judge(100_000)).toEqual([[1, 2, 3], []]);
  });

  it("texts with escapes as long as a block, read from all of its events", () => {
    const text = '\\n\\u00e9"'.slice(0, -1).repeat(10_000);
    const block = Array.from({ length: 12 }, () => line(`"a":"${text}"`)).join("\n");
    expect(block.length).toBeLessThan(kernelLimits.maxBlockBytes);
    const found = read(block, { lineBlockBytes: kernelLimits.maxBlockBytes });
    expect(found.judged).toHaveLength(12);
    for (const { values } of found.events) expect(values).toEqual([["\n\u00e9".repeat(10_000)]]);
  });
});

describe("lines of a block", () => {
  const read = createKernelReading(["a"]);

  it.each([
    ["line feeds", "\n", "\n"],
    ["carriage returns", "\r\n", "\r\n"],
    ["no line feed at the end", "\n", ""],
    ["a carriage return alone at the end", "\n", "\r"],
    ["blank lines", "\n\n \n\t\r\n", "\n\n"],
    ["blank lines and no line feed at the end", "\n\n", "\n  "],
  ])("with %s", (_, between, end) => {
    const texts = [line('"a":1'), `${line('"a":2')}  `, "{", line('"a":3')];
    const block = texts.join(between) + end;
    const { events, problems } = readLinesAsDocuments(block, ["a"]);
    const found = read(block);
    expect([found.events, found.problems]).toEqual([events, problems]);
    expect(found.events.map(({ values }) => values)).toEqual([[[1]], [[2]], [[3]]]);
    expect(found.left).toHaveLength(1);
  });

  it("none", () => {
    for (const block of ["", "\n", " ", "\r\n", "\n\n\t"]) {
      expect(read(block)).toEqual({ events: [], problems: [], judged: [], left: [] });
    }
  });
});
