import { describe, expect, it } from "vitest";
import { createKernelReading, readLinesAsDocuments } from "./read-lines.test-support.ts";

// Lines are looked at 64 bytes at a time, and texts 16: whatever matters is put at every offset around such borders.
// A block of lines holds one for each offset, so that the lines themselves begin at many offsets, too.

const names = ["a", "z"];
const read = createKernelReading(names);

/** The text before the first byte of the string `a`. */
const opening = '{"z":1,"event.category":"p","a":"';
/** A string with brackets and commas, in which a quote at the wrong place shows. */
const trap = '{[,]}:",';

function offsets(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** Behind each line, since the kernel does not look at all lines where it has left many in a row. */
const good = '{"event.category":"p"}';

/** Compares with the documents; which of the lines the kernel judged, from 1. */
function judgedOf(lines: readonly string[]): readonly number[] {
  const block = lines.map((line) => `${line}\n${good}\n`).join("");
  const found = read(block);
  const { events, problems } = readLinesAsDocuments(block, names);
  expect(found.events).toEqual(events);
  expect(found.problems).toEqual(problems);
  const isOwn = (record: number): boolean => record % 2 === 1;
  expect(found.judged.filter((record) => !isOwn(record))).toHaveLength(lines.length);
  return found.judged.filter(isOwn).map((record) => (record + 1) / 2);
}

const all = (lines: readonly string[]): readonly number[] => lines.map((_, at) => at + 1);

describe("runs of backslashes", () => {
  /** A line whose string `a` has a run of backslashes that ends at an offset, and behind it a quote if it is odd. */
  const withRun = (length: number, end: number): string => {
    const run = "\\".repeat(length) + (length % 2 === 1 ? '"' : "");
    return `${opening}${"x".repeat(end - length - opening.length)}${run}${trap.slice(0, 5)}","n":[{"b":"\\""}]}`;
  };

  it.each([0, 1, 2, 3, 4, 5])("of %d, at every offset", (length) => {
    const lines = offsets(50, 141).map((end) => withRun(length, end));
    expect(judgedOf(lines)).toEqual(all(lines));
  });

  it.each([0, 1, 2, 3, 4, 5])("of %d, at the end of a string", (length) => {
    // An odd run escapes the quote: the string goes on to the next one, and the rest is no JSON.
    const lines = offsets(50, 141).map(
      (end) => `${opening}${"x".repeat(end - length - opening.length)}${"\\".repeat(length)}","n":1}`,
    );
    expect(judgedOf(lines)).toEqual(length % 2 === 0 ? all(lines) : []);
  });

  it.each([60, 61, 62, 63, 64, 65, 66, 127, 128, 129])("of %d, which fills whole pieces", (length) => {
    const lines = offsets(50, 120).map((at) => withRun(length, at + length));
    expect(judgedOf(lines)).toEqual(all(lines));
  });

  it("outside of strings, and at the end of the line", () => {
    const lines = offsets(40, 140).flatMap((end) => {
      const filled = `${opening}${"x".repeat(end - opening.length)}`;
      return [`${filled}"\\,"n":1}`, `${filled}"}\\`, `${filled}\\`, `${filled}\\\\`];
    });
    expect(judgedOf(lines)).toEqual([]);
  });
});

describe("quotes and brackets", () => {
  it("at every offset, inside of strings and outside", () => {
    const lines = offsets(34, 141).flatMap((end) => {
      const filled = `${opening}${"x".repeat(end - opening.length)}`;
      return [
        `${filled}","n":[{"b":[]},{}]}`,
        `${filled}{[]}","n":[{"b":"}"}]}`,
        `${filled}\\"","n":["{",[1]]}`,
      ];
    });
    expect(judgedOf(lines)).toEqual(all(lines));
  });

  it("a line that is cut off at every byte", () => {
    const line = `${opening}${"x".repeat(30)}\\\\\\"${trap.slice(0, 5)}\\u00e9","n":[{"b":true,"c":-1.5e+3},"\u00e9"]}`;
    const encoded = new TextEncoder().encode(line);
    for (const [cut] of encoded.entries()) {
      const block = encoded.subarray(0, cut);
      const found = read(block);
      const { events, problems } = readLinesAsDocuments(block, names);
      expect([found.judged, found.events, found.problems]).toEqual([[], events, problems]);
      expect(read(good).judged).toEqual([1]);
    }
    expect(judgedOf([line])).toEqual([1]);
  });

  it("lines of every length", () => {
    const lines = offsets(opening.length + 2, 260).map(
      (end) => `${opening}${"x".repeat(end - opening.length - 2)}"}`,
    );
    expect(judgedOf(lines)).toEqual(all(lines));
  });
});

describe("escapes", () => {
  const right = ['\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u00e9", "\\uFFFF", "\\u0000"];
  const surrogates = ["\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\n", "\\ud83d\\u0041"];
  const bad = [
    "\\x",
    "\\a",
    "\\U0041",
    "\\u",
    "\\u12",
    "\\u12g4",
    "\\u 123",
    "\\0",
    "\\'",
    "\\\u00e9",
    "\\\t",
  ];

  it.each([...right, ...surrogates])("%j at every offset", (escaped) => {
    const lines = offsets(40, 141).map(
      (end) => `${opening}${"x".repeat(end - opening.length)}${escaped}${trap.slice(0, 5)}"}`,
    );
    expect(judgedOf(lines)).toEqual(all(lines));
  });

  it("two in a row with every distance", () => {
    const lines = offsets(0, 40).map((distance) => `${opening}\\n${"x".repeat(distance)}\\ud83d\\ude00\\t"}`);
    expect(judgedOf(lines)).toEqual(all(lines));
  });

  it.each(bad)("%j at every offset is none", (escaped) => {
    const lines = offsets(40, 141).flatMap((end) => {
      const filled = `${opening}${"x".repeat(end - opening.length)}${escaped}`;
      return [`${filled}"}`, `${filled}`, `${filled}x","n":1}`];
    });
    expect(judgedOf(lines)).toEqual([]);
  });

  it("bad ones where nothing is wanted are found as well", () => {
    const lines = bad.map((escaped) => `{"event.category":"p","x":["${escaped}"]}`);
    expect(judgedOf(lines)).toEqual([]);
  });
});

describe("control characters", () => {
  it.each([0x00, 0x01, 0x08, 0x09, 0x0b, 0x0d, 0x1f])("%d in a string at every offset is refused", (code) => {
    const lines = offsets(33, 141).map((end) => {
      const filled = `${opening}${"x".repeat(end - opening.length)}${String.fromCharCode(code)}`;
      return `${filled}y","n":1}`;
    });
    expect(judgedOf(lines)).toEqual([]);
  });

  it("is refused in a key, and as the first and last of a string", () => {
    const lines = ["\t", "\u001f"].flatMap((character) => [
      `{"event.category":"p","x${character}":1}`,
      `{"event.category":"p","x":"${character}y"}`,
      `{"event.category":"p","x":"y${character}"}`,
      `{"event.category":"p","x":"${character}"}`,
    ]);
    expect(judgedOf(lines)).toEqual([]);
  });

  it("beyond ASCII's first 32 they are letters like others", () => {
    const lines = ["\u007f", "\u0080", "\u009f", "\u2028"].flatMap((character) =>
      offsets(33, 80).map((end) => `${opening}${"x".repeat(end - opening.length)}${character}"}`),
    );
    expect(judgedOf(lines)).toEqual(all(lines));
  });

  it("white space outside of strings at every offset", () => {
    const lines = offsets(0, 141).map((count) => {
      const space = "\t \r".repeat(47).slice(0, count);
      return `${opening}"${space},${space}"n":[${space}1${space}]${space}}${space}`;
    });
    expect(judgedOf(lines)).toEqual(all(lines));
  });
});
