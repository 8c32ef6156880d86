import { describe, expect, it } from "vitest";
import { createKernelReading, readLinesAsDocuments } from "./read-lines.test-support.ts";

const names = ["a"];
const read = createKernelReading(names);
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

const opening = encoder.encode('{"event.category":"p","a":"');
const closing = encoder.encode('"}');

/** A line whose string `a` holds bytes. */
const lineWith = (bytes: readonly number[], end: Uint8Array = closing): readonly number[] => [
  ...opening,
  ...bytes,
  ...end,
];

const isUtf8 = (bytes: readonly number[]): boolean => {
  try {
    decoder.decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
};

/** Behind each line, since the kernel does not look at all lines where it has left many in a row. */
const good = [...encoder.encode('{"event.category":"p"}')];

/** Which of the lines the kernel judges, from 1; all values and problems are those of the documents. */
function judgedOf(lines: readonly (readonly number[])[]): readonly number[] {
  const block = Uint8Array.from(lines.flatMap((line) => [...line, 0x0a, ...good, 0x0a]));
  const found = read(block);
  const { events, problems } = readLinesAsDocuments(block, names);
  expect(found.events).toEqual(events);
  expect(found.problems).toEqual(problems);
  const isOwn = (record: number): boolean => record % 2 === 1;
  expect(found.judged.filter((record) => !isOwn(record))).toHaveLength(lines.length);
  return found.judged.filter(isOwn).map((record) => (record + 1) / 2);
}

const validOf = (texts: readonly (readonly number[])[]): readonly number[] =>
  texts.flatMap((bytes, at) => (isUtf8(bytes) ? [at + 1] : []));

describe("UTF-8 is told from what is none", () => {
  const first = [
    ...[0x41, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef],
    ...[0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf7, 0xf8, 0xff],
  ];
  const next = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];

  it("with one byte and two", () => {
    const texts = [...first.map((a) => [a]), ...first.flatMap((a) => [...next, ...first].map((b) => [a, b]))];
    expect(judgedOf(texts.map((bytes) => lineWith(bytes)))).toEqual(validOf(texts));
  });

  it("with three and four", () => {
    const texts = first
      .filter((byte) => byte >= 0xdf)
      .flatMap((a) =>
        next.flatMap((b) => next.flatMap((c) => [[a, b, c], ...next.map((d) => [a, b, c, d])])),
      );
    const judged = judgedOf(texts.map((bytes) => lineWith(bytes)));
    expect(judged).toEqual(validOf(texts));
    expect(judged.length).toBeGreaterThan(500);
    expect(judged.length).toBeLessThan(texts.length / 2);
  });

  it("at every offset, behind ASCII and behind other characters", () => {
    const characters = [
      "\u0080",
      "\u07ff",
      "\u0800",
      "\ud7ff",
      "\ue000",
      "\uffff",
      "\u{10000}",
      "\u{10ffff}",
    ];
    const texts = Array.from({ length: 40 }, (_, offset) => offset).flatMap((offset) =>
      characters.flatMap((character) => {
        const bytes = [...encoder.encode(character)];
        const ascii = Array<number>(offset).fill(0x78);
        // Whole, without its last byte, with one too many, and with a first byte where another is due.
        return [
          [...ascii, ...bytes, 0x78],
          [...ascii, ...bytes.slice(0, -1), 0x78],
          [...ascii, ...bytes, 0x80],
          [...ascii, 0xc3, ...bytes],
          [...encoder.encode("\u00e9".repeat(offset)), ...bytes],
          [...encoder.encode("\u00e9".repeat(offset)), ...bytes.slice(0, -1)],
        ];
      }),
    );
    const judged = judgedOf(texts.map((bytes) => lineWith(bytes)));
    expect(judged).toEqual(validOf(texts));
    expect(judged.length).toBe(texts.length / 3);
  });

  it("where the line ends in a character, whose rest begins the next line", () => {
    for (const character of ["\u00e9", "\u20ac", "\u{1f600}"]) {
      const bytes = [...encoder.encode(character)];
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const lines = [lineWith([0x78]), [...opening, ...bytes.slice(0, cut)], bytes.slice(cut)];
        expect(judgedOf(lines)).toEqual([1]);
      }
    }
  });

  it("in keys, where nothing is wanted, and outside of strings", () => {
    const texts = ['{"event.category":"p","\u00e9', '{"event.category":"p","x":["', '{"event.category":"p"'];
    const lines = texts.flatMap((text) =>
      [[0xff], [0xc3], [0xed, 0xa0, 0x80]].map((bad) => [
        ...encoder.encode(text),
        ...bad,
        ...encoder.encode('":1}'),
      ]),
    );
    expect(judgedOf(lines)).toEqual([]);
  });
});
