import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyTable } from "./key-table.ts";

const layouts = [
  { doubles: 1, words: 0 },
  { doubles: 2, words: 1 },
  { doubles: 300, words: 2 },
];

describe.each(layouts)("a table of $doubles doubles and $words words", (layout) => {
  const lastDouble = layout.doubles - 1;

  it("holds what a map holds", () => {
    const step = fc.tuple(fc.boolean(), fc.nat({ max: 120 }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: "max" }), (steps) => {
        const table = new KeyTable(layout);
        const map = new Map<string, number>();
        for (const [at, [inserts, low, high]] of steps.entries()) {
          const id = `${low}/${high}`;
          let record = table.find(low, high);
          expect(record >= 0).toBe(map.has(id));
          if (!inserts) {
            if (record >= 0) table.remove(record);
            map.delete(id);
            continue;
          }
          if (record < 0) record = table.insert(low, high);
          table.setDouble(record, lastDouble, at);
          for (let word = 0; word < layout.words; word += 1) table.setWord(record, word, at + word);
          map.set(id, at);
        }
        expect(table.count).toBe(map.size);
        for (const [id, at] of map) {
          const [low = 0, high = 0] = id.split("/").map(Number);
          const record = table.find(low, high);
          expect(table.double(record, lastDouble)).toBe(at);
          for (let word = 0; word < layout.words; word += 1) expect(table.word(record, word)).toBe(at + word);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives memory back when its records go", () => {
    const table = new KeyTable(layout);
    const empty = table.bytes;
    for (let key = 0; key < 20_000; key += 1) table.setDouble(table.insert(key, ~key), lastDouble, key);
    const full = table.bytes;
    expect(full).toBeGreaterThan(20_000 * layout.doubles * 8);
    for (let key = 0; key < 19_000; key += 1) table.remove(table.find(key, ~key));
    expect(table.bytes).toBeLessThan(full / 2);
    for (let key = 19_000; key < 20_000; key += 1) {
      const record = table.find(key, ~key);
      expect(table.double(record, lastDouble)).toBe(key);
      table.remove(record);
    }
    expect(table.count).toBe(0);
    expect(empty).toBe(0);
    expect(table.bytes).toBeLessThan(9 * (layout.doubles + 3) * 8 + 100);
  });
});

it("starts small", () => {
  const table = new KeyTable({ doubles: 2, words: 1 });
  table.insert(1, 1);
  expect(table.bytes).toBeLessThan(400);
});

it("keeps keys apart that share a half", () => {
  const table = new KeyTable({ doubles: 1, words: 0 });
  for (let key = 0; key < 100; key += 1) {
    table.insert(key, 5);
    table.insert(5, key + 1000);
  }
  for (let key = 0; key < 100; key += 1) {
    expect(table.find(key, 5)).toBe(2 * key);
    expect(table.find(5, key + 1000)).toBe(2 * key + 1);
  }
  expect(table.find(100, 5)).toBe(-1);
});
