import { describe, expect, it } from "vitest";
import { TextBatch } from "./text-batch.ts";

describe("a batch of texts", () => {
  it("gives each text once it is decoded, and later ones too", () => {
    const batch = new TextBatch();
    const first = batch.add(Buffer.from("one"));
    const empty = batch.add(Buffer.from(""));
    const second = batch.add(Buffer.from("two\n"));
    batch.decode();
    const third = batch.add(Buffer.from("three"));
    batch.decode();
    expect([first, empty, second, third].map((text) => text?.())).toEqual(["one", "", "two\n", "three"]);
  });

  it("takes no text beyond ASCII, none with a zero byte and none that is long", () => {
    const batch = new TextBatch();
    expect(batch.add(Buffer.from("é"))).toBeUndefined();
    expect(batch.add(Buffer.from("a\0b"))).toBeUndefined();
    expect(batch.add(Buffer.alloc(64 * 1024 + 1, "a"))).toBeUndefined();
    expect(batch.add(Buffer.alloc(64 * 1024, "a"))).toBeDefined();
  });

  it("is full after a mebibyte, and then takes nothing until it is decoded", () => {
    const batch = new TextBatch();
    const bytes = Buffer.alloc(64 * 1024 - 1, "a");
    const texts = Array.from({ length: 17 }, (_, index) => {
      expect(batch.isFull).toBe(false);
      bytes[0] = 0x61 + index;
      return batch.add(bytes);
    });
    expect(batch.isFull).toBe(true);
    expect(batch.add(Buffer.from("b"))).toBeUndefined();
    batch.decode();
    expect(batch.isFull).toBe(false);
    const read = texts.map((text) => text?.() ?? "");
    expect(read.map((text) => [text[0], text.length])).toEqual(
      texts.map((_, index) => [String.fromCharCode(0x61 + index), bytes.length]),
    );
  });
});
